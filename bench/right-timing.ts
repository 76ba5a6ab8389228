// Whether the time of a refusal tells an existing friendId from one that does not exist: pairs of requests over
// one TLS connection to the server's own process, in random order, and Welch's t-test on their times, of all
// and of the quicker nine tenths of both (the rest is the machine's noise). Above 4.5 would be a difference.
//   node bench/right-timing.ts [--pairs N]
import { randomInt } from 'node:crypto'
import { Agent, request } from 'node:https'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { encode } from '../protocol/codec.ts'
import { friendRight } from '../protocol/exchange.ts'
import { noLimits } from '../server/limits/limits.ts'
import { settle, withServer } from '../test/support/server.ts'
import { random } from '../test/support/wire.ts'

const RESIDENTS = 20
const WARM = 2_000
/** A run that is cut short has said something. */
const REPORT_EVERY = 20_000
const ALIKE = 4.5
const CHILD = 'server'

interface Subject {
  readonly port: number
  /** Hexadecimal digits. */
  readonly friendIds: readonly string[]
}

const serveChild = (): Promise<void> =>
  withServer(
    async (server) => {
      const friendIds: string[] = []
      for (let at = 0; at < RESIDENTS; at++) {
        const { route } = await settle(server)
        friendIds.push(Buffer.from(route.friendId).toString('hex'))
      }
      process.send?.({ port: server.httpsPort, friendIds })
      await once(process, 'disconnect')
    },
    { limits: noLimits },
  )

const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })

/** Nanoseconds until the refusal of this id under a wrong token is there. */
const timeOf = (port: number, friendId: Uint8Array): Promise<number> =>
  new Promise((resolve, reject) => {
    const body = encode(friendRight, { friendId, sendToken: random(32) })
    const start = process.hrtime.bigint()
    const asked = request({
      host: '127.0.0.1',
      port,
      agent,
      method: 'POST',
      path: '/keys/card',
      headers: { 'content-type': 'application/octet-stream', 'content-length': body.length },
    })
    asked.once('error', reject)
    asked.once('response', (answer) => {
      if (answer.statusCode !== 403) reject(new Error(`answered ${answer.statusCode ?? 0}`))
      answer.resume()
      answer.once('end', () => resolve(Number(process.hrtime.bigint() - start)))
    })
    asked.end(body)
  })

/** Welch's t of two samples. */
const welch = (a: Float64Array, b: Float64Array): number => {
  const momentsOf = (values: Float64Array): readonly [mean: number, error: number] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    return [mean, square / (values.length - 1) / values.length]
  }
  const [meanA, errorA] = momentsOf(a)
  const [meanB, errorB] = momentsOf(b)
  return (meanA - meanB) / Math.sqrt(errorA + errorB)
}

const cropped = (values: Float64Array, most: number): Float64Array =>
  values.filter((value) => value <= most)

const measure = async ({ port, friendIds }: Subject, pairs: number): Promise<void> => {
  const known = friendIds.map((digits) => new Uint8Array(Buffer.from(digits, 'hex')))
  const here = new Float64Array(pairs)
  const nowhere = new Float64Array(pairs)
  for (let at = -WARM; at < pairs; at++) {
    const existing = known[randomInt(known.length)] ?? random(16)
    const first = randomInt(2) === 0
    const one = await timeOf(port, first ? existing : random(16))
    const other = await timeOf(port, first ? random(16) : existing)
    if (at < 0) continue
    here[at] = first ? one : other
    nowhere[at] = first ? other : one
    const done = at + 1
    if (done === pairs || done % REPORT_EVERY === 0)
      report(here.subarray(0, done), nowhere.subarray(0, done))
  }
}

const report = (here: Float64Array, nowhere: Float64Array): void => {
  const both = Float64Array.of(...here.subarray(0, 50_000), ...nowhere.subarray(0, 50_000)).sort()
  const most = both[Math.floor(both.length * 0.9)] ?? Infinity
  const middle = (values: Float64Array): string =>
    ((values.toSorted()[values.length >> 1] ?? 0) / 1_000).toFixed(2)
  const [t, tCropped] = [welch(here, nowhere), welch(cropped(here, most), cropped(nowhere, most))]
  console.log(
    `${here.length} pairs: existing ${middle(here)} us, missing ${middle(nowhere)} us in the middle; ` +
      `t = ${t.toFixed(2)}, of the quicker nine tenths ${tCropped.toFixed(2)}: ` +
      `${Math.max(Math.abs(t), Math.abs(tCropped)) < ALIKE ? 'alike' : 'DIFFERENT'}`,
  )
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { pairs: { type: 'string', default: '100000' } } })
  const child = fork(fileURLToPath(import.meta.url), [CHILD])
  const [subject] = (await once(child, 'message')) as [Subject] // sent by serveChild alone
  await measure(subject, Number(values.pairs))
  agent.destroy()
  child.disconnect()
  await once(child, 'exit')
}

await (process.argv[2] === CHILD ? serveChild() : main())
