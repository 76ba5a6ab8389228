// Files between a page and its Worker: sealed into the browser's store, opened from it, and every way in which that
// fails is told. The Worker's own code answers here, over the real store in a simulated IndexedDB.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { openBlobsIdb } from '../../../client/web/blobs-idb.ts'
import { createMedia, MediaFault, type MediaWorker } from '../../../client/web/media.ts'
import { createMediaWork, type MediaSaid } from '../../../client/web/media-work.ts'
import { realRandom } from '../../support/circle.ts'

const content = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(length))

interface Started {
  readonly worker: MediaWorker
  ended: boolean
}

const createBrowser = () => {
  const idb = { indexedDB: new IDBFactory(), IDBKeyRange }
  const started: Started[] = []
  const waiting: (() => void)[] = []
  const opened = openBlobsIdb({ now: () => 1, idb })
  const start = (): MediaWorker => {
    const worker: MediaWorker = {
      onmessage: null,
      onerror: null,
      postMessage: (ask) => work(ask),
      terminate: () => {
        one.ended = true
      },
    }
    const one: Started = { worker, ended: false }
    const work = createMediaWork({
      blobs: () => opened,
      random: realRandom,
      say: (said: MediaSaid) => {
        // As a Worker's messages: later, and none from one that was ended.
        queueMicrotask(() => {
          if (!one.ended) worker.onmessage?.(new MessageEvent('message', { data: said }))
        })
      },
    })
    started.push(one)
    return worker
  }
  const media = createMedia(start, (_, call) => {
    waiting.push(call)
    return () => void waiting.splice(waiting.indexOf(call), 1)
  })
  return { media, started, waiting, opened }
}

const faultOf = (why: string) => (error: unknown) =>
  error instanceof MediaFault && error.why === why

test('a file goes in and comes out, whole and in part; only harmless types are named', async () => {
  const { media, opened } = createBrowser()
  const bytes = content(2_500_000)
  const steps: number[] = []
  const { sealed } = media.seal(new Blob([bytes]), (done) => steps.push(done))
  const file = await sealed
  assert.deepEqual([file.size, steps.at(-1)], [bytes.length, bytes.length])
  assert.ok(steps.length >= 3)
  const shown = await media.open(file, 'image/png')
  assert.equal(shown.type, 'image/png')
  assert.deepEqual(new Uint8Array(await shown.arrayBuffer()), bytes)
  assert.deepEqual(
    await media.read(file, 1_000_000, 1_000_100),
    bytes.subarray(1_000_000, 1_000_100),
  )
  const active = await media.open(file, 'image/svg+xml')
  assert.equal(active.type, 'application/octet-stream')
  const empty = await media.seal(new Blob([])).sealed
  assert.equal((await media.open(empty, 'video/mp4')).size, 0)
  assert.equal((await (await opened).list()).length, 2)
})

test('a file that is cancelled, that changed, or whose bytes here were damaged is told as that', async () => {
  const { media, opened } = createBrowser()
  const sealing = media.seal(new Blob([content(4_000_000)]))
  sealing.cancel()
  await assert.rejects(sealing.sealed, faultOf('cancelled'))
  const changed = new Blob([content(2_000_000)])
  Object.defineProperty(changed, 'slice', { value: () => new Blob([content(5)]) })
  await assert.rejects(media.seal(changed).sealed, faultOf('changed'))
  const blobs = await opened
  assert.deepEqual(await blobs.list(), [])
  const file = await media.seal(new Blob([content(90_000)])).sealed
  await blobs.put(file.local, 0, content(98_000))
  await assert.rejects(media.open(file, 'image/png'), faultOf('damaged'))
  await blobs.drop(file.local)
  await assert.rejects(media.open(file, 'image/png'), faultOf('damaged'))
})

test('a Worker that nobody asks is ended, another one answers the next question', async () => {
  const { media, started, waiting } = createBrowser()
  const file = await media.seal(new Blob([content(10)])).sealed
  assert.equal(started.length, 1)
  assert.equal(waiting.length, 1)
  waiting[0]?.()
  assert.equal(started[0]?.ended, true)
  assert.equal((await media.open(file, 'image/png')).size, 10)
  assert.equal(started.length, 2)
})

test('a Worker that dies fails what it was asked, and the page goes on', async () => {
  const { media, started } = createBrowser()
  const lost = media.seal(new Blob([content(3_000_000)])).sealed
  started[0]?.worker.onerror?.(new Event('error') as ErrorEvent) // Node has no class for it
  await assert.rejects(lost, MediaFault)
  assert.equal((await media.seal(new Blob([content(10)])).sealed).size, 10)
  media.close()
})
