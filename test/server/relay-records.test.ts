// Records in use (PROTOCOL 10.2): a number that was given out is never given out again, also when the store
// refused what it was for and nobody used the inbox for a while.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Records } from '../../server/relay-records.ts'

const row = {
  inboxNo: 1,
  inboxId: new Uint8Array(16),
  loginKey: new Uint8Array(32),
  head: 10,
  ackedUpTo: 10,
  envelopes: 0,
  bytes: 0,
}

test('numbers of refused envelopes are not used again after the record was dropped', () => {
  const records = new Records()
  const inbox = records.holdInbox(row)
  inbox.head += 3
  inbox.refused = true
  records.releaseInbox(inbox)
  assert.equal(records.holdInbox(row).head, 13)
})

test('without a refusal the row is the truth', () => {
  const records = new Records()
  records.releaseInbox(records.holdInbox(row))
  assert.equal(records.holdInbox({ ...row, head: 12 }).head, 12)
})
