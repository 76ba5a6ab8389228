// What every Blobs adapter promises the engine. Each adapter's test file calls this suite with a way to make a
// fresh store.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DiskFault, type Blobs } from '../../client/engine/ports.ts'
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts'

/** A store under test. */
export interface BlobsSubject {
  open(): Promise<Blobs>
  end(): Promise<void>
}

const NAME = 'ab'.repeat(16)
const OTHER = 'ac'.repeat(16)

/** Registers the contract's tests for one adapter. */
export const testBlobs = (adapter: string, create: () => Promise<BlobsSubject>): void => {
  const check = (name: string, body: (subject: BlobsSubject) => Promise<void>): void => {
    test(`${adapter}: ${name}`, async () => {
      const subject = await create()
      try {
        await body(subject)
      } finally {
        await subject.end()
      }
    })
  }

  check('pieces come back equal, also after opening again', async (subject) => {
    const first = await subject.open()
    const piece = new Uint8Array(BLOB_PIECE_BYTES).fill(7)
    await first.put(NAME, 0, piece)
    // Not what the caller does with its buffer afterwards.
    const last = Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4)
    const stored = first.put(NAME, 1, last)
    await stored
    last.fill(0)
    await first.close()
    const again = await subject.open()
    assert.deepEqual(await again.get(NAME, 0), piece)
    const back = await again.get(NAME, 1)
    assert.deepEqual(back, Uint8Array.of(1, 2, 3))
    assert.equal(back?.buffer.byteLength, 3)
    assert.equal(await again.length(NAME), BLOB_PIECE_BYTES + 3)
    await again.close()
  })

  check('what is missing is told', async (subject) => {
    const blobs = await subject.open()
    assert.equal(await blobs.get(NAME, 0), undefined)
    assert.equal(await blobs.length(NAME), 0)
    assert.deepEqual(await blobs.list(), [])
    await blobs.put(NAME, 0, new Uint8Array(BLOB_PIECE_BYTES))
    await blobs.put(NAME, 1, Uint8Array.of(1))
    assert.equal(await blobs.length(NAME), BLOB_PIECE_BYTES + 1)
    assert.equal(await blobs.get(NAME, 2), undefined)
    await blobs.close()
  })

  check('a piece that comes again takes the place of the first', async (subject) => {
    const blobs = await subject.open()
    await blobs.put(NAME, 0, Uint8Array.of(1, 1, 1))
    await blobs.put(NAME, 0, Uint8Array.of(2, 2, 2))
    assert.deepEqual(await blobs.get(NAME, 0), Uint8Array.of(2, 2, 2))
    await blobs.close()
  })

  check('dropping takes all of one blob and nothing else', async (subject) => {
    const blobs = await subject.open()
    for (const name of [NAME, OTHER]) {
      await blobs.put(name, 0, new Uint8Array(BLOB_PIECE_BYTES))
      await blobs.put(name, 1, Uint8Array.of(1, 2))
    }
    await blobs.drop(NAME)
    await blobs.drop(NAME)
    assert.equal(await blobs.get(NAME, 1), undefined)
    assert.equal(await blobs.length(NAME), 0)
    const [left, ...more] = await blobs.list()
    assert.deepEqual([left?.blob, left?.bytes, more], [OTHER, BLOB_PIECE_BYTES + 2, []])
    assert.ok(left && left.time > 0)
    await blobs.close()
  })

  check('two that are open write side by side', async (subject) => {
    const [one, two] = [await subject.open(), await subject.open()]
    await Promise.all([one.put(NAME, 0, Uint8Array.of(1)), two.put(OTHER, 0, Uint8Array.of(2))])
    assert.deepEqual(await one.get(OTHER, 0), Uint8Array.of(2))
    assert.equal((await two.list()).length, 2)
    await Promise.all([one.close(), two.close()])
  })

  check('after it was closed every call fails', async (subject) => {
    const blobs = await subject.open()
    await blobs.close()
    await assert.rejects(blobs.put(NAME, 0, Uint8Array.of(1)), DiskFault)
    await assert.rejects(blobs.get(NAME, 0), DiskFault)
    await assert.rejects(blobs.list(), DiskFault)
  })
}
