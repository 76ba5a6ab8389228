// Changes to inputs, drawn from a seed: the same seed makes the same inputs on every machine.

/** A source of numbers below a bound, from a seed (mulberry32). */
export interface Dice {
  below(bound: number): number
  pick<T>(from: readonly T[]): T
}

export const diceOf = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (bound: number): number => (bound <= 1 ? 0 : next() % bound)
  return {
    below,
    pick: (from) => {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new RangeError('nothing to pick from')
      return picked
    },
  }
}

const EDGES = [0, 1, 2, 5, 0x10, 0x1f, 0x20, 0x40, 0x7f, 0x80, 0xc0, 0xe0, 0xf0, 0xfe, 0xff]
const WIDTHS = [1, 2, 4, 8]
const STEPS = [-2, -1, 1, 2]

const insert = (input: Uint8Array, at: number, piece: Uint8Array): Uint8Array => {
  const longer = new Uint8Array(input.length + piece.length)
  longer.set(input.subarray(0, at))
  longer.set(piece, at)
  longer.set(input.subarray(at), at + piece.length)
  return longer
}

const remove = (input: Uint8Array, at: number, length: number): Uint8Array => {
  const shorter = new Uint8Array(input.length - length)
  shorter.set(input.subarray(0, at))
  shorter.set(input.subarray(at + length), at)
  return shorter
}

const noise = (dice: Dice, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => dice.below(256))

type Change = (input: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array

const at = (input: Uint8Array, dice: Dice): number => dice.below(input.length)
const withByte = (input: Uint8Array, place: number, byte: number): Uint8Array => {
  const changed = Uint8Array.from(input)
  if (place < changed.length) changed[place] = byte
  return changed
}

const changes: readonly Change[] = [
  (input, dice) => {
    const place = at(input, dice)
    return withByte(input, place, (input[place] ?? 0) ^ (1 << dice.below(8)))
  },
  (input, dice) => withByte(input, at(input, dice), dice.pick(EDGES)),
  (input, dice) => withByte(input, at(input, dice), dice.below(256)),
  (input, dice) => {
    const place = at(input, dice)
    return withByte(input, place, ((input[place] ?? 0) + dice.pick(STEPS)) & 0xff)
  },
  // A whole number at once: all ones, all zeros, or one bit.
  (input, dice) => {
    const width = dice.pick(WIDTHS)
    const changed = Uint8Array.from(input)
    const place = at(input, dice)
    const fill = dice.pick([0, 0xff])
    for (let byte = 0; byte < width && place + byte < changed.length; byte++) {
      changed[place + byte] = fill
    }
    return changed
  },
  (input, dice) => insert(input, dice.below(input.length + 1), noise(dice, 1 + dice.below(8))),
  (input, dice) => {
    const length = Math.min(input.length, 1 + dice.below(16))
    return remove(input, dice.below(input.length - length + 1), length)
  },
  (input, dice) => input.slice(0, dice.below(input.length + 1)),
  // A piece of the input, or of another one, laid in or over.
  (input, dice, other) => {
    const length = Math.min(other.length, 1 + dice.below(64))
    const from = dice.below(other.length - length + 1)
    return insert(input, dice.below(input.length + 1), other.slice(from, from + length))
  },
  (input, dice, other) => {
    const changed = Uint8Array.from(input)
    const place = at(input, dice)
    changed.set(other.subarray(0, Math.min(other.length, changed.length - place)), place)
    return changed
  },
]

/** One to four changes of an input; at most `longest` bytes come out. */
export const mutate = (
  input: Uint8Array,
  other: Uint8Array,
  dice: Dice,
  longest: number,
): Uint8Array => {
  let changed = input
  for (let rest = 1 + dice.below(4); rest > 0; rest--) {
    changed = dice.pick(changes)(changed, dice, other)
  }
  return changed.length > longest ? changed.slice(0, longest) : changed
}
