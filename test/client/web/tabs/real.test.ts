// The same tabs over what a browser gives them: a real BroadcastChannel, real Web Locks where this run time
// has them, IndexedDB with real transactions, and real time.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { clockWeb } from '../../../../client/web/clock-web.ts'
import { takeFence } from '../../../../client/web/database.ts'
import { openDiskIdb } from '../../../../client/web/disk-idb.ts'
import { openBus } from '../../../../client/web/tabs/bus.ts'
import { createHost } from '../../../../client/web/tabs/host.ts'
import { View } from '../../../../client/web/tabs/view.ts'
import { Writer, type Locks, type WriterParts } from '../../../../client/web/tabs/writer.ts'
import { createLocksMemory } from '../../../support/locks-memory.ts'
import { createSmallEngine } from '../../../support/tabs.ts'

const real: Locks | undefined = 'locks' in navigator ? navigator.locks : undefined
let runs = 0

const createProfile = (locks: Locks) => {
  const channel = `sotto-test-${++runs}`
  const idb = { indexedDB: new IDBFactory(), IDBKeyRange }
  const disk = async () => openDiskIdb({ name: 'p', fence: await takeFence('p', idb), idb })
  // Ended by Workers that were told to; a Worker that only lost its lock goes on writing.
  const startWorker =
    (deaf: () => boolean): WriterParts['startWorker'] =>
    (report) => {
      const bus = openBus(channel)
      const start = async (): Promise<void> => {
        const fence = await takeFence('p', idb)
        const host = createHost({
          bus: { ...bus, post: (message) => deaf() || bus.post(message) },
          fence,
          onReplaced: () => report({ is: 'fenced' }),
        })
        const own = await openDiskIdb({ name: 'p', fence, idb })
        host.serve(createSmallEngine(own, () => undefined))
        report({ is: 'speaking' })
      }
      start().catch(() => report({ is: 'failed' }))
      return { end: () => bus.close() }
    }
  const openTab = (id: string) => {
    let deaf = false
    const writer = new Writer({
      locks,
      bus: openBus(channel),
      clock: clockWeb,
      startWorker: startWorker(() => deaf),
    })
    const view = new View({
      bus: openBus(channel),
      clock: clockWeb,
      id,
      visible: () => true,
      steal: () => writer.steal(),
      onTrouble: () => undefined,
      onAbout: () => undefined,
    })
    const close = async () => {
      writer.close()
      await view.close()
    }
    return { view, close, muteWorker: () => (deaf = true) }
  }
  return { openTab, disk }
}

const stored = async (profile: ReturnType<typeof createProfile>): Promise<string[]> => {
  const disk = await profile.disk()
  const rows = await disk.scan('message')
  await disk.close()
  return rows.map((row) => row.key)
}
const send = (id: string) => ({ type: 'send', person: 'p', text: id, id }) as const

for (const [kind, locks] of [
  ['memory', createLocksMemory()],
  ['real', real],
] as const) {
  const skip = locks ? false : 'this run time has no Web Locks'

  test(`${kind} locks: two tabs write, the host closes, the other goes on`, { skip }, async () => {
    assert.ok(locks)
    const profile = createProfile(locks)
    const a = profile.openTab('a')
    await a.view.ready
    const b = profile.openTab('b')
    await b.view.ready
    const both = [a.view.run(send('1')), b.view.run(send('2')), a.view.run(send('3'))]
    await Promise.all(both)
    await a.close()
    await b.view.run(send('4'))
    await b.close()
    assert.deepEqual(await stored(profile), ['1', '2', '3', '4'])
  })

  test(`${kind} locks: a host that went silent loses the lock`, { skip }, async () => {
    assert.ok(locks)
    const profile = createProfile(locks)
    const a = profile.openTab('a')
    await a.view.ready
    const b = profile.openTab('b')
    await b.view.ready
    a.muteWorker()
    assert.deepEqual(await b.view.run(send('1')), { is: 'done' })
    assert.deepEqual(await a.view.run(send('2')), { is: 'done' })
    await a.close()
    await b.close()
    assert.deepEqual(await stored(profile), ['1', '2'])
  })
}
