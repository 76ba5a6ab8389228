// Lines by hand (PROTOCOL 3.4): single requests and answers over real TLS, so a test can break every rule.
import { request } from 'node:https'
import { toBase64url } from '../../protocol/bytes.ts'
import { decode, encode, type Of } from '../../protocol/codec.ts'
import {
  lineDown,
  lineOpened,
  lineRecord,
  lineUp,
  openLine,
  recordLength,
  type LineRecord,
  type OpenLine,
} from '../../protocol/line.ts'
import { VERSION } from '../../protocol/limits.ts'
import { call, type Answer, type Place } from './wire.ts'

const MEDIA = { 'content-type': 'application/octet-stream' }

/** The records of a whole answer. */
export const recordsOf = (body: Uint8Array): LineRecord[] => {
  const records: LineRecord[] = []
  for (let at = 0; at < body.length;) {
    const length = recordLength(body.subarray(at))
    records.push(decode(lineRecord, body.slice(at, at + length)))
    at += length
  }
  return records
}

/** Asks for a line. */
export const askLine = (
  { httpsPort }: Place,
  wanted: OpenLine = { type: 'receive', version: VERSION },
  headers: Record<string, string> = {},
): Promise<Answer> =>
  call(httpsPort, 'POST', '/line/open', {
    headers: { ...MEDIA, ...headers },
    body: encode(openLine, wanted),
  })

/** A stream of records under way. */
export interface Streamed {
  /** Resolves with the next record, undefined at the end. */
  next(): Promise<LineRecord | undefined>
  destroy(): void
}

/** One line of a test. */
export class WireLine {
  readonly #port: number
  readonly #headers: Record<string, string>
  received = 0
  sent = 0

  constructor(port: number, line: Uint8Array) {
    this.#port = port
    this.#headers = { ...MEDIA, authorization: `Bearer ${toBase64url(line)}` }
  }

  post(name: string, body: Uint8Array = new Uint8Array(0)): Promise<Answer> {
    return call(this.#port, 'POST', `/line/${name}`, { headers: this.#headers, body })
  }

  up(frames: readonly Uint8Array[], change: Partial<Of<typeof lineUp>> = {}): Promise<Answer> {
    const body = { received: this.received, from: this.sent, frames, ...change }
    if (change.from === undefined) this.sent += frames.length
    return this.post('up', encode(lineUp, body))
  }

  /** One long poll; what it brings counts as received unless `forget`. */
  async poll(forget = false): Promise<LineRecord[]> {
    const answer = await this.post(
      'down',
      encode(lineDown, { received: this.received, stream: false }),
    )
    if (answer.status !== 200) throw new Error(`down answered ${answer.status}`)
    const records = recordsOf(answer.body)
    if (!forget) this.received += records.filter(({ type }) => type !== 'beat').length
    return records
  }

  stream(): Streamed {
    const records: LineRecord[] = []
    let wake = (): void => undefined
    let over = false
    const asked = request({
      host: '127.0.0.1',
      port: this.#port,
      method: 'POST',
      path: '/line/down',
      headers: this.#headers,
      rejectUnauthorized: false,
      agent: false,
    })
    const end = (): void => {
      over = true
      wake()
    }
    asked.on('error', end)
    asked.on('response', (answer) => {
      answer.on('error', end)
      answer.on('end', end)
      let rest = Buffer.alloc(0)
      answer.on('data', (part: Buffer) => {
        rest = Buffer.concat([rest, part])
        while (rest.length > 0 && recordLength(rest) <= rest.length) {
          const length = recordLength(rest)
          records.push(...recordsOf(new Uint8Array(rest.subarray(0, length))))
          rest = rest.subarray(length)
        }
        wake()
      })
    })
    asked.end(encode(lineDown, { received: this.received, stream: true }))
    return {
      next: async () => {
        while (records.length === 0 && !over) await new Promise<void>((done) => (wake = done))
        const record = records.shift()
        if (record && record.type !== 'beat') this.received += 1
        return record
      },
      destroy: () => asked.destroy(),
    }
  }
}

/** Opens a line. */
export const openWireLine = async (place: Place, wanted?: OpenLine): Promise<WireLine> => {
  const answer = await askLine(place, wanted)
  if (answer.status !== 200) throw new Error(`open answered ${answer.status}`)
  return new WireLine(place.httpsPort, decode(lineOpened, answer.body).line)
}
