// The one way randomness enters the cryptography: a port, handed in by whoever runs the client
// (PROTOCOL 1). A missing, constant or repeating source is refused before any key is made.
import { toHex } from '../../protocol/bytes.ts'

/** Gives `length` fresh unpredictable bytes, never the same array twice. */
export interface Random {
  bytes(length: number): Uint8Array
}

const DRAWS = 64
const DRAW_BYTES = 32
const BLOCK_BYTES = 8
const SAMPLE_BITS = DRAWS * DRAW_BYTES * 8
/** Eight standard deviations of a fair coin thrown 16,384 times: 8 x 64. */
const MAX_BIAS = 512

/** Draws and checks the length, so that a short answer never becomes a short key. */
export const draw = (random: Random, length: number): Uint8Array => {
  const drawn = random.bytes(length)
  if (!(drawn instanceof Uint8Array) || drawn.length !== length) {
    throw new Error('random source gave a wrong length')
  }
  return drawn
}

const countOnes = (bytes: Uint8Array): number => {
  let ones = 0
  for (const byte of bytes) for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1
  return ones
}

/**
 * Refuses a source that cannot be random: wrong lengths, a reused array, repeated 8-byte blocks
 * (constant, counting and short-period stubs) or a clear bias. Throws Error; the client must not start.
 */
export const checkRandom = (random: Random): void => {
  const seenArrays = new Set<Uint8Array>()
  const seenBlocks = new Set<string>()
  let ones = 0
  for (let count = 0; count < DRAWS; count++) {
    const drawn = draw(random, DRAW_BYTES)
    if (seenArrays.has(drawn)) throw new Error('random source reuses its array')
    seenArrays.add(drawn)
    for (let at = 0; at < DRAW_BYTES; at += BLOCK_BYTES) {
      const block = toHex(drawn.subarray(at, at + BLOCK_BYTES))
      if (seenBlocks.has(block)) throw new Error('random source repeats itself')
      seenBlocks.add(block)
    }
    ones += countOnes(drawn)
  }
  if (Math.abs(ones - SAMPLE_BITS / 2) > MAX_BIAS) throw new Error('random source is biased')
}
