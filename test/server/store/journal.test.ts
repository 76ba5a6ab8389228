// The journal: a crash at any moment changes nothing that can be seen, what is acknowledged in time never
// becomes a row, and what is damaged is set aside.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { SEQ_JUMP_AT_START } from '../../../protocol/limits.ts'
import { BatchReader } from '../../../server/store/batch.ts'
import { JOURNAL_BATCHES, JOURNAL_BYTES } from '../../../server/store/journal.ts'
import { testFolder } from '../../support/folder.ts'
import { Bench, envelopesOf } from '../../support/ledger.ts'
import { random, sha256 } from '../../support/wire.ts'

const rows = ({ database }: Bench, table: string): unknown =>
  database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()

/** A process that ends without warning: nothing is put into its place. */
const crash = (store: Bench, folder: string): Bench => {
  store.database.close()
  return new Bench(folder, store)
}

const bench = async (context: TestContext): Promise<Bench> => {
  const opened = new Bench(await testFolder(context))
  context.after(() => opened.close())
  return opened
}

test('a batch is one row of the journal; acknowledged there, it never becomes one of its own', async (context) => {
  const store = await bench(context)
  store.put(
    { seq: 1, channelSeq: 1, body: random(10) },
    { seq: 2, channelSeq: 2, body: random(20) },
  )
  assert.deepEqual([rows(store, 'journal'), rows(store, 'envelope')], [1, 0])
  const [freed, ...others] = store.ack(1)
  assert.deepEqual([freed?.envelopes, freed?.bytes, others.length], [1, 10, 0])
  assert.deepEqual([store.channel().envelopes, store.inbox().bytes], [1, 20])
  store.ledger.settle()
  assert.deepEqual([rows(store, 'journal'), rows(store, 'envelope')], [0, 1])
  assert.equal(store.ledger.isUnsettled, false)
  assert.deepEqual([store.channel().envelopes, store.inbox().bytes], [1, 20])
  assert.equal(store.ack(2)[0]?.bytes, 20)
})

test('reading gives rows and, behind them, what is in the journal, in order', async (context) => {
  const store = await bench(context)
  const bodies = [random(10), random(20), random(30)]
  for (const [at, body] of bodies.entries()) {
    store.put({ seq: at + 1, channelSeq: at + 1, body })
    if (at === 0) store.ledger.settle()
  }
  const read = (after: number, envelopes: number): unknown =>
    envelopesOf(store.page(after, envelopes)).map(({ body }) => body)
  assert.deepEqual(read(0, 3), bodies)
  assert.equal(store.page(0, 3).more, false)
  assert.deepEqual([read(0, 2), store.page(0, 2).more], [bodies.slice(0, 2), true])
  assert.deepEqual([read(1, 1), read(2, 9)], [[bodies[1]], [bodies[2]]])
  assert.deepEqual([rows(store, 'journal'), rows(store, 'envelope')], [2, 1])
})

test('the journal is put into its place when it is full, by batches and by bytes', async (context) => {
  const store = await bench(context)
  for (let seq = 1; seq <= JOURNAL_BATCHES; seq++) {
    store.put({ seq, channelSeq: seq, body: random(1) })
    assert.equal(rows(store, 'journal'), seq)
  }
  store.put({ seq: 300, channelSeq: 300, body: random(1) })
  assert.deepEqual([rows(store, 'journal'), rows(store, 'envelope')], [0, JOURNAL_BATCHES + 1])
  const most = Math.ceil(JOURNAL_BYTES / 60_000)
  for (let at = 1; at <= most; at++) {
    store.put({ seq: 300 + at, channelSeq: 300 + at, body: random(60_000) })
    assert.equal(rows(store, 'journal'), at)
  }
  store.put({ seq: 500, channelSeq: 500, body: random(1) })
  assert.equal(rows(store, 'journal'), 0)
})

test('a damaged row of the journal is set aside, the others count', async (context) => {
  const folder = await testFolder(context)
  const first = new Bench(folder)
  first.ledger.settle()
  for (const seq of [1, 2, 3]) first.put({ seq, channelSeq: seq, body: random(40) })
  first.database.exec('UPDATE journal SET body = randomblob(length(body)) WHERE id = 2')
  const store = crash(first, folder)
  context.after(() => store.close())
  assert.deepEqual(
    envelopesOf(store.page(0)).map(({ seq }) => seq),
    [1, 3],
  )
  assert.equal(rows(store, 'quarantine'), 1)
  assert.equal(store.channel().envelopes, 2)
})

const friends = [random(16), random(16), random(16)]
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: fc.nat(2), size: fc.integer({ min: 1, max: 200 }) }) },
  { weight: 2, arbitrary: fc.record({ pass: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ ack: fc.integer({ min: 0, max: 100 }) }) },
  { weight: 1, arbitrary: fc.constantFrom({ settle: true }, { page: true }, { revoke: 2 }) },
)
type Step = Partial<Record<'put' | 'size' | 'pass' | 'ack' | 'revoke', number>> & {
  readonly settle?: boolean
  readonly page?: boolean
}

/** Plays steps as one batch each; `head` is the highest number so far. */
const play = (store: Bench, { put, size, pass, ack, settle, page, revoke }: Step, head: number) => {
  const { inboxNo } = store
  const friendId = friends[put ?? pass ?? 0] ?? store.friendId
  const seq = head + 1
  const body = sha256(new Uint8Array([seq & 255, seq >> 8])).slice(0, size ?? 32)
  if (put !== undefined) store.put({ seq, channelSeq: seq, friendId, body })
  if (pass !== undefined) {
    store.run((to) => {
      to.append({ inboxNo, seq, channelSeq: seq, friendId, body })
      const from = new BatchReader(to.bytes, to.at)
      from.nextOperation()
      from.pass(undefined)
      to.ack(inboxNo, seq)
    })
  }
  if (ack !== undefined) store.ack(Math.floor((ack / 100) * head))
  if (settle) store.ledger.settle()
  if (page) store.page(0, 3)
  if (revoke !== undefined) {
    store.call({ is: 'revoke', inboxNo, friendIds: friends.slice(revoke) })
  }
  return put === undefined && pass === undefined ? head : seq
}

const seen = (store: Bench): unknown => {
  const { ackedUpTo, envelopes, bytes } = store.inbox()
  const channels = friends.map((friendId) => {
    const row = store.call({ is: 'openChannel', friendId }) as
      | ReturnType<Bench['channel']>
      | undefined
    return row && [row.high, Buffer.from(row.digest).toString('hex'), row.envelopes, row.bytes]
  })
  const waiting = envelopesOf(store.page(0, 500))
  return { ackedUpTo, envelopes, bytes, channels, waiting }
}

test('a crash after every batch shows the same as none at all, and never a number again', async (context) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const folder = await testFolder(context)
      const calm = new Bench(await testFolder(context))
      let stormy = new Bench(folder)
      for (const store of [calm, stormy]) for (const friendId of friends) store.addFriend(friendId)
      let head = 0
      for (const each of steps) {
        play(calm, each, head)
        const next = play(stormy, each, head)
        const before = stormy.inbox().head
        stormy = crash(stormy, folder)
        assert.ok(stormy.inbox().head >= before + SEQ_JUMP_AT_START)
        head = next
      }
      const [a, b] = [seen(calm), seen(stormy)]
      calm.close()
      stormy.close()
      assert.deepEqual(b, a)
    }),
    { seed: 11, numRuns: 8 },
  )
})
