// Second implementation: the WebSocket frames of PROTOCOL 3, by direction.
// A frame is one tag byte and its fields, read whole.
import { blob, list, raw, ruled, struct, u16, u32, u53, u8, union } from './shape.ts'

const channel = u16
const none = struct({})
const top = 2 ** 40 - 1
const seq = ruled(u53, (value) => value >= 1 && value <= top, 'seq out of range')
const envelope = blob(1, 65_536)

const ping = [0x04, none] as const
const pong = [0x87, none] as const
const version = [0x88, struct({ min: u8, max: u8 })] as const

export const fromSender = union({
  attach: [0x01, struct({ version: u8, channel, friendId: raw(16), sendToken: raw(32) })],
  send: [0x02, struct({ channel, seq, flags: u8, envelope })],
  volatile: [0x03, struct({ channel, data: raw(256) })],
  ping,
  detach: [0x05, struct({ channel })],
})

export const toSender = union({
  attached: [
    0x81,
    struct({ channel, storeEpoch: raw(16), high: u53, digest: raw(16), expiredUpTo: u53 }),
  ],
  refused: [0x82, struct({ channel, code: u16 })],
  stored: [0x83, struct({ channel, upTo: u53 })],
  conflict: [0x84, struct({ channel, high: u53 })],
  rejected: [0x85, struct({ channel, seq: u53, code: u16 })],
  superseded: [0x86, struct({ channel })],
  pong,
  version,
})

export const fromReceiver = union({
  login: [0x11, struct({ version: u8, inboxId: raw(16), signature: raw(64) })],
  ack: [0x12, struct({ storeEpoch: raw(16), upTo: u53 })],
  ping,
})

export const toReceiver = union({
  challenge: [0x91, struct({ nonce: raw(32) })],
  welcome: [
    0x92,
    struct({
      storeEpoch: raw(16),
      ackedUpTo: u53,
      head: u53,
      pending: u32,
      houseKey: raw(32),
      prekeyIds: list(100, u32),
    }),
  ],
  deliver: [0x93, struct({ seq: u53, friendId: raw(16), envelope })],
  volatile: [0x94, struct({ friendId: raw(16), data: raw(256) })],
  pong,
  version,
})
