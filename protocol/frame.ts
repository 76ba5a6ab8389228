// What client and server say to each other over the two WebSocket routes (PROTOCOL 3): one frame per
// binary message. `/wss/:friendId` sends and never learns who sends; `/wss` receives after a login.
import { bytes, fixed, list, oneOf, u16, u32, u53, u8, type Of } from './codec.ts'
import {
  DIGEST_BYTES,
  HOUSE_KEY_BYTES,
  ID_BYTES,
  MAX_ENVELOPE,
  MAX_PAIRS_STORED,
  NONCE_BYTES,
  SIGNATURE_BYTES,
  TOKEN_BYTES,
  VOLATILE_BYTES,
} from './limits.ts'

const id = fixed(ID_BYTES)
const channel = u16
const envelope = bytes(MAX_ENVELOPE, 1)
const version = { min: u8, max: u8 }

/** Client to server on `/wss/:friendId`. */
export const senderFrame = oneOf({
  attach: [0x01, { version: u8, channel, friendId: id, sendToken: fixed(TOKEN_BYTES) }],
  send: [0x02, { channel, seq: u53, flags: u8, envelope }],
  volatile: [0x03, { channel, data: fixed(VOLATILE_BYTES) }],
  ping: [0x04, {}],
  detach: [0x05, { channel }],
})
export type SenderFrame = Of<typeof senderFrame>

/** Bit 0 of `send.flags`: this is for a person, the server may wake the device. */
export const FLAG_WAKE = 1

/** Server to client on `/wss/:friendId`. `stored` is cumulative; `rejected` stops its channel at `seq`. */
export const senderAnswer = oneOf({
  attached: [
    0x81,
    { channel, storeEpoch: id, high: u53, digest: fixed(DIGEST_BYTES), expiredUpTo: u53 },
  ],
  refused: [0x82, { channel, code: u16 }],
  stored: [0x83, { channel, upTo: u53 }],
  conflict: [0x84, { channel, high: u53 }],
  rejected: [0x85, { channel, seq: u53, code: u16 }],
  superseded: [0x86, { channel }],
  pong: [0x87, {}],
  version: [0x88, version],
})
export type SenderAnswer = Of<typeof senderAnswer>

/** Client to server on `/wss`. `ack` is cumulative. */
export const receiverFrame = oneOf({
  login: [0x11, { version: u8, inboxId: id, signature: fixed(SIGNATURE_BYTES) }],
  ack: [0x12, { storeEpoch: id, upTo: u53 }],
  ping: [0x04, {}],
})
export type ReceiverFrame = Of<typeof receiverFrame>

/** Server to client on `/wss`. `challenge` comes first, unasked. */
export const receiverAnswer = oneOf({
  challenge: [0x91, { nonce: fixed(NONCE_BYTES) }],
  welcome: [
    0x92,
    {
      storeEpoch: id,
      ackedUpTo: u53,
      head: u53,
      pending: u32,
      houseKey: fixed(HOUSE_KEY_BYTES),
      prekeyIds: list(u32, MAX_PAIRS_STORED),
    },
  ],
  deliver: [0x93, { seq: u53, friendId: id, envelope }],
  volatile: [0x94, { friendId: id, data: fixed(VOLATILE_BYTES) }],
  pong: [0x87, {}],
  version: [0x88, version],
})
export type ReceiverAnswer = Of<typeof receiverAnswer>
