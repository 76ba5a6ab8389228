// Chance from a seed (sfc32), split by name: a draw more in one part of the world shifts no other part, so a
// story stays the same story while it is shortened.

/** A seeded source. All numbers follow from the seed and the order of the draws. */
export interface Chance {
  /** 0 up to, not including, 1. */
  unit(): number
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
  /** True with this probability. */
  maybe(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  bytes(length: number): Uint8Array
  /** A source of its own, by name. */
  split(name: string): Chance
}

const hashOf = (text: string): [number, number, number, number] => {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667]
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    a = Math.imul(a ^ letter, 597399067) ^ b
    b = Math.imul(b ^ letter, 2869860233) ^ c
    c = Math.imul(c ^ letter, 951274213) ^ d
    d = Math.imul(d ^ letter, 2716044179) ^ a
  }
  return [a | 0, b | 0, c | 0, d | 0]
}

/** The source of a seed. */
export const createChance = (seed: string): Chance => {
  let [a, b, c, d] = hashOf(seed)
  const word = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let warm = 0; warm < 12; warm++) word()
  const unit = (): number => word() / 2 ** 32
  const below = (most: number): number => Math.floor(unit() * most)
  return {
    unit,
    below,
    maybe: (probability) => unit() < probability,
    pick: (choices) => {
      const found = choices[below(choices.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
    bytes: (length) => {
      const drawn = new Uint8Array(length)
      for (let at = 0; at < length; at += 4) {
        let left = word()
        for (let offset = at; offset < Math.min(at + 4, length); offset++, left >>>= 8) {
          drawn[offset] = left & 0xff
        }
      }
      return drawn
    },
    split: (name) => createChance(`${seed}/${name}`),
  }
}
