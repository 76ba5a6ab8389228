// The real server process under hostile input, from a seed: it answers every piece or ends that connection,
// never fails itself, keeps no memory of it, and serves two honest people throughout. In the long mode, or
// with FAULT_ROUNDS, a million messages and a hundred thousand requests; with FAULT_SECONDS in turns.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { toBase64url } from '../../protocol/bytes.ts'
import { diceOf, type Dice } from '../fuzz/mutators.ts'
import { statusesOf } from '../support/raw.ts'
import type { Resident } from '../support/server.ts'
import { createRoute, type Route } from '../support/wire.ts'
import { isOver, pause, roundsOf, seedOfRun } from './chance.ts'
import { heldBy, inspectable } from './heap.ts'
import { hostileRequests, hostileSocket, type HostileSocket } from './hostile.ts'
import { startPair, type PairReport } from './honest-pair.ts'
import { settlePeople } from './residents.ts'
import { createVictim, type Victim } from './victim.ts'

const AT_ONCE = 24
const MEGABYTE = 1_048_576
/** What the server may hold more in the end than when it was warm, garbage collected. */
const MAY_GROW = 4 * MEGABYTE
/** The whole process: it rises to about 360 MiB and stays there, as V8 keeps free pages (docs/ASSURANCE.md). */
const MAY_TAKE = 512 * MEGABYTE
/** So many answers at most before what it holds is looked at for the first time. */
const WARM = 2_000
/** And so much of the time, where the run has one. */
const WARM_SHARE = 0.2
/** Looks at its memory during one siege. */
const LOOKS_EVERY = 5_000

interface Besieged {
  readonly victim: Victim
  readonly port: number
  readonly plain: boolean
  readonly routes: readonly Route[]
  readonly bearer: string
}

const open = ({ port, plain }: Besieged): Socket =>
  plain
    ? connectPlain({ host: '127.0.0.1', port, allowHalfOpen: true })
    : connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })

/** Writes pieces, each after something came back for the one before; gives all that came back. */
const talk = async (socket: Socket, pieces: readonly Buffer[]): Promise<Buffer> => {
  const parts: Buffer[] = []
  const waiting = [...pieces]
  const next = (): void => {
    const piece = waiting.shift()
    if (piece) socket.write(piece)
    if (waiting.length === 0) socket.end()
  }
  socket.on('data', (part: Buffer) => {
    parts.push(part)
    if (waiting.length > 0 && (waiting.length < pieces.length - 1 || part.includes('\r\n\r\n')))
      next()
  })
  // A connection that the server ends at once, and an answer that nobody reads, are no faults.
  socket.on('error', () => undefined)
  next()
  socket.once('end', () => socket.end())
  await once(socket, 'close')
  return Buffer.concat(parts)
}

const upgradeTo = (port: number, path: string): Buffer =>
  Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )

/** One hostile connection; true when it was taken as a WebSocket and ended. */
const attackSocket = async (place: Besieged, hostile: HostileSocket): Promise<boolean> => {
  const head = Buffer.concat([upgradeTo(place.port, hostile.path), hostile.first])
  const answer = await talk(open(place), hostile.second ? [head, hostile.second] : [head])
  return answer.subarray(0, 12).toString('latin1') === 'HTTP/1.1 101'
}

/** One connection of hostile requests; the statuses that came back. */
const attackRequests = async (
  place: Besieged,
  requests: readonly Buffer[],
): Promise<readonly number[]> =>
  statusesOf((await talk(open(place), [Buffer.concat(requests)])).toString('latin1'))

const besiege = async (
  context: TestContext,
  plain: boolean,
): Promise<readonly [Besieged, Resident]> => {
  const victim = await createVictim(context, {
    env: { SOTTO_LIMIT_FACTOR: '0', ...(await inspectable()) },
  })
  await victim.start()
  const [honest, target] = await settlePeople(victim, victim.ticket(), 2)
  assert.ok(honest && target)
  const routes = [target.route]
  while (routes.length < 32) routes.push(await createRoute(victim, target.bearer))
  if (plain) {
    await victim.stop()
    await victim.start({
      SOTTO_BEHIND_PROXY: 'loopback',
      SOTTO_PUBLIC_URL: victim.url,
      SOTTO_WSS_PORT: 'same',
    })
  }
  const port = plain ? victim.httpsPort : victim.wssPort
  return [{ victim, port, plain, routes, bearer: toBase64url(target.bearer) }, honest]
}

interface Siege {
  readonly rounds: number
  /** One hostile connection; how many malformed pieces the server answered. */
  readonly attack: (dice: Dice) => Promise<number>
}

interface Outcome {
  readonly count: number
  /** Bytes of memory from time to time, the last after the storm. */
  readonly memory: readonly number[]
  /** Bytes in use after a collection: when it was warm, and after the storm. */
  readonly held: readonly [number, number]
}

/** Attacks until so many were answered, a few connections at a time. */
const attackAll = async (
  victim: Victim,
  { rounds, attack }: Siege,
  seed: number,
): Promise<Outcome> => {
  let count = 0
  let drawn = 0
  const every = Math.min(rounds / 10, LOOKS_EVERY)
  const memory = [await victim.memory()]
  let looks = 1
  const warm = Math.min(rounds / 10, WARM)
  let early: Promise<number> | undefined
  const began = performance.now()
  const line = async (): Promise<void> => {
    while (count < rounds && !isOver(began)) {
      const answered = await attack(diceOf(seed + drawn++))
      // Only now: `count += await` would add to what the count was before the others had theirs counted.
      count += answered
      if (count >= warm || isOver(began, WARM_SHARE)) early ??= heldBy(victim)
      if (count >= every * looks) {
        looks += 1
        memory.push(await victim.memory())
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
  // What connections left behind is gone once their closing handshakes are over.
  await pause(3_000)
  memory.push(await victim.memory())
  assert.ok(early, `${count} answers are too few to tell a leak`)
  return { count, memory, held: [await early, await heldBy(victim)] }
}

const hold = async (
  context: TestContext,
  siege: (place: Besieged) => Siege,
  plain: boolean,
): Promise<void> => {
  const seed = seedOfRun()
  const [place, honest] = await besiege(context, plain)
  const { victim } = place
  const pair = await startPair(`${plain ? 'ws' : 'wss'}://127.0.0.1:${place.port}`, honest)
  const outcome = await attackAll(victim, siege(place), seed)
  const report = await pair.stop()
  tell(context, seed, outcome, report)
  assert.ok(report.delivered > 0)
  const [early, after] = outcome.held
  assert.ok(
    after - early < MAY_GROW,
    `${(after - early) / MEGABYTE} MiB more than when it was warm`,
  )
  assert.ok(Math.max(...outcome.memory) < MAY_TAKE, 'the process stays small')
  assert.doesNotMatch(victim.printed(), /socketFailed|requestFailed|storeFailed|Error/)
  const { code } = await victim.stop()
  assert.equal(code, 0)
}

const tell = (
  context: TestContext,
  seed: number,
  { count, memory, held }: Outcome,
  { delivered, median, slowest }: PairReport,
): void => {
  const mebibytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(0)
  context.diagnostic(
    `seed ${seed}: ${count} answered; memory in MiB ${memory.map(mebibytes).join(' ')}, ` +
      `collected ${held.map((bytes) => (bytes / MEGABYTE).toFixed(1)).join(' ')}; ` +
      `${delivered} envelopes of honest people meanwhile, ` +
      `${median.toFixed(1)} ms in the middle, ${slowest.toFixed(0)} ms at most`,
  )
}

const frames =
  (rounds: number) =>
  (place: Besieged): Siege => ({
    rounds,
    attack: async (dice) => {
      const taken = await attackSocket(place, hostileSocket(dice, dice.pick(place.routes)))
      assert.ok(taken, 'every WebSocket is taken')
      return 1
    },
  })

test('malformed messages over TLS', (context) =>
  hold(context, frames(roundsOf(300, 20_000)), false))

test('malformed messages where a proxy ends TLS', (context) =>
  hold(context, frames(roundsOf(2_000, 1_000_000)), true))

const requests =
  (rounds: number) =>
  (place: Besieged): Siege => ({
    rounds,
    attack: async (dice) => {
      const port = place.victim.httpsPort
      const hostile = hostileRequests(dice, `127.0.0.1:${port}`, place.bearer)
      const statuses = await attackRequests({ ...place, port }, hostile)
      assert.ok(!statuses.includes(500), 'no request makes the server fail')
      return statuses.filter((status) => status >= 400).length
    },
  })

test('malformed requests over TLS', (context) =>
  hold(context, requests(roundsOf(300, 20_000)), false))

test('malformed requests where a proxy ends TLS', (context) =>
  hold(context, requests(roundsOf(1_000, 100_000)), true))
