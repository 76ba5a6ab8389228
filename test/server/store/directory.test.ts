// Inboxes, friendIds, cards and prekeys in the store: what is refused has changed nothing.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { serialize } from 'node:v8'
import {
  CARD_BYTES,
  LAST_RESORT_BYTES,
  MAX_FRIEND_IDS,
  MAX_PAIRS_STORED,
  PAIR_BYTES,
  SEALED_MANIFEST_BYTES,
  SPK_BYTES,
} from '../../../protocol/limits.ts'
import type { FriendIdEntry, PublishPrekeys } from '../../../protocol/exchange.ts'
import { maySend } from '../../../server/relay-rights.ts'
import type { ChannelRow, InboxRow, StoreCalls } from '../../../server/store/call.ts'
import { testFolder } from '../../support/folder.ts'
import { Bench } from '../../support/ledger.ts'
import { random, sha256 } from '../../support/wire.ts'

const bench = async (context: TestContext): Promise<Bench> => {
  const opened = new Bench(await testFolder(context))
  context.after(() => opened.close())
  return opened
}
const entry = (friendId = random(16), card?: Uint8Array): FriendIdEntry => ({
  friendId,
  tokenHash: sha256(friendId),
  expiresDay: 0,
  quota: 64,
  card,
})
const prekeys = (ids: readonly number[], replace = false): PublishPrekeys => ({
  replace,
  sealedManifest: random(SEALED_MANIFEST_BYTES),
  signedPrekey: random(SPK_BYTES),
  lastResort: random(LAST_RESORT_BYTES),
  pairs: ids.map((id) => ({ id, item: new Uint8Array(PAIR_BYTES).fill(id) })),
})
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, at) => from + at)

test('an inbox is created once, again for the same key, and never for another', async (context) => {
  const store = await bench(context)
  const inboxId = random(16)
  const loginKey = random(32)
  const create = (key: Uint8Array, mayCreate: boolean): unknown =>
    store.call({ is: 'createInbox', inboxId, loginKey: key, mayCreate })
  assert.equal(create(loginKey, false), 'notInvited')
  assert.equal(create(loginKey, true), 'created')
  assert.equal(create(loginKey, false), 'exists')
  assert.equal(create(random(32), true), 'taken')
  assert.equal(create(random(32), false), 'notInvited')
})

test('exactly as many friendIds as allowed, and a complete list drops the absent ones', async (context) => {
  const store = await bench(context)
  const put = (entries: readonly FriendIdEntry[], complete: boolean): unknown =>
    store.call({ is: 'putFriendIds', inboxNo: store.inboxNo, complete, entries })
  const many = range(0, MAX_FRIEND_IDS - 1).map(() => entry())
  assert.deepEqual(put(many, false), { is: 'done', freed: [] })
  assert.deepEqual(put([entry()], false), { is: 'tooMany' })
  store.put({ seq: 1, channelSeq: 1, body: random(10) })
  const complete = put([entry()], true) as { is: string; freed: { envelopes: number }[] }
  assert.deepEqual([complete.is, complete.freed[0]?.envelopes], ['done', 1])
  assert.throws(() => store.channel())
})

test('restating a friendId keeps its numbers and says what its card is', async (context) => {
  const store = await bench(context)
  const card = random(CARD_BYTES)
  store.put({ seq: 1, channelSeq: 4, body: random(10) })
  const put = (value: FriendIdEntry): unknown =>
    store.call({ is: 'putFriendIds', inboxNo: store.inboxNo, complete: false, entries: [value] })
  put(entry(store.friendId, card))
  assert.deepEqual([store.channel().high, store.channel().quota], [4, 64])
  assert.deepEqual(store.call({ is: 'card', friendId: store.friendId }), card)
  put(entry(store.friendId))
  assert.equal(store.call({ is: 'card', friendId: store.friendId }), undefined)
})

test('the card of an expired invitation does not stay', async (context) => {
  const store = await bench(context)
  const old = { ...entry(store.friendId, random(CARD_BYTES)), expiresDay: store.day }
  store.call({ is: 'putFriendIds', inboxNo: store.inboxNo, complete: false, entries: [old] })
  const sweep = (): unknown => store.call({ is: 'sweep', before: 0, envelopes: 10 })
  sweep()
  assert.ok(store.call({ is: 'card', friendId: store.friendId }))
  store.day += 1
  sweep()
  assert.equal(store.call({ is: 'card', friendId: store.friendId }), undefined)
})

test('each pair is handed out once, also when its upload is repeated; then the last resort', async (context) => {
  const store = await bench(context)
  const publish = (value: PublishPrekeys): unknown =>
    store.call({ is: 'publish', inboxNo: store.inboxNo, prekeys: value })
  const claim = (pair: boolean): StoreCalls['claim']['give'] =>
    store.call({ is: 'claim', inboxNo: store.inboxNo, pair }) as StoreCalls['claim']['give']
  assert.equal(claim(true), undefined)
  const upload = prekeys([1, 2])
  publish(upload)
  assert.equal(claim(true)?.pair?.[0], 1)
  assert.equal(claim(false)?.pair, undefined)
  publish(upload)
  publish({ ...upload, replace: true })
  assert.deepEqual(store.call({ is: 'pairIds', inboxNo: store.inboxNo }), [2])
  assert.equal(claim(true)?.pair?.[0], 2)
  const last = claim(true)
  assert.deepEqual([last?.pair, last?.lastResort], [undefined, upload.lastResort])
})

test('as many pairs as allowed and not one more', async (context) => {
  const store = await bench(context)
  const publish = (ids: readonly number[], replace = false): unknown =>
    store.call({ is: 'publish', inboxNo: store.inboxNo, prekeys: prekeys(ids, replace) })
  assert.equal(publish(range(0, MAX_PAIRS_STORED)), 'done')
  assert.equal(publish([5, 6]), 'done')
  assert.equal(publish([MAX_PAIRS_STORED]), 'tooMany')
  assert.equal(publish([MAX_PAIRS_STORED], true), 'done')
})

test('what does not exist reads as something that nobody has the right to, and is as large', async (context) => {
  const store = await bench(context)
  const asked = (friendId: Uint8Array): ChannelRow => {
    const row = store.call({ is: 'openChannel', friendId })
    assert.ok(row)
    return row as ChannelRow
  }
  const [here, nowhere] = [asked(store.friendId), asked(new Uint8Array(16).fill(0xee))]
  assert.equal(serialize(nowhere).length, serialize(here).length)
  assert.notDeepEqual(nowhere.tokenHash, here.tokenHash)
  assert.equal(maySend(nowhere, new Uint8Array(32), 1), false)
  const inbox = store.call({ is: 'openInbox', inboxId: store.inboxId }) as InboxRow
  const none = store.call({ is: 'openInbox', inboxId: new Uint8Array(16).fill(0xee) }) as InboxRow
  assert.equal(serialize(none).length, serialize(inbox).length)
  assert.notDeepEqual(none.loginKey, inbox.loginKey)
  // The one that stood in may go: another takes its place, or nothing is left to be found.
  store.call({ is: 'revoke', inboxNo: store.inboxNo, friendIds: [store.friendId] })
  assert.equal(
    store.call({ is: 'openChannel', friendId: new Uint8Array(16).fill(0xee) }),
    undefined,
  )
})
