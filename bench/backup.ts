// `node bench/backup.ts [MEGABYTES]`: what a backup of a running server costs. Fills a store, sends one
// envelope after another, and makes a backup meanwhile in a process of its own, as a host would.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openControl } from '../server/host/control-listen.ts'
import { createControls } from '../server/host/controls.ts'
import { databasePath } from '../server/store/database.ts'
import { Metrics } from '../server/metrics.ts'
import type { Running } from '../server/serve.ts'
import { settle, startServer } from '../test/support/server.ts'
import { attach, dialSender, random, type SendSocket } from '../test/support/wire.ts'

const MEBIBYTE = 1_048_576
const ENVELOPE = 16_384
const PER_CHANNEL = 900
const WINDOW = 50
const PAUSE = 10
const BEFORE = 200

const storedUpTo = async (socket: SendSocket, seq: number): Promise<void> => {
  while ((await socket.hear('stored')).upTo < seq);
}

const openChannel = async (server: Running): Promise<SendSocket> => {
  const { route } = await settle(server)
  const socket = await dialSender(server, route.friendId)
  await attach(socket, route)
  return socket
}

const fill = async (server: Running, megabytes: number): Promise<void> => {
  const envelope = random(ENVELOPE)
  let left = Math.ceil((megabytes * MEBIBYTE) / ENVELOPE)
  while (left > 0) {
    const socket = await openChannel(server)
    const count = Math.min(left, PER_CHANNEL)
    for (let seq = 1; seq <= count; seq += 1) {
      socket.say({ type: 'send', channel: 0, seq, flags: 0, envelope })
      if (seq % WINDOW === 0 || seq === count) await storedUpTo(socket, seq)
    }
    await socket.close()
    left -= count
  }
}

/** Sends one envelope after another until `isOver`; gives the milliseconds until each was stored. */
const sendUntil = async (
  server: Running,
  isOver: (count: number) => boolean,
): Promise<number[]> => {
  const times: number[] = []
  let socket = await openChannel(server)
  let seq = 0
  while (!isOver(times.length)) {
    if (seq === PER_CHANNEL) {
      await socket.close()
      socket = await openChannel(server)
      seq = 0
    }
    const began = performance.now()
    seq += 1
    socket.say({ type: 'send', channel: 0, seq, flags: 0, envelope: random(2_048) })
    await storedUpTo(socket, seq)
    times.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
  await socket.close()
  return times.toSorted((a, b) => a - b)
}

const quantiles = (times: readonly number[]): string => {
  const at = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1)
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)} ms until stored (${times.length})`
}

const main = async (megabytes: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  const metrics = new Metrics()
  const server = await startServer(folder, { metrics })
  const controls = createControls(server, metrics, {
    origins: () => [],
    certificate: () => undefined,
  })
  const control = await openControl({ folder, controls, snapshot: server.desk.snapshot })
  try {
    await fill(server, megabytes)
    const log = statSync(`${databasePath(folder)}-wal`).size
    const size = Math.round((statSync(databasePath(folder)).size + log) / MEBIBYTE)
    console.log(`store: ${size} MB, its log of ${Math.round(log / MEBIBYTE)} MB included`)
    console.log(`before: ${quantiles(await sendUntil(server, (count) => count >= BEFORE))}`)
    const began = performance.now()
    const program = fileURLToPath(new URL('../server/sotto.js', import.meta.url))
    const words = ['backup', join(folder, 'a.backup'), '--recovery-key', '--data', folder]
    const child = spawn(process.execPath, [program, ...words], { stdio: 'ignore' })
    let code: unknown
    const ended = once(child, 'exit').then(([exit]) => (code = exit))
    const during = await sendUntil(server, () => code !== undefined)
    await ended
    console.log(`during: ${quantiles(during)}`)
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    console.log(`backup made and read back in ${seconds} s, exit code ${String(code)}`)
  } finally {
    control.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

await main(Number(process.argv[2] ?? 100))
