// Memory of the journal: pieces are used again in order, one batch of any size fits, and rest gives all back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JournalMemory } from '../../../server/store/journal-memory.ts'
import { testFolder } from '../../support/folder.ts'
import { Bench, envelopesOf } from '../../support/ledger.ts'
import { random, sha256 } from '../../support/wire.ts'

test('pieces come in order, again after reuse, and not at all after rest', () => {
  const memory = new JournalMemory()
  const first = memory.next(1_000)
  const second = memory.next(first.byteLength)
  assert.notEqual(first, second)
  memory.reuse()
  assert.equal(memory.next(10), first)
  const large = memory.next(2 * second.byteLength)
  assert.ok(large.byteLength >= 2 * second.byteLength)
  assert.equal(memory.next(10), second, 'a piece that was too small is kept for others')
  assert.equal(memory.size, first.byteLength + second.byteLength + large.byteLength)
  memory.rest()
  assert.equal(memory.size, 0)
  assert.notEqual(memory.next(10), first)
})

test('what waits is not written over by later batches, over many times the memory of one piece', async (context) => {
  const store = new Bench(await testFolder(context))
  context.after(() => store.close())
  const waiting: Uint8Array[] = []
  let acked = 0
  for (let seq = 1; seq <= 120; seq++) {
    const body = random(1_000 + ((seq * 7_919) % 60_000))
    waiting.push(body)
    store.put({ seq, channelSeq: seq, body })
    if (seq % 9 === 0) {
      acked += 4
      store.ack(acked)
      waiting.splice(0, 4)
    }
    // The first in place, the others in the journal's memory.
    if (seq === 60) store.ledger.settle()
    if (seq % 20 !== 0) continue
    const page = envelopesOf(store.page(acked, 1_000, 16_777_216))
    assert.deepEqual(
      page.map((one) => sha256(one.body)),
      waiting.map((body) => sha256(body)),
    )
  }
})
