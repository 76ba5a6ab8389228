// What the store promises about envelopes: counters, order, numbering over restarts, expiry, damaged rows,
// and a full disk that still lets acknowledgements through.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { SEQ_JUMP_AT_START } from '../../../protocol/limits.ts'
import { BatchReader } from '../../../server/store/batch.ts'
import type { Freed } from '../../../server/store/call.ts'
import { digestOf } from '../../../server/store/counters.ts'
import { testFolder } from '../../support/folder.ts'
import { Bench, envelopesOf } from '../../support/ledger.ts'
import { random } from '../../support/wire.ts'

const bench = async (context: TestContext): Promise<Bench> => {
  const folder = await testFolder(context)
  const opened = new Bench(folder)
  context.after(() => opened.close())
  return opened
}

test('an append moves high, digest, head and counters in its own commit', async (context) => {
  const store = await bench(context)
  const last = random(300)
  store.put({ seq: 1, channelSeq: 5, body: random(200) }, { seq: 2, channelSeq: 9, body: last })
  const { high, digest, envelopes, bytes, inbox } = store.channel()
  assert.deepEqual([high, envelopes, bytes], [9, 2, 500])
  assert.deepEqual(digest, new Uint8Array(digestOf(last)))
  assert.deepEqual([inbox.head, inbox.envelopes, inbox.bytes], [2, 2, 500])
})

test('what its device has already moves the numbers and leaves no row', async (context) => {
  const store = await bench(context)
  const { inboxNo, friendId } = store
  const last = random(300)
  const answer = store.run((to) => {
    to.append({ inboxNo, friendId, seq: 1, channelSeq: 5, body: random(200) })
    to.append({ inboxNo, friendId, seq: 2, channelSeq: 9, body: last })
    to.ack(inboxNo, 2, false)
    const from = new BatchReader(to.bytes, to.at)
    from.nextOperation()
    const first = from.pass(undefined)
    from.nextOperation()
    from.pass(first)
  })
  assert.deepEqual(answer, { is: 'stored', outcomes: [] })
  const { high, digest, envelopes, bytes, inbox } = store.channel()
  assert.deepEqual([high, envelopes, bytes], [9, 0, 0])
  assert.deepEqual(digest, new Uint8Array(digestOf(last)))
  assert.deepEqual([inbox.head, inbox.ackedUpTo, inbox.envelopes, inbox.bytes], [2, 2, 0, 0])
  assert.equal(envelopesOf(store.page(0)).length, 0)
  assert.equal(store.database.prepare('SELECT count(*) FROM envelope').pluck().get(), 0)
})

test('an acknowledgement frees what it covers, per friendId, and nothing else', async (context) => {
  const store = await bench(context)
  const other = random(16)
  store.addFriend(other)
  store.put(
    { seq: 1, channelSeq: 1, body: random(10) },
    { seq: 2, channelSeq: 1, body: random(20), friendId: other },
    { seq: 3, channelSeq: 2, body: random(30) },
  )
  const freed = store.ack(2)
  assert.deepEqual(
    freed
      .map(({ envelopes, bytes }) => [envelopes, bytes])
      .toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0)),
    [
      [1, 10],
      [1, 20],
    ],
  )
  assert.deepEqual([store.channel().envelopes, store.channel(other).envelopes], [1, 0])
  const { ackedUpTo, envelopes, bytes, head } = store.inbox()
  assert.deepEqual([ackedUpTo, envelopes, bytes, head], [2, 1, 30, 3])
  assert.deepEqual(store.ack(2), [])
})

test('pages follow one another in order and end', async (context) => {
  const store = await bench(context)
  const bodies = Array.from({ length: 25 }, () => random(400))
  store.put(...bodies.map((body, at) => ({ seq: at + 1, channelSeq: at + 1, body })))
  const seen: Uint8Array[] = []
  let after = 0
  for (;;) {
    const page = store.page(after, 10)
    seen.push(...envelopesOf(page).map(({ body }) => body))
    after = page.last
    if (!page.more) break
  }
  assert.deepEqual(seen, bodies)
  assert.equal(after, 25)
})

test('a page stays below its bytes but never is empty while something waits', async (context) => {
  const store = await bench(context)
  store.put(
    { seq: 1, channelSeq: 1, body: random(60_000) },
    { seq: 2, channelSeq: 2, body: random(60_000) },
  )
  const page = store.page(0, 10, 1_000)
  assert.deepEqual([envelopesOf(page).length, page.more], [1, true])
})

test('inboxes with neighbouring numbers never see each other', async (context) => {
  const store = await bench(context)
  store.put({ seq: 2 ** 40 - 1, channelSeq: 1, body: random(10) })
  const next = store.page(0)
  assert.equal(envelopesOf(next).length, 1)
  store.inboxNo += 1
  assert.equal(envelopesOf(store.page(0)).length, 0)
})

test('a restart continues far above every number given out before', async (context) => {
  const folder = await testFolder(context)
  const first = new Bench(folder)
  first.put({ seq: 3, channelSeq: 1, body: random(10) })
  first.ack(3)
  first.close()
  const second = new Bench(folder, first)
  context.after(() => second.close())
  assert.equal(second.inbox().head, 3 + SEQ_JUMP_AT_START)
  assert.equal(second.inbox().ackedUpTo, 3)
  assert.deepEqual(second.ledger.storeEpoch, first.ledger.storeEpoch)
})

test('a flipped bit in any column sets the row aside and lets the others through', async (context) => {
  const store = await bench(context)
  const columns = ['friend_id', 'channel_seq', 'hash', 'body']
  const bodies = Array.from({ length: columns.length + 1 }, () => random(100))
  store.put(...bodies.map((body, at) => ({ seq: at + 1, channelSeq: at + 1, body })))
  store.ledger.settle()
  for (const [at, column] of columns.entries()) {
    const flip = column === 'channel_seq' ? 'channel_seq + 1' : `randomblob(length(${column}))`
    store.database
      .prepare(`UPDATE envelope SET ${column} = ${flip} WHERE (id & 1099511627775) = ?`)
      .run(at + 1)
  }
  const page = store.page(0)
  assert.deepEqual(envelopesOf(page), [{ seq: 5, body: bodies[4] }])
  assert.equal(page.damaged.length, columns.length)
  const aside = store.database.prepare('SELECT count(*) FROM quarantine').pluck().get()
  assert.equal(aside, columns.length)
  assert.equal(store.inbox().envelopes, 1)
  assert.equal(store.channel().expiredUpTo, 4, 'the sender learns up to where to deposit again')
  assert.equal(store.page(0).damaged.length, 0)
})

test('expiry takes only what is too old, tells how far, and goes in steps', async (context) => {
  const store = await bench(context)
  const old = Array.from({ length: 6 }, (_, at) => ({
    seq: at + 1,
    channelSeq: at + 10,
    body: random(50),
  }))
  store.put(...old)
  store.day += 10
  store.put({ seq: 7, channelSeq: 16, body: random(50) })
  const sweep = (envelopes: number): { freed: readonly Freed[]; more: boolean } =>
    store.call({ is: 'sweep', before: 20_001, envelopes }) as {
      freed: readonly Freed[]
      more: boolean
    }
  const first = sweep(4)
  assert.deepEqual(
    [first.freed[0]?.envelopes, first.freed[0]?.expiredUpTo, first.more],
    [4, 13, true],
  )
  const second = sweep(4)
  assert.deepEqual([second.freed[0]?.envelopes, second.more], [2, false])
  assert.deepEqual(sweep(4), { freed: [], more: false, blobs: 0 })
  const { expiredUpTo, envelopes, bytes, high } = store.channel()
  assert.deepEqual([expiredUpTo, envelopes, bytes, high], [15, 1, 50, 16])
})

test('a revoked friendId and everything behind it are gone, other rows stay', async (context) => {
  const store = await bench(context)
  const other = random(16)
  store.addFriend(other)
  store.put(
    { seq: 1, channelSeq: 1, body: random(10) },
    { seq: 2, channelSeq: 1, body: random(20), friendId: other },
  )
  store.call({ is: 'revoke', inboxNo: store.inboxNo, friendIds: [store.friendId] })
  assert.throws(() => store.channel())
  assert.deepEqual(
    envelopesOf(store.page(0)).map(({ seq }) => seq),
    [2],
  )
  assert.deepEqual([store.inbox().envelopes, store.inbox().bytes], [1, 20])
})

test('another inbox cannot revoke or take over a friendId', async (context) => {
  const store = await bench(context)
  const inboxId = random(16)
  store.call({ is: 'createInbox', inboxId, loginKey: random(32), mayCreate: true })
  const stranger = (store.call({ is: 'openInbox', inboxId }) as { inboxNo: number }).inboxNo
  store.call({ is: 'revoke', inboxNo: stranger, friendIds: [store.friendId] })
  assert.equal(store.channel().inbox.inboxNo, store.inboxNo)
  const owner = store.inboxNo
  store.inboxNo = stranger
  assert.deepEqual(store.addFriend(store.friendId), { is: 'taken' })
  store.inboxNo = owner
})

test('a full disk refuses appends, and acknowledging makes room again', async (context) => {
  const store = await bench(context)
  const pages = Number(store.database.pragma('page_count', { simple: true }))
  store.database.pragma(`max_page_count = ${pages + 40}`)
  let seq = 1
  let refused = 0
  // The first refusal puts the journal into its place, which may leave room for one more.
  while (refused < 2 && seq < 1_000) {
    const answer = store.put({ seq, channelSeq: seq, body: random(60_000) })
    if (answer.is === 'stored') seq += 1
    refused = answer.is === 'appendsFailed' ? refused + 1 : 0
  }
  assert.equal(refused, 2)
  const { high, envelopes } = store.channel()
  assert.deepEqual([high, envelopes], [seq - 1, seq - 1])
  const mixed = store.run((to) => {
    for (const more of [0, 1, 2, 3]) {
      const { inboxNo, friendId } = store
      to.append({
        inboxNo,
        friendId,
        seq: seq + more,
        channelSeq: seq + more,
        body: random(60_000),
      })
    }
    to.ack(store.inboxNo, 2)
  })
  assert.equal(mixed.is, 'appendsFailed')
  assert.equal(store.inbox().ackedUpTo, 2)
  assert.equal(store.put({ seq, channelSeq: seq, body: random(60_000) }).is, 'stored')
})
