// Second implementation: what lines are made of, PROTOCOL 3.4.
import { blob, flag, list, raw, struct, u16, u32, u8, union } from './shape.ts'

const frame = blob(1, 66_560)

export const lines = {
  openLine: union({
    receive: [0x21, struct({ version: u8 })],
    send: [0x22, struct({ version: u8, friendId: raw(16) })],
  }),
  lineOpened: struct({ line: raw(32) }),
  lineUp: struct({ received: u32, from: u32, frames: list(64, frame) }),
  lineDown: struct({ received: u32, stream: flag }),
  lineRecord: union({
    frame: [0x31, struct({ frame })],
    closed: [0x32, struct({ code: u16 })],
    beat: [0x33, struct({})],
  }),
}
