// The fourteen Ed25519 encodings of small order (PROTOCOL 6): seven y coordinates, each with either sign
// bit. Under such a public key one signature is valid for many messages, so they are refused at import.
import { equalBytes, fromHex } from '../../protocol/bytes.ts'

const SMALL_Y: readonly Uint8Array[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((hex) => fromHex(hex) ?? new Uint8Array())

/** True for the fourteen 32-byte encodings of small order, canonical or not. */
export const isSmallOrder = (key: Uint8Array): boolean => {
  const y = key.slice()
  y[31] = (y[31] ?? 0) & 0x7f
  return SMALL_Y.some((small) => equalBytes(small, y))
}
