// WebSocket frames by hand (RFC 6455 5.2), well made or not, and what a server says to them.
import type { TLSSocket } from 'node:tls'
import { rawConnect } from './raw.ts'

/** One frame; what is left out is as it should be for a client. */
export interface FrameWish {
  readonly fin?: boolean
  /** The three reserved bits, 0 to 7. */
  readonly rsv?: number
  readonly opcode?: number
  readonly masked?: boolean
  readonly mask?: Buffer
  /** 7, 16 or 64 bits of length; the shortest unless given. */
  readonly width?: 7 | 16 | 64
  /** The length that is stated, when it is not the true one. */
  readonly stated?: bigint
  readonly payload?: Buffer
}

const head = (first: number, second: number, length: bigint, width: 7 | 16 | 64): Buffer => {
  if (width === 7) return Buffer.of(first, second | Number(length))
  const bytes = Buffer.alloc(width === 16 ? 4 : 10)
  bytes[0] = first
  bytes[1] = second | (width === 16 ? 126 : 127)
  if (width === 16) bytes.writeUInt16BE(Number(length), 2)
  else bytes.writeBigUInt64BE(length, 2)
  return bytes
}

const widthFor = (length: bigint): 7 | 16 | 64 => {
  if (length < 126n) return 7
  return length < 65_536n ? 16 : 64
}

/** The bytes of a frame. */
export const frameOf = (wish: FrameWish): Buffer => {
  const { fin = true, rsv = 0, opcode = 2, masked = true, payload = Buffer.alloc(0) } = wish
  const { mask = Buffer.of(1, 2, 3, 4), stated = BigInt(payload.length) } = wish
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const start = head(first, masked ? 0x80 : 0, stated, wish.width ?? widthFor(stated))
  if (!masked) return Buffer.concat([start, payload])
  return Buffer.concat([start, mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))])
}

/** `ping` of PROTOCOL 3.1 as a message, and the server’s answer to it. */
export const APP_PING = frameOf({ payload: Buffer.of(0x04) })
const APP_PONG = 0x87

/** Upgrades on this port; resolves once the server agreed. What came after its answer is `rest`. */
export const rawUpgrade = async (
  port: number,
  path: string,
): Promise<{ readonly socket: TLSSocket; readonly rest: Buffer }> => {
  const socket = await rawConnect(port)
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  )
  let answer: Buffer = Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    const take = (part: Buffer): void => {
      answer = Buffer.concat([answer, part])
      const end = answer.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', take)
      socket.pause()
      if (answer.toString('latin1').startsWith('HTTP/1.1 101 '))
        resolve({ socket, rest: answer.subarray(end + 4) })
      else reject(new Error(`no upgrade: ${answer.toString('latin1').slice(0, 40)}`))
    }
    socket.on('data', take)
    socket.once('close', () => reject(new Error('no upgrade')))
  })
}

/** What a server's frame says, in a word. */
const wordOf = (opcode: number, payload: Buffer): string => {
  if (opcode === 8) return `close ${payload.length < 2 ? 'none' : payload.readUInt16BE(0)}`
  if (opcode === 10) return `pong ${payload.toString('hex')}`
  return opcode === 2 && payload[0] === APP_PONG ? 'alive' : `frame ${opcode}`
}

/** Words for the frames at the start of `bytes`, and what is left over. */
const readWords = (bytes: Buffer): { readonly words: string[]; readonly rest: Buffer } => {
  const words: string[] = []
  let at = 0
  while (bytes.length >= at + 2) {
    const short = (bytes[at + 1] ?? 0) & 0x7f
    const start = at + (short < 126 ? 2 : 4)
    if (bytes.length < start) break
    const length = short < 126 ? short : bytes.readUInt16BE(at + 2)
    if (bytes.length < start + length) break
    words.push(wordOf((bytes[at] ?? 0) & 15, bytes.subarray(start, start + length)))
    at = start + length
  }
  return { words, rest: bytes.subarray(at) }
}

/** What the server says to these pieces, each written by itself, until it answers a ping, closes or is gone. */
export const hearAfter = async (
  port: number,
  path: string,
  pieces: readonly Buffer[],
): Promise<string> => {
  const { socket, rest } = await rawUpgrade(port, path)
  let left: Buffer = rest
  const words: string[] = []
  const done = new Promise<void>((resolve) => {
    const look = (): void => {
      const read = readWords(left)
      left = read.rest
      words.push(...read.words)
      if (words.some((word) => word === 'alive' || word.startsWith('close'))) resolve()
    }
    socket.on('data', (part: Buffer) => {
      left = Buffer.concat([left, part])
      look()
    })
    socket.once('close', () => {
      words.push('gone')
      resolve()
    })
    look()
  })
  socket.resume()
  for (const piece of pieces) socket.write(piece)
  await done
  socket.destroy()
  return words.join(', ')
}
