// Some hundred messages as a search wants them: their folded texts in one string, where each begins, and their
// orders and times beside. Small, and scanned as fast as the run time scans a string.
import type { Terms } from './search-terms.ts'

/** One message of the history, folded. */
export interface Entry {
  readonly order: string
  readonly text: string
  readonly time: number
}

export interface Block {
  readonly text: string
  /** Where each text begins, and one more for the end. */
  readonly starts: Uint32Array
  readonly orders: string
  readonly orderStarts: Uint32Array
  readonly times: Float64Array
  /** Messages that are not there any more, or not like this. */
  readonly gone: Set<number>
}

// Stands in no folded text: blanks of all kinds are one blank there.
const BETWEEN = '\n'

const startsOf = (parts: readonly string[], between: number): Uint32Array => {
  const starts = new Uint32Array(parts.length + 1)
  parts.forEach((part, at) => {
    starts[at + 1] = (starts[at] ?? 0) + part.length + between
  })
  return starts
}

/** Packs messages, given in their order. */
export const packBlock = (entries: readonly Entry[]): Block => {
  const texts = entries.map(({ text }) => text)
  const orders = entries.map(({ order }) => order)
  return {
    text: texts.join(BETWEEN),
    starts: startsOf(texts, BETWEEN.length),
    orders: orders.join(''),
    orderStarts: startsOf(orders, 0),
    times: Float64Array.from(entries, ({ time }) => time),
    gone: new Set(),
  }
}

/** The order of the `at`-th message. */
export const orderIn = ({ orders, orderStarts }: Block, at: number): string =>
  orders.slice(orderStarts[at], orderStarts[at + 1])

/** First place in `[0, count)` for which `isBehind` holds, else `count`; it holds from some place on. */
const firstWhere = (count: number, isBehind: (at: number) => boolean): number => {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBehind(middle)) high = middle
    else low = middle + 1
  }
  return low
}

const placeOf = (block: Block, order: string): number | undefined => {
  const count = block.times.length
  const at = firstWhere(count, (one) => orderIn(block, one) >= order)
  return at < count && orderIn(block, at) === order ? at : undefined
}

export const holdsOrder = (block: Block, order: string): boolean =>
  placeOf(block, order) !== undefined

/** Notes that a message is not as it was packed. */
export const dropFrom = (block: Block, order: string): void => {
  const at = placeOf(block, order)
  if (at !== undefined) block.gone.add(at)
}

/** Which messages have every word, newest first. */
export const matchesIn = (block: Block, [rarest = '', ...others]: Terms): readonly number[] => {
  const { text, starts, times, gone } = block
  const found: number[] = []
  if (rarest === '') return found
  let hit = text.indexOf(rarest)
  while (hit >= 0) {
    const place = hit
    const at = firstWhere(times.length, (one) => (starts[one + 1] ?? 0) > place)
    const end = starts[at + 1] ?? text.length
    const whole = others.length === 0 ? '' : text.slice(starts[at], end)
    if (!gone.has(at) && others.every((term) => whole.includes(term))) found.push(at)
    hit = text.indexOf(rarest, end)
  }
  return found.reverse()
}
