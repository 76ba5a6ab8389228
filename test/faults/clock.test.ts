// The server's clock jumps (PROTOCOL 1 and 10 rules 2 and 9): messages, logins and claims go on, order does not
// follow the clock, and what expired by a wrong date is told to its senders, who deposit it again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '../../protocol/codec.ts'
import * as exchange from '../../protocol/exchange.ts'
import { CLAIMS_PER_HOUR, ENVELOPE_LIFE_DAYS } from '../../protocol/limits.ts'
import {
  LAST_RESORT_BYTES,
  PAIR_BYTES,
  SEALED_MANIFEST_BYTES,
  SPK_BYTES,
} from '../../protocol/limits.ts'
import type { Resident } from '../support/server.ts'
import {
  as,
  attach,
  createRoute,
  dialSender,
  loginOverHttps,
  post,
  random,
  type Place,
} from '../support/wire.ts'
import { createFalseClock, noFalseClock } from './false-clock.ts'
import { Pair } from './pair.ts'
import { houseKeyOf, settlePeople } from './residents.ts'
import { createVictim } from './victim.ts'
import { Reader, Sender } from './ledger.ts'

const HOUR = 3_600
const DAY = 24 * HOUR
const JUMPS = [2 * HOUR, -3 * HOUR, 20 * 365 * DAY, -400 * DAY, 0]

const publish = async (place: Place, { bearer }: Resident, pairs: number): Promise<number> => {
  const answer = await post(as(place, bearer), '/keys/prekeys', exchange.publishPrekeys, {
    replace: true,
    sealedManifest: random(SEALED_MANIFEST_BYTES),
    signedPrekey: random(SPK_BYTES),
    lastResort: random(LAST_RESORT_BYTES),
    pairs: Array.from({ length: pairs }, (_, id) => ({ id, item: random(PAIR_BYTES) })),
  })
  return answer.status
}

const claim = async (place: Place, { route }: Resident): Promise<'pair' | 'lastResort'> => {
  const answer = await post(place, '/keys/bundle', exchange.friendRight, route)
  assert.equal(answer.status, 200)
  return decode(exchange.bundle, answer.body).kem.type
}

test(
  'the clock jumps forth and back: messages, logins and claims go on',
  { skip: noFalseClock() },
  async (context) => {
    const clock = await createFalseClock(context)
    const victim = await createVictim(context, { env: clock.env })
    await victim.start()
    const [honest, other] = await settlePeople(victim, victim.ticket(), 2)
    assert.ok(honest && other)
    const pair = await Pair.open(victim, honest)
    assert.equal(await publish(victim, other, 30), 200)
    for (let at = 0; at < CLAIMS_PER_HOUR; at++) assert.equal(await claim(victim, other), 'pair')
    assert.equal(await claim(victim, other), 'lastResort')
    for (const ahead of JUMPS) {
      clock.set(ahead)
      for (let at = 0; at < 10; at++) await pair.write()
      const bearer = await loginOverHttps(victim, other.device)
      await createRoute(victim, bearer)
      await houseKeyOf(victim, other.device)
    }
    // Back a year and a day from where the claims were counted: they are not counted for a year.
    clock.set(-366 * DAY)
    assert.equal(await claim(victim, other), 'pair')
    await pair.close()
    assert.equal((await victim.stop()).code, 0)
  },
)

test(
  'a date far ahead expires what waits: senders are told and deposit it again',
  { skip: noFalseClock() },
  async (context) => {
    const clock = await createFalseClock(context)
    const victim = await createVictim(context, { env: clock.env })
    await victim.start()
    const [person] = await settlePeople(victim, victim.ticket(), 1)
    assert.ok(person)
    const reader = new Reader(person.device)
    const sender = new Sender(0, person.route, reader)
    await sender.run(victim, () => sender.next > 20)
    clock.set((ENVELOPE_LIFE_DAYS + 2) * DAY)
    // Looked after at every start, and hourly.
    await victim.stop()
    await victim.start()
    const socket = await dialSender(victim, person.route.friendId)
    const told = await attach(socket, person.route)
    assert.deepEqual([told.high, told.expiredUpTo], [20, 20])
    // The same texts under new numbers, as PROTOCOL 10 rule 9 has it.
    clock.set(0)
    for (let seq = 21; seq <= 40; seq++) sender.say(socket, seq)
    while ((await socket.hear('stored')).upTo < 40);
    await socket.close()
    reader.last.set(0, 20)
    await reader.run(victim, new Map([[0, 40]]))
    assert.equal(reader.taken, 20)
    assert.equal((await victim.stop()).code, 0)
  },
)
