// Floods from one address: of connections, handshakes, requests, logins, malformed frames, pings, fragments and
// envelopes. Whatever the server refuses of them, it lives, two honest people at another address write on, and
// files and memory are given back afterwards: what it holds after a collection is what it held before, the process
// shrinks by itself, and the same floods once more take no more than the first time.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { toBase64url } from '../../protocol/bytes.ts'
import type { Resident } from '../support/server.ts'
import { call } from '../support/wire.ts'
import { pause, roundsOf } from './chance.ts'
import { floodKinds, type FloodKind, type FloodOrder } from './flood-kinds.ts'
import { heldBy, inspectable } from './heap.ts'
import { Pair } from './pair.ts'
import { settlePeople } from './residents.ts'
import { createVictim, type Victim } from './victim.ts'

const script = fileURLToPath(new URL('flooder.ts', import.meta.url))
const SECONDS = roundsOf(2, 30)
const MEGABYTE = 1_048_576
/** What the process may keep above what it had when its garbage was collected: pages of buffers that were freed. */
const KEPT = 96 * MEGABYTE
/** What the same floods once more may add to that. */
const KEPT_TWICE = 24 * MEGABYTE
/** What objects and buffers may hold more after the first floods: code that ran, a buffer for the next batch. */
const HELD = 12 * MEGABYTE
/** And what the same floods once more may add. */
const HELD_TWICE = 2 * MEGABYTE
const SETTLE_TRIES = 100

const flood = async (victim: Victim, kind: FloodKind, { route }: Resident): Promise<number> => {
  const order: FloodOrder = {
    kind,
    // Another network for each flood: what the one before used up is not missing here.
    from: `127.0.${100 + floodKinds.indexOf(kind)}.2`,
    httpsPort: victim.httpsPort,
    wssPort: victim.wssPort,
    seconds: SECONDS,
    friendId: toBase64url(route.friendId),
    sendToken: toBase64url(route.sendToken),
  }
  const child = spawn(process.execPath, [script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const [code] = (await once(child, 'close')) as [number | null]
  assert.equal(code, 0)
  return Number(printed)
}

const untilAtMost = async (
  what: string,
  now: () => Promise<number>,
  most: number,
): Promise<number> => {
  for (let tries = 0; tries < SETTLE_TRIES; tries++) {
    const value = await now()
    if (value <= most) return value
    await pause(500)
  }
  return assert.fail(`not given back: ${await now()} ${what} where ${most} are allowed`)
}

interface Flooded {
  readonly context: TestContext
  readonly victim: Victim
  readonly pair: Pair
  readonly target: Resident
  readonly files: number
}

/** Each kind in turn, while two others write. */
const floodAll = async ({ context, victim, pair, target, files }: Flooded): Promise<void> => {
  for (const kind of floodKinds) {
    pair.times.length = 0
    const writing = pair.keepWriting()
    const count = await flood(victim, kind, target)
    pair.stop()
    await writing
    assert.equal((await call(victim.httpsPort, 'GET', '/health')).status, 200)
    context.diagnostic(
      `${kind}: ${count} in ${SECONDS} s, meanwhile ${pair.times.length} messages, ` +
        `99 of 100 within ${pair.within(0.99)} ms`,
    )
    assert.ok(count > 0 && pair.times.length > 10, `${kind}: ${pair.times.length} messages`)
    await untilAtMost('files', () => victim.openFiles(), files)
  }
}

const mebibytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1)

const worlds = [
  { name: 'standard limits', env: {} },
  { name: 'no limits', env: { SOTTO_LIMIT_FACTOR: '0' } },
] as const

for (const { name, env } of worlds) {
  test(`floods, ${name}: the server lives, two others write on, all is given back`, async (context) => {
    const victim = await createVictim(context, { env: { ...env, ...(await inspectable()) } })
    await victim.start()
    const [honest, target] = await settlePeople(victim, victim.ticket(), 2)
    assert.ok(honest && target)
    const pair = await Pair.open(victim, honest)
    for (let at = 0; at < 50; at++) await pair.write()
    const held = [await heldBy(victim)]
    const files = (await victim.openFiles()) + 4
    const memory = [await victim.memory()]
    let most = (memory[0] ?? 0) + KEPT
    for (let round = 0; round < 2; round++) {
      await floodAll({ context, victim, pair, target, files })
      const high = await victim.memory()
      // By itself: nobody has asked it for a collection since the floods.
      const settled = await untilAtMost('bytes', () => victim.memory(), most)
      most = settled + KEPT_TWICE
      memory.push(high, settled)
      held.push(await heldBy(victim))
    }
    context.diagnostic(
      `memory in MiB before, after and settled, twice: ${memory.map(mebibytes).join(' ')}; ` +
        `held: ${held.map(mebibytes).join(' ')}`,
    )
    const [before = 0, once = 0, twice = 0] = held
    assert.ok(once - before < HELD, 'nothing of a flood is held')
    assert.ok(twice - once < HELD_TWICE, 'the same floods once more leave nothing more')
    await pair.close()
    assert.equal((await victim.stop()).code, 0)
  })
}
