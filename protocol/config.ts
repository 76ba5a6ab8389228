// What a client asks first (PROTOCOL 4): a file of its own, because nothing else of the routes is needed then.
import { bytes, struct, text, u8, type Of } from './codec.ts'

/** GET /config: what a client may not guess. */
export const config = struct({
  versionMin: u8,
  versionMax: u8,
  publicUrl: text(255),
  wssUrl: text(255),
  build: bytes(32),
})
export type Config = Of<typeof config>
