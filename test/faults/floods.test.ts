// Floods from one address: of connections, handshakes, requests, logins, malformed frames, pings, fragments and
// envelopes. Whatever the server refuses of them, it lives, two honest people at another address write on, and
// memory and files are given back afterwards.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { toBase64url } from '../../protocol/bytes.ts'
import type { Resident } from '../support/server.ts'
import { call } from '../support/wire.ts'
import { pause, roundsOf } from './chance.ts'
import { floodKinds, type FloodKind, type FloodOrder } from './flood-kinds.ts'
import { Pair } from './pair.ts'
import { settlePeople } from './residents.ts'
import { createVictim, type Victim } from './victim.ts'

const script = fileURLToPath(new URL('flooder.ts', import.meta.url))
const SECONDS = roundsOf(3, 30)
const MEGABYTE = 1_048_576
/** A flood may leave what the run time keeps for the next one, and no more than this. */
const KEPT = 96 * MEGABYTE
const SETTLE_TRIES = 60

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

const untilSettled = async (victim: Victim, files: number, memory: number): Promise<void> => {
  for (let tries = 0; tries < SETTLE_TRIES; tries++) {
    const back = (await victim.openFiles()) <= files && (await victim.memory()) <= memory
    if (back) return
    await pause(500)
  }
  assert.fail(
    `not given back: ${await victim.openFiles()} files of ${files}, ` +
      `${await victim.memory()} bytes of ${memory}`,
  )
}

const worlds = [
  { name: 'standard limits', env: {} },
  { name: 'no limits', env: { SOTTO_LIMIT_FACTOR: '0' } },
] as const

for (const { name, env } of worlds) {
  test(`floods, ${name}: the server lives, two others write on, all is given back`, async (context) => {
    const victim = await createVictim(context, { env })
    await victim.start()
    const [honest, target] = await settlePeople(victim, victim.ticket(), 2)
    assert.ok(honest && target)
    const pair = await Pair.open(victim, honest)
    for (let at = 0; at < 50; at++) await pair.write()
    const files = (await victim.openFiles()) + 4
    const memory = (await victim.memory()) + KEPT
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
      await untilSettled(victim, files, memory)
    }
    await pair.close()
    assert.equal((await victim.stop()).code, 0)
  })
}
