// kill -9 at random instants under load (PROTOCOL 10 rules 1 to 3): nothing that was told as stored is lost
// or reordered, nothing that was durable comes twice to a device that acknowledged it, no number is used twice.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testCertificate } from '../support/certificate.ts'
import { testFolder } from '../support/folder.ts'
import {
  attach,
  createDevice,
  createInbox,
  createRoute,
  dialReceiver,
  dialSender,
  logIn,
  loginOverHttps,
  random,
  type Device,
  type Place,
  type Route,
} from '../support/wire.ts'

const ROUNDS = 12
const SENDERS = 3
const SCRIPT = fileURLToPath(new URL('../support/server-process.ts', import.meta.url))

interface Process extends Place {
  readonly child: ChildProcess
  readonly ticket: Uint8Array
}

const startProcess = async (folder: string, files: readonly string[]): Promise<Process> => {
  const child = spawn(process.execPath, [SCRIPT, folder, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const line: string = await new Promise((resolve, reject) => {
    lines.once('line', resolve)
    child.once('exit', () => reject(new Error('the server did not start')))
  })
  lines.close()
  const { httpsPort, wssPort, ticket } = JSON.parse(line) as {
    httpsPort: number
    wssPort: number
    ticket: string
  }
  return { child, httpsPort, wssPort, ticket: new Uint8Array(Buffer.from(ticket, 'hex')) }
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/** One sender's memory: what it wrote under which number, and how far it was told stored. */
class Ledger {
  readonly route: Route
  readonly index: number
  next = 1
  stored = 0

  constructor(route: Route, index: number) {
    this.route = route
    this.index = index
  }

  envelope(seq: number): Uint8Array {
    const envelope = new Uint8Array(600)
    new DataView(envelope.buffer).setUint32(0, this.index)
    new DataView(envelope.buffer).setUint32(4, seq)
    return envelope
  }
}

const sendUntilKilled = async (place: Place, ledger: Ledger, reader: Reader): Promise<void> => {
  const socket = await dialSender(place, ledger.route.friendId)
  const { high } = await attach(socket, ledger.route)
  assert.ok(high >= ledger.stored, 'what was stored is still known')
  reader.expectAgain(ledger.index, high)
  // Taken and never told: it is stored, so sending goes on above it.
  ledger.stored = high
  ledger.next = high + 1
  let full = false
  const more = (): void => {
    while (ledger.next <= ledger.stored + 20) {
      const seq = ledger.next++
      socket.say({ type: 'send', channel: 0, seq, flags: 0, envelope: ledger.envelope(seq) })
    }
  }
  more()
  for (;;) {
    const told = await socket.arrivals.next()
    if (told === undefined) return
    // Full: nothing above is taken until the device reads again, in a later round.
    if (told.type === 'rejected') full = true
    else assert.equal(told.type, 'stored')
    if (told.type === 'stored') ledger.stored = told.upTo
    if (!full) more()
  }
}

/** The device: what it has of each sender, and what it acknowledged. */
class Reader {
  readonly device: Device
  readonly last = new Map<number, number>()
  seqs = new Map<number, string>()
  cursor = 0
  doubled = 0
  /** Handed over before they were durable, then lost with the process: each comes once more. */
  readonly again = new Set<string>()

  constructor(device: Device) {
    this.device = device
  }

  /** What the sender at `index` has to deposit again, because the server knows it only up to `high`. */
  expectAgain(index: number, high: number): void {
    const last = this.last.get(index) ?? 0
    for (let number = high + 1; number <= last; number++) this.again.add(`${index}/${number}`)
  }

  take(seq: number, envelope: Uint8Array): void {
    const view = new DataView(envelope.buffer, envelope.byteOffset)
    const sender = view.getUint32(0)
    const number = view.getUint32(4)
    const what = `${sender}/${number}`
    assert.equal(this.seqs.get(seq) ?? what, what, 'a number names one envelope for ever')
    this.seqs.set(seq, what)
    if (seq <= this.cursor) {
      this.doubled += 1
      return
    }
    this.cursor = seq
    const last = this.last.get(sender) ?? 0
    if (this.again.delete(what)) return
    assert.equal(number, last + 1, `sender ${sender} without gap or repetition`)
    this.last.set(sender, number)
  }

  /** Reads until the server is gone, or until everything up to `wanted` is here. */
  async read(place: Place, wanted?: ReadonlyMap<number, number>): Promise<void> {
    const socket = await dialReceiver(place)
    const { storeEpoch, ackedUpTo } = await logIn(place, socket, this.device)
    assert.ok(ackedUpTo <= this.cursor)
    let unread = 0
    const complete = (): boolean =>
      wanted !== undefined && [...wanted].every(([at, seq]) => (this.last.get(at) ?? 0) >= seq)
    while (!complete()) {
      const told = await socket.arrivals.next()
      if (told === undefined) return
      if (told.type !== 'deliver') continue
      assert.ok(told.seq > ackedUpTo, 'nothing acknowledged and durable comes again')
      this.take(told.seq, told.envelope)
      unread += 1
      if (unread < 5) continue
      unread = 0
      socket.say({ type: 'ack', storeEpoch, upTo: this.cursor })
    }
    await socket.close()
  }
}

const gone = async (run: Promise<void>): Promise<void> => {
  try {
    await run
  } catch (error) {
    // The kill may come in the middle of dialling or attaching.
    if (error instanceof assert.AssertionError) throw error
  }
}

test('kill -9 under load, twelve times: nothing lost, doubled or reordered', async (context) => {
  const folder = await testFolder(context)
  const { key, cert } = await testCertificate()
  const files = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  writeFileSync(files[0] ?? '', key)
  writeFileSync(files[1] ?? '', cert)
  let server = await startProcess(folder, files)
  context.after(() => server.child.kill('SIGKILL'))
  const device = createDevice()
  await createInbox(server, device, server.ticket)
  const bearer = await loginOverHttps(server, device)
  const ledgers: Ledger[] = []
  for (let at = 0; at < SENDERS; at++)
    ledgers.push(new Ledger(await createRoute(server, bearer), at))
  const reader = new Reader(device)
  for (let round = 0; round < ROUNDS; round++) {
    const runs = ledgers.map((ledger) => gone(sendUntilKilled(server, ledger, reader)))
    // Every second round the device is away, so that a backlog stays in the file.
    if (round % 2 === 0) runs.push(gone(reader.read(server)))
    const after = 60 + (random(1)[0] ?? 0)
    await new Promise((resolve) => setTimeout(resolve, after))
    server.child.kill('SIGKILL')
    await Promise.all([...runs, ended(server.child)])
    server = await startProcess(folder, files)
  }
  const wanted = new Map<number, number>()
  for (const ledger of ledgers) {
    const socket = await dialSender(server, ledger.route.friendId)
    const { high } = await attach(socket, ledger.route)
    assert.ok(high >= ledger.stored)
    wanted.set(ledger.index, high)
    await socket.close()
  }
  await reader.read(server, wanted)
  assert.ok([...wanted.values()].every((high) => high > 0))
  server.child.kill('SIGTERM')
  await ended(server.child)
  assert.equal(server.child.exitCode, 0)
})
