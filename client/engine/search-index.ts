// What was read of the history for searching, conversation by conversation from the newest message back. It
// follows every commit, so that what is found is what is there. All of it is plaintext: it lives in memory
// only, and `forget` drops it.
import type { Range } from './ports.ts'
import { dropFrom, holdsOrder, packBlock, type Block, type Entry } from './search-block.ts'
import { fold } from './search-fold.ts'
import type { MessageRow } from './tables.ts'

/** Messages read at a time: few at first, so that something can be found at once. */
export const FIRST_BLOCK = 64
export const FULL_BLOCK = 512

type KeyedRow = readonly [key: string, row: MessageRow]

export interface IndexParts {
  readonly history: (range: Range) => Promise<readonly KeyedRow[]>
  /** The words of a message as people see them. */
  readonly wordsOf: (row: MessageRow) => string
}

export interface SearchIndex {
  /** The `n`-th block of a conversation from the newest back; undefined behind the last. Reads it when need be. */
  block(person: string, n: number): Block | undefined | Promise<Block | undefined>
  /** What came or changed since its blocks were read. */
  fresh(person: string): readonly Block[]
  /** Rows that were committed; undefined: deleted. */
  changed(rows: Iterable<readonly [key: string, row: MessageRow | undefined]>): void
  forget(): void
}

/** One conversation. */
interface Lane {
  readonly blocks: Block[]
  /** What was packed of what came later. */
  readonly packed: Block[]
  readonly loose: Map<string, Entry>
  /** Everything from this key on was read. */
  below: string
  complete: boolean
  reading: Promise<void> | undefined
  /** Orders that changed while a block is being read: that block has them as they were. */
  readonly touched: Set<string>
}

// '0' follows '/': the end of this person's keys.
const createLane = (person: string): Lane => ({
  blocks: [],
  packed: [],
  loose: new Map(),
  below: `${person}0`,
  complete: false,
  reading: undefined,
  touched: new Set(),
})

const byOrder = (a: Entry, b: Entry): number => (a.order < b.order ? -1 : 1)

const packLoose = ({ loose }: Lane): Block => packBlock([...loose.values()].toSorted(byOrder))

/** Whether this message came or changed after what is read now: then it is known better. */
const isNewer = (lane: Lane, order: string): boolean =>
  lane.touched.has(order) ||
  lane.loose.has(order) ||
  lane.packed.some((block) => holdsOrder(block, order))

const note = (lane: Lane, order: string, entry: Entry | undefined): void => {
  if (lane.reading) lane.touched.add(order)
  for (const block of lane.blocks) dropFrom(block, order)
  for (const block of lane.packed) dropFrom(block, order)
  lane.loose.delete(order)
  if (entry) lane.loose.set(order, entry)
  if (lane.loose.size < FULL_BLOCK) return
  lane.packed.push(packLoose(lane))
  lane.loose.clear()
}

/** An index in which nothing is read yet. */
export const createSearchIndex = ({ history, wordsOf }: IndexParts): SearchIndex => {
  const lanes = new Map<string, Lane>()
  const laneOf = (person: string): Lane => {
    const lane = lanes.get(person) ?? createLane(person)
    lanes.set(person, lane)
    return lane
  }
  const entryOf = (order: string, row: MessageRow): Entry | undefined => {
    const text = fold(wordsOf(row))
    return text === '' ? undefined : { order, text, time: row.time }
  }
  const read = async (person: string, lane: Lane): Promise<void> => {
    const limit = lane.blocks.length === 0 ? FIRST_BLOCK : FULL_BLOCK
    const range = { after: `${person}/`, before: lane.below, limit, backwards: true }
    const rows = await history(range)
    const entries = rows.flatMap(([key, row]) => {
      const order = key.slice(person.length + 1)
      return isNewer(lane, order) ? [] : (entryOf(order, row) ?? [])
    })
    lane.blocks.push(packBlock(entries.reverse()))
    lane.below = rows.at(-1)?.[0] ?? lane.below
    lane.complete = rows.length < limit
  }
  const readOnce = (person: string, lane: Lane): Promise<void> =>
    (lane.reading ??= read(person, lane).finally(() => {
      lane.reading = undefined
      lane.touched.clear()
    }))
  return {
    block: (person, n) => {
      const lane = laneOf(person)
      if (n < lane.blocks.length || lane.complete) return lane.blocks[n]
      return readOnce(person, lane).then(() => lane.blocks[n])
    },
    fresh: (person) => {
      const lane = laneOf(person)
      return lane.loose.size === 0 ? lane.packed : [packLoose(lane), ...lane.packed]
    },
    changed: (rows) => {
      for (const [key, row] of rows) {
        const slash = key.indexOf('/')
        // A conversation that was never searched is read when it is.
        const lane = lanes.get(key.slice(0, slash))
        const order = key.slice(slash + 1)
        if (lane) note(lane, order, row && entryOf(order, row))
      }
    },
    forget: () => lanes.clear(),
  }
}
