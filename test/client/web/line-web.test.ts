// A line as the browser runs it, against a server that does what a test says, under a clock that stands still:
// when a stream is given up, when it is tried again, what is repeated, and when a WebSocket takes over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from '../../../protocol/codec.ts'
import {
  lineDown,
  lineOpened,
  lineRecord,
  lineUp,
  openLine,
  type LineRecord,
} from '../../../protocol/line.ts'
import {
  LINE_BEAT,
  LINE_POLL,
  LINE_PROOF,
  LINE_SILENCE,
  MAX_LINE_FRAMES,
} from '../../../protocol/limits.ts'
import {
  createLine,
  forgetWays,
  LOOK_UP_EVERY,
  POLL_FOR,
  type LineWay,
} from '../../../client/web/line-web.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'

interface Down {
  readonly received: number
  readonly stream: boolean
  write(...records: LineRecord[]): void
  raw(bytes: Uint8Array): void
  end(): void
  fail(): void
  readonly aborted: () => boolean
}
interface Up {
  readonly received: number
  readonly from: number
  readonly frames: readonly Uint8Array[]
  answer(status?: number): void
  fail(): void
}

const beat: LineRecord = { type: 'beat' }
const frame = (...bytes: number[]): LineRecord => ({ type: 'frame', frame: Uint8Array.from(bytes) })

const createWorld = () => {
  forgetWays()
  const clock = createManualClock()
  const downs: Down[] = []
  const ups: Up[] = []
  const paths: string[] = []
  const ways: LineWay[] = []
  const probes: { url: string; onopen: (() => void) | null; close(): void }[] = []
  const frames: number[][] = []
  const codes: number[] = []
  let opened = 0

  const answerDown = (body: Uint8Array, signal: AbortSignal | null | undefined): Response => {
    let control: ReadableStreamDefaultController<Uint8Array> | undefined
    const stream = new ReadableStream<Uint8Array>({ start: (made) => void (control = made) })
    let aborted = false
    signal?.addEventListener('abort', () => {
      aborted = true
      control?.error(new Error('aborted'))
    })
    downs.push({
      ...decode(lineDown, body),
      write: (...records) => {
        for (const record of records) control?.enqueue(encode(lineRecord, record))
      },
      raw: (bytes) => control?.enqueue(bytes),
      end: () => control?.close(),
      fail: () => control?.error(new Error('broken')),
      aborted: () => aborted,
    })
    return new Response(stream)
  }
  const request = (async (url: string, init: RequestInit) => {
    const { pathname } = new URL(url)
    paths.push(pathname)
    const body = init.body instanceof Uint8Array ? init.body : new Uint8Array(0)
    if (pathname === '/line/open') {
      assert.equal(decode(openLine, body).type, 'receive')
      return new Response(new Uint8Array(encode(lineOpened, { line: new Uint8Array(32) })))
    }
    if (pathname === '/line/down') return answerDown(body, init.signal)
    if (pathname === '/line/close') return new Response()
    return new Promise<Response>((resolve, reject) => {
      ups.push({
        ...decode(lineUp, body),
        answer: (status = 200) => resolve(new Response(null, { status })),
        fail: () => reject(new TypeError('network')),
      })
    })
  }) as typeof fetch
  const line = createLine('https://sotto.example/wss', {
    clock,
    request,
    createSocket: (url) => {
      const probe = { url, onopen: null, close: () => undefined }
      probes.push(probe)
      // Only what the line uses of it.
      return probe as unknown as WebSocket
    },
    onWay: (way) => ways.push(way),
  })
  line.onopen = () => void (opened += 1)
  line.onmessage = ({ data }) => frames.push([...new Uint8Array(data as ArrayBuffer)])
  line.onclose = ({ code }) => codes.push(code)
  return { clock, line, downs, ups, paths, ways, probes, frames, codes, opened: () => opened }
}

const last = <T>(list: readonly T[]): T => {
  const value = list.at(-1)
  assert.ok(value)
  return value
}
// Several turns: a fetch, its stream and the loop around them.
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 6; turn += 1) await settle()
}

test('it opens, and frames come as they are written, cut wherever the network cuts', async () => {
  const { downs, frames, opened, ways, codes } = createWorld()
  await turns()
  assert.equal(opened(), 1)
  const bytes = encode(lineRecord, frame(1, 2, 3))
  last(downs).write(beat)
  last(downs).raw(bytes.slice(0, 3))
  await turns()
  assert.deepEqual(frames, [])
  last(downs).raw(bytes.slice(3))
  last(downs).write(frame(4), { type: 'closed', code: 4_501 })
  await turns()
  assert.deepEqual(frames, [[1, 2, 3], [4]])
  assert.deepEqual([ways, codes], [['stream'], [4_501]])
})

test('a stream of which nothing comes is replaced by long polls on the same line, for ten minutes', async () => {
  const { clock, downs, ways, frames, paths } = createWorld()
  await turns()
  await clock.advance(LINE_PROOF)
  await turns()
  assert.equal(downs[0]?.aborted(), true)
  assert.deepEqual([last(downs).stream, ways], [false, ['stream', 'poll']])
  last(downs).write(frame(9))
  last(downs).end()
  await turns()
  assert.deepEqual(frames, [[9]])
  assert.equal(last(downs).received, 1)
  for (let passed = 0; passed < POLL_FOR; passed += LINE_POLL) {
    assert.equal(last(downs).stream, false)
    await clock.advance(LINE_POLL)
    last(downs).end()
    await turns()
  }
  assert.equal(last(downs).stream, true)
  assert.equal(paths.filter((path) => path === '/line/open').length, 1)
})

test('a stream that falls silent later is given up, too', async () => {
  const { clock, downs } = createWorld()
  await turns()
  last(downs).write(beat)
  await turns()
  await clock.advance(LINE_SILENCE - 1)
  last(downs).write(beat)
  await turns()
  await clock.advance(LINE_SILENCE - 1)
  await turns()
  assert.equal(downs.length, 1)
  await clock.advance(1)
  await turns()
  assert.deepEqual([downs.length, last(downs).stream], [2, false])
})

test('one request at a time goes up; what failed is repeated with its number', async () => {
  const { clock, line, ups, codes } = createWorld()
  await turns()
  line.send(Uint8Array.of(1))
  line.send(Uint8Array.of(2))
  await turns()
  assert.deepEqual(
    ups.map(({ from, frames }) => [from, frames.length]),
    [[0, 1]],
  )
  last(ups).fail()
  await turns()
  await clock.advance(1_000)
  await turns()
  assert.deepEqual([last(ups).from, last(ups).frames.length], [0, 1])
  assert.equal(line.bufferedAmount, 2)
  last(ups).answer()
  await turns()
  assert.deepEqual([last(ups).from, [...(last(ups).frames[0] ?? [])]], [1, [2]])
  last(ups).answer()
  await turns()
  assert.equal(line.bufferedAmount, 0)
  assert.deepEqual(codes, [])
})

test('a line that the server does not know any more is lost, once', async () => {
  const { line, ups, codes } = createWorld()
  await turns()
  line.send(Uint8Array.of(1))
  await turns()
  last(ups).answer(404)
  await turns()
  line.send(Uint8Array.of(2))
  line.close()
  await turns()
  assert.deepEqual(codes, [1006])
})

test('answers that break off again and again without a frame end it; one with a frame does not', async () => {
  const { clock, downs, codes } = createWorld()
  for (const round of [1, 2]) {
    await turns()
    last(downs).fail()
    await turns()
    await clock.advance(1_000)
    assert.equal(codes.length, 0, `round ${round}`)
  }
  await turns()
  last(downs).write(frame(1))
  await turns()
  last(downs).fail()
  await turns()
  assert.equal(last(downs).received, 1)
  for (let round = 0; round < 3; round += 1) {
    last(downs).fail()
    await turns()
    await clock.advance(1_000)
    await turns()
  }
  assert.deepEqual(codes, [1006])
})

test('what came is confirmed without frames of its own after so many', async () => {
  const { downs, ups } = createWorld()
  await turns()
  for (let number = 1; number < MAX_LINE_FRAMES; number += 1) last(downs).write(frame(1))
  await turns()
  assert.equal(ups.length, 0)
  last(downs).write(frame(1))
  await turns()
  assert.deepEqual([last(ups).received, last(ups).frames.length], [MAX_LINE_FRAMES, 0])
})

test('now and then it looks whether a WebSocket gets through, and makes way for one', async () => {
  const { clock, downs, probes, codes, paths } = createWorld()
  await turns()
  for (let passed = 0; passed < 2 * LOOK_UP_EVERY; passed += LINE_BEAT) {
    last(downs).write(beat)
    await turns()
    await clock.advance(LINE_BEAT)
  }
  assert.deepEqual(
    probes.map(({ url }) => url),
    ['wss://sotto.example/wss', 'wss://sotto.example/wss'],
  )
  assert.deepEqual(codes, [])
  last(probes).onopen?.()
  await turns()
  assert.deepEqual(codes, [1006])
  assert.equal(last(paths), '/line/close')
})

test('closed by ourselves it says so to the server and nothing to whoever closed it', async () => {
  const { line, downs, codes, paths } = createWorld()
  await turns()
  line.close()
  await turns()
  assert.equal(downs[0]?.aborted(), true)
  assert.deepEqual([codes, last(paths)], [[], '/line/close'])
})
