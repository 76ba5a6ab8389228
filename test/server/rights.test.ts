// Keys, tickets, challenges and claims in memory: each limit is crossed, each life ends.
import assert from 'node:assert/strict'
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CLAIMS_PER_HOUR, HOUSE_KEY_GRACE, TICKET_LIFE } from '../../protocol/limits.ts'
import { Claims } from '../../server/exchange-claims.ts'
import { Sessions } from '../../server/exchange-session.ts'
import { StartFault } from '../../server/fault.ts'
import { openHouseKey } from '../../server/house-key.ts'
import { MAX_TICKETS, Tickets } from '../../server/ticket.ts'
import { testFolder } from '../support/folder.ts'
import { random } from '../support/wire.ts'

test('the house key stays, is readable by its owner alone, and outlives a rotation by seven days', async (context) => {
  const folder = await testFolder(context)
  const first = openHouseKey(folder)
  assert.deepEqual(openHouseKey(folder).current, first.current)
  assert.equal(statSync(join(folder, 'house-key')).mode & 0o777, 0o600)
  openHouseKey(folder).replace(random(32), true)
  const second = openHouseKey(folder)
  assert.notDeepEqual(second.current, first.current)
  assert.deepEqual(
    [first.current, second.current, random(32), random(5)].map((key) => second.fits(key)),
    [true, true, false, false],
  )
  const later = (): number => Date.now() + HOUSE_KEY_GRACE + 1_000
  assert.equal(openHouseKey(folder, later).fits(first.current), false)
  // A file of an earlier version: the key alone, replaced when it was written.
  const previous = join(folder, 'house-key.previous')
  const old = random(32)
  writeFileSync(previous, old)
  assert.equal(openHouseKey(folder).fits(old), true)
  const long = (Date.now() - HOUSE_KEY_GRACE) / 1_000 - 1
  utimesSync(previous, long, long)
  assert.equal(openHouseKey(folder).fits(old), false)
})

test('a damaged house key stops the start with a sentence', async (context) => {
  const folder = await testFolder(context)
  openHouseKey(folder)
  const path = join(folder, 'house-key')
  writeFileSync(path, readFileSync(path).subarray(1))
  assert.throws(() => openHouseKey(folder), StartFault)
})

test('tickets: once, for an hour, and only so many', () => {
  let time = 0
  const tickets = new Tickets(() => time)
  const first = tickets.create()
  const taken = tickets.take(first)
  assert.ok(taken)
  assert.equal(tickets.take(first), undefined)
  taken.putBack()
  assert.ok(tickets.take(first))
  const many = Array.from({ length: MAX_TICKETS + 1 }, () => tickets.create())
  assert.deepEqual(
    [many[0], many[1]].map((ticket) => ticket && tickets.take(ticket) !== undefined),
    [false, true],
  )
  time = TICKET_LIFE
  assert.equal(tickets.take(many[2] ?? random(16)), undefined)
})

test('challenges are good once, and the oldest gives way when there are too many', () => {
  const sessions = new Sessions(() => 0, 2)
  const [first, second, third] = [sessions.challenge(), sessions.challenge(), sessions.challenge()]
  assert.deepEqual(
    [first, second, third, third].map((nonce) => sessions.takeChallenge(nonce)),
    [false, true, true, false],
  )
})

test('claims: five in any hour for one friendId, others apart', () => {
  let time = 0
  const claims = new Claims(() => time)
  const [a, b] = [random(16), random(16)]
  for (let count = 0; count < CLAIMS_PER_HOUR; count++) assert.equal(claims.pass(a), true)
  assert.equal(claims.pass(a), false)
  assert.equal(claims.pass(b), true)
  claims.giveBack(a)
  assert.equal(claims.pass(a), true)
  time = 3_600_001
  assert.equal(claims.pass(a), true)
})
