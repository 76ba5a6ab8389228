// The table of limits as a host meets it: settings, their refusals, and what a circle behind one address needs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  limitKey,
  limitKeys,
  limitLines,
  limitNames,
  limitRows,
  noLimits,
  readLimits,
  standardLimits,
} from '../../../server/limits/limits.ts'

test('without settings every limit has its standard value', () => {
  assert.deepEqual(readLimits({}), { limits: standardLimits, problems: [] })
})

test('one setting changes one limit; 0 takes it away', () => {
  const { limits } = readLimits({
    SOTTO_LIMIT_CARDS_PER_FRIEND_ID: '7',
    SOTTO_LIMIT_INBOXES: ' 0 ',
  })
  assert.deepEqual(limits, { ...standardLimits, cardsPerFriendId: 7, inboxes: Infinity })
})

test('the factor multiplies what is not set itself, and never down to nothing', () => {
  const { limits } = readLimits({
    SOTTO_LIMIT_FACTOR: '0.001',
    SOTTO_LIMIT_POSTS_PER_ADDRESS: '50',
  })
  assert.equal(limits.postsPerAddress, 50)
  assert.equal(limits.cardsPerFriendId, 1)
  assert.equal(limits.connections, 20)
  assert.deepEqual(readLimits({ SOTTO_LIMIT_FACTOR: '0' }).limits, noLimits)
})

test('every wrong value is named, all at once', () => {
  const { problems } = readLimits({
    SOTTO_LIMIT_FACTOR: 'twice',
    SOTTO_LIMIT_INBOXES: '-1',
    SOTTO_LIMIT_CONNECTIONS: '1e9',
    SOTTO_LIMIT_BYTES_PER_ADDRESS: '9999999999999',
  })
  assert.deepEqual(
    problems.map((problem) => problem.split(' ')[0]),
    [
      'SOTTO_LIMIT_FACTOR',
      'SOTTO_LIMIT_CONNECTIONS',
      'SOTTO_LIMIT_BYTES_PER_ADDRESS',
      'SOTTO_LIMIT_INBOXES',
    ],
  )
})

test('every limit has a setting, a row, a metric’s name and a number above 0', () => {
  assert.equal(new Set(limitKeys).size, limitNames.length + 1)
  assert.equal(limitLines().length, limitNames.length + 1)
  assert.equal(limitKey('bundlesPerFriendId'), 'SOTTO_LIMIT_BUNDLES_PER_FRIEND_ID')
  for (const name of limitNames) {
    assert.match(name, /^[a-z][a-zA-Z]{1,23}$/)
    assert.ok(limitRows[name].most > 0)
  }
})

// Fifty people behind one address, three devices each, in the worst minute: the server comes back and all
// devices connect, both ways, twice, with a page of a dozen files loaded anew in each.
test('a circle of fifty behind one address stays below every limit', () => {
  const devices = 150
  const { connectionsPerAddress, handshakesPerAddress, requestsPerAddress } = standardLimits
  assert.ok(connectionsPerAddress >= devices * 2 + 50 * 4)
  assert.ok(handshakesPerAddress >= devices * 2 + 50 * 6)
  assert.ok(requestsPerAddress >= devices * 12 + devices * 8)
  assert.ok(standardLimits.postsPerAddress >= devices * 8)
  assert.ok(standardLimits.failuresPerAddress >= devices * 3)
  assert.ok(standardLimits.inboxesPerAddress >= devices)
  assert.ok(standardLimits.cardsPerFriendId >= 50 * 2)
})
