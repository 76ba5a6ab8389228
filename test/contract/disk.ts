// What every Disk adapter promises the engine (PROTOCOL 10). Each adapter's test file calls this suite
// with a way to make a fresh storage.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DiskFault, TABLES, type Disk, type Row, type Write } from '../../client/engine/ports.ts'

/** One profile's storage under test. */
export interface DiskSubject {
  /** Opens as the newest writer: raises the fencing number first. */
  open(): Promise<Disk>
  /** Removes the storage. */
  end(): Promise<void>
}

const put = (table: Write['table'], key: string, ...bytes: number[]): Write => ({
  table,
  key,
  value: Uint8Array.from(bytes),
})
const keys = (rows: readonly Row[]): string[] => rows.map((row) => row.key)
const faultKind = (kind: string) => (error: unknown) =>
  error instanceof DiskFault && error.kind === kind

/** Registers the contract's tests for one adapter. */
export const testDisk = (adapter: string, create: () => Promise<DiskSubject>): void => {
  const check = (name: string, body: (subject: DiskSubject) => Promise<void>): void => {
    test(`${adapter}: ${name}`, async () => {
      const subject = await create()
      try {
        await body(subject)
      } finally {
        await subject.end()
      }
    })
  }

  check('a new profile is empty in every table', async (subject) => {
    const disk = await subject.open()
    for (const table of TABLES) assert.deepEqual(await disk.scan(table), [])
    await disk.close()
  })

  check('rows come back equal, also after opening again', async (subject) => {
    const first = await subject.open()
    await first.commit([put('person', 'a', 1, 2), put('message', 'b'), put('session', 'c', 255)])
    await first.close()
    const again = await subject.open()
    const [person] = await again.scan('person')
    assert.equal(person?.key, 'a')
    assert.equal(person?.value.constructor, Uint8Array)
    assert.deepEqual(person?.value, Uint8Array.of(1, 2))
    assert.deepEqual((await again.scan('message'))[0]?.value, new Uint8Array(0))
    assert.deepEqual((await again.scan('session'))[0]?.value, Uint8Array.of(255))
    await again.close()
  })

  check('one commit replaces, deletes and repeats in the order given', async (subject) => {
    const disk = await subject.open()
    await disk.commit([put('sent', 'a', 1), put('sent', 'b', 2)])
    await disk.commit([
      put('sent', 'a', 3),
      { table: 'sent', key: 'b', value: undefined },
      { table: 'sent', key: 'missing', value: undefined },
      put('sent', 'c', 4),
      put('sent', 'c', 5),
    ])
    assert.deepEqual(await disk.scan('sent'), [
      { key: 'a', value: Uint8Array.of(3) },
      { key: 'c', value: Uint8Array.of(5) },
    ])
    await disk.close()
  })

  check('an empty commit is a commit', async (subject) => {
    const disk = await subject.open()
    await disk.commit([])
    await disk.close()
  })

  check('a part of a larger buffer is stored without the rest', async (subject) => {
    const disk = await subject.open()
    const whole = new Uint8Array(1_000).fill(7)
    await disk.commit([{ table: 'frame', key: 'a', value: whole.subarray(10, 12) }])
    const [row] = await disk.scan('frame')
    assert.deepEqual(row?.value, Uint8Array.of(7, 7))
    assert.ok((row?.value.buffer.byteLength ?? 1_000) < 1_000)
    await disk.close()
  })

  check(
    'a commit keeps the bytes it was given, whatever happens to the buffer',
    async (subject) => {
      const disk = await subject.open()
      const buffer = Uint8Array.of(1, 2, 3)
      const done = disk.commit([{ table: 'frame', key: 'a', value: buffer }])
      await done
      buffer.fill(9)
      assert.deepEqual((await disk.scan('frame'))[0]?.value, Uint8Array.of(1, 2, 3))
      await disk.close()
    },
  )

  check('ranges exclude both ends, honour the limit and run backwards', async (subject) => {
    const disk = await subject.open()
    await disk.commit(['d', 'b', 'a', 'c', 'e'].map((key) => put('message', key, 1)))
    const scan = async (range: Parameters<Disk['scan']>[1]) =>
      keys(await disk.scan('message', range)).join('')
    assert.equal(await scan({}), 'abcde')
    assert.equal(await scan({ after: 'b' }), 'cde')
    assert.equal(await scan({ before: 'd' }), 'abc')
    assert.equal(await scan({ after: 'a', before: 'e' }), 'bcd')
    assert.equal(await scan({ after: 'aa', before: 'c' }), 'b')
    assert.equal(await scan({ limit: 2 }), 'ab')
    assert.equal(await scan({ limit: 9 }), 'abcde')
    assert.equal(await scan({ limit: 0 }), '')
    assert.equal(await scan({ backwards: true }), 'edcba')
    assert.equal(await scan({ backwards: true, limit: 2 }), 'ed')
    assert.equal(await scan({ backwards: true, before: 'd', limit: 2 }), 'cb')
    assert.equal(await scan({ backwards: true, after: 'b', before: 'e' }), 'dc')
    assert.equal(await scan({ after: 'c', before: 'c' }), '')
    assert.equal(await scan({ after: 'd', before: 'b', backwards: true, limit: 1 }), '')
    await disk.close()
  })

  check('a second writer fences the first, which changes nothing any more', async (subject) => {
    const first = await subject.open()
    await first.commit([put('profile', 'owner', 1)])
    const second = await subject.open()
    await assert.rejects(first.commit([put('profile', 'owner', 9)]), faultKind('fenced'))
    await assert.rejects(first.commit([]), faultKind('fenced'))
    assert.deepEqual((await second.scan('profile'))[0]?.value, Uint8Array.of(1))
    await second.commit([put('profile', 'owner', 2)])
    assert.deepEqual((await second.scan('profile'))[0]?.value, Uint8Array.of(2))
    await first.close()
    await second.close()
  })

  check('commits under way together land in the order they were made', async (subject) => {
    const disk = await subject.open()
    await Promise.all([1, 2, 3, 4, 5].map((n) => disk.commit([put('channel', 'a', n)])))
    assert.deepEqual((await disk.scan('channel'))[0]?.value, Uint8Array.of(5))
    await disk.close()
  })

  check('after close every call fails as broken', async (subject) => {
    const disk = await subject.open()
    await disk.close()
    await assert.rejects(disk.scan('profile'), faultKind('broken'))
    await assert.rejects(disk.commit([put('profile', 'a', 1)]), faultKind('broken'))
  })

  check('any sequence of commits reads as a sorted map does', async (subject) => {
    const disk = await subject.open()
    const model = new Map<string, Uint8Array>()
    const write = fc.record({
      key: fc.stringMatching(/^[a-e/]{1,3}$/),
      value: fc.option(fc.uint8Array({ maxLength: 4 }), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 6 }), async (writes) => {
        await disk.commit(writes.map((one) => ({ table: 'known', ...one })))
        for (const { key, value } of writes) {
          if (value === undefined) model.delete(key)
          else model.set(key, value)
        }
        const expected = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
        const rows = await disk.scan('known')
        assert.deepEqual(
          keys(rows),
          expected.map(([key]) => key),
        )
        assert.deepEqual(
          rows.map((row) => [...row.value]),
          expected.map(([, value]) => [...value]),
        )
      }),
      { numRuns: 40, seed: 2 },
    )
    await disk.close()
  })
}
