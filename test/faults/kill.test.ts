// kill -9 at random instants under load (PROTOCOL 10 rules 1 to 4 and 8): nothing that was told as stored is
// lost or reordered, nothing comes twice to a device that acknowledged it durably, no number names two
// envelopes, no one-time pair is handed out twice, and an answered change of friendIds stays.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '../../protocol/codec.ts'
import * as exchange from '../../protocol/exchange.ts'
import {
  LAST_RESORT_BYTES,
  PAIR_BYTES,
  SEALED_MANIFEST_BYTES,
  SPK_BYTES,
} from '../../protocol/limits.ts'
import {
  as,
  createDevice,
  createRoute,
  loginOverHttps,
  post,
  random,
  type Place,
  type Route,
} from '../support/wire.ts'
import { chanceFrom, isOver, pause, roundsOf, seedOfRun } from './chance.ts'
import { Broken, gone } from './ledger.ts'
import { createLoad } from './load.ts'
import { createInboxWithKey, houseKeyOf } from './residents.ts'
import { createVictim, type Victim } from './victim.ts'

const LONGEST_LIFE = 350
const LONGEST_START = 900
const MOST_WAITS = 1_000

/** Somebody whose pairs are claimed and whose friendIds come and go, with the answers written down. */
class Owner {
  readonly device = createDevice()
  readonly claimed = new Set<string>()
  readonly standing: Route[] = []
  readonly revoked: Route[] = []
  #nextPair = 0

  /** Claims and revocations that were answered. */
  get answers(): number {
    return this.claimed.size + this.revoked.length
  }

  async settle(place: Place, houseKey: Uint8Array): Promise<void> {
    assert.equal(await createInboxWithKey(place, this.device, houseKey), 201)
  }

  /** Everything again and again until the server goes. */
  async run(place: Place): Promise<void> {
    const bearer = await loginOverHttps(place, this.device)
    for (;;) {
      await this.#publish(place, bearer)
      const route = await createRoute(place, bearer)
      this.standing.push(route)
      await this.#claim(place, route)
      const oldest = this.standing.length > 1 ? this.standing.shift() : undefined
      if (!oldest) continue
      const wish = { friendIds: [oldest.friendId] }
      const answer = await post(
        as(place, bearer),
        '/friend-ids/revoke',
        exchange.revokeFriendIds,
        wish,
      )
      if (answer.status === 200) this.revoked.push(oldest)
    }
  }

  async #publish(place: Place, bearer: Uint8Array): Promise<void> {
    const pairs = Array.from({ length: 3 }, () => {
      const id = this.#nextPair++
      const item = random(PAIR_BYTES)
      new DataView(item.buffer).setUint32(0, id)
      return { id, item }
    })
    await post(as(place, bearer), '/keys/prekeys', exchange.publishPrekeys, {
      replace: true,
      sealedManifest: random(SEALED_MANIFEST_BYTES),
      signedPrekey: random(SPK_BYTES),
      lastResort: random(LAST_RESORT_BYTES),
      pairs,
    })
  }

  async #claim(place: Place, route: Route): Promise<void> {
    const answer = await post(place, '/keys/bundle', exchange.friendRight, route)
    if (answer.status !== 200) return
    const { kem } = decode(exchange.bundle, answer.body)
    if (kem.type !== 'pair') return
    const id = Buffer.from(kem.item).toString('hex')
    if (this.claimed.has(id)) throw new Broken('a one-time pair was handed out twice')
    this.claimed.add(id)
  }

  async #isKnown(place: Place, route: Route): Promise<boolean> {
    const { status } = await post(place, '/keys/bundle', exchange.friendRight, route)
    return status !== 403
  }

  /** What was answered before the kill stands after it. */
  async check(place: Place): Promise<void> {
    const newest = this.standing.at(-1)
    if (newest && !(await this.#isKnown(place, newest))) throw new Broken('a friendId was lost')
    const gone = this.revoked.at(-1)
    if (gone && (await this.#isKnown(place, gone))) throw new Broken('a revoked friendId came back')
  }
}

/** Killed while it puts in order what the life before left behind. */
const killAtStart = async (victim: Victim, after: number): Promise<void> => {
  const starting = victim.start().catch(() => undefined)
  await pause(after)
  await victim.kill()
  await starting
}

const rounds = roundsOf(25, 1_000)

test(`kill -9 under load, ${rounds} times: nothing lost, doubled or reordered`, async (context) => {
  const seed = seedOfRun()
  const chance = chanceFrom(seed)
  const victim = await createVictim(context)
  await victim.start()
  const load = await createLoad(victim, victim.ticket())
  const first = load.readers[0]
  assert.ok(first)
  const owner = new Owner()
  await owner.settle(victim, await houseKeyOf(victim, first.device))
  let kills = 0
  for (; kills < rounds && !isOver(); kills++) {
    const running = [load.untilGone(chance() < 0.6), gone(owner.run(victim))]
    const before = owner.answers
    await pause(10 + chance() * LONGEST_LIFE)
    // A machine with other work may need longer to get anything done: now and then it is waited for.
    for (
      let waits = 0;
      kills % 3 === 0 && owner.answers === before && waits < MOST_WAITS;
      waits++
    ) {
      await pause(10)
    }
    await Promise.all([victim.kill(), ...running])
    if (chance() < 0.25) await killAtStart(victim, chance() * LONGEST_START)
    await victim.start()
    await owner.check(victim)
  }
  const told = await load.settle()
  const taken = load.readers.reduce((sum, reader) => sum + reader.taken, 0)
  context.diagnostic(
    `seed ${seed}: ${kills} kills, ${told} envelopes told stored, ${taken} taken, ` +
      `${owner.claimed.size} pairs claimed, ${owner.revoked.length} friendIds revoked`,
  )
  assert.ok(told > kills, 'there was load')
  assert.ok(owner.answers > 0, 'the owner was at work')
  const { code } = await victim.stop()
  assert.equal(code, 0)
})
