// The stored app lock: it opens with its own key, nothing in it can be changed, and a cost out of bounds is refused
// before any work is done for it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DATA_KEY_BYTES,
  importKey,
  LANES_MOST,
  MEMORY_LEAST,
  MEMORY_MOST,
  openRecord,
  PASSES_MOST,
  recipeOf,
  sealRecord,
  type Recipe,
} from '../../../client/web/lock-record.ts'
import { COST } from '../../../client/web/slow-hash.ts'

const salt = new Uint8Array(16).fill(3)
const recipe: Recipe = { ...COST, salt }
const keyOf = (fill: number): Promise<CryptoKey> => importKey(new Uint8Array(32).fill(fill))
const dataKey = (): Uint8Array => new Uint8Array(DATA_KEY_BYTES).map((_, at) => at + 1)

test('what is sealed opens with its key, in 83 bytes that do not hold the data key', async () => {
  const record = await sealRecord(await keyOf(1), recipe, dataKey())
  assert.equal(record.length, 23 + 12 + 48)
  assert.deepEqual(await openRecord(await keyOf(1), record), dataKey())
  assert.equal(await openRecord(await keyOf(2), record), undefined)
  assert.ok(!Buffer.from(record).includes(Buffer.from(dataKey())))
  assert.deepEqual(recipeOf(record), { version: 1, ...recipe })
})

test('no bit of it can be changed', async () => {
  const key = await keyOf(1)
  const record = await sealRecord(key, recipe, dataKey())
  for (let at = 0; at < record.length; at++) {
    const changed = Uint8Array.from(record, (byte, here) => (here === at ? byte ^ 1 : byte))
    assert.equal(await openRecord(key, changed), undefined, `byte ${at}`)
  }
  assert.equal(await openRecord(key, record.subarray(1)), undefined)
  assert.equal(await openRecord(key, 'text'), undefined)
})

const bounds: readonly (readonly [keyof typeof COST, number, boolean])[] = [
  ['memory', MEMORY_LEAST, true],
  ['memory', MEMORY_LEAST - 1, false],
  ['memory', MEMORY_MOST, true],
  ['memory', MEMORY_MOST + 1, false],
  ['passes', 1, true],
  ['passes', 0, false],
  ['passes', PASSES_MOST, true],
  ['passes', PASSES_MOST + 1, false],
  ['lanes', 1, true],
  ['lanes', 0, false],
  ['lanes', LANES_MOST, true],
  ['lanes', LANES_MOST + 1, false],
]
for (const [name, value, good] of bounds) {
  test(`${name} ${value} is ${good ? 'read' : 'refused'}`, async () => {
    const record = await sealRecord(await keyOf(1), { ...recipe, [name]: value }, dataKey())
    assert.equal(recipeOf(record)?.[name], good ? value : undefined)
    assert.equal((await openRecord(await keyOf(1), record)) !== undefined, good)
  })
}

test('a key wipes what it was made of, and no script can read it', async () => {
  const raw = new Uint8Array(32).fill(9)
  const key = await importKey(raw)
  assert.deepEqual(raw, new Uint8Array(32))
  assert.equal(key.extractable, false)
  await assert.rejects(crypto.subtle.exportKey('raw', key))
})
