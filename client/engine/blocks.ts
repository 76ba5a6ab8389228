// Sets of small values kept many to a row: one row write for each value added, one row for 64 of them. Full
// rows never change, so their lookup index is built once.
import { toHex } from '../../protocol/bytes.ts'
import type { Draft } from './rows.ts'
import { BLOCK } from './tables.ts'

/** Blocks from `from` (oldest kept) to `to` (being filled). */
export interface Blocks {
  readonly table: 'known' | 'seen'
  readonly prefix: string
  readonly width: number
  readonly from: number
  readonly to: number
}

const indexes = new WeakMap<object, ReadonlySet<string>>()

const indexOf = (row: { readonly values: Uint8Array }, width: number): ReadonlySet<string> => {
  const made = indexes.get(row)
  if (made) return made
  const index = new Set<string>()
  for (let at = 0; at < row.values.length; at += width) {
    index.add(toHex(row.values.subarray(at, at + width)))
  }
  indexes.set(row, index)
  return index
}

const rowKey = (blocks: Blocks, block: number): string => `${blocks.prefix}/${block}`

/** True when `value` was added and not forgotten since. */
export const hasValue = (draft: Draft, blocks: Blocks, value: Uint8Array): boolean => {
  const wanted = toHex(value)
  for (let block = blocks.to; block >= blocks.from; block--) {
    const row = draft.get(blocks.table, rowKey(blocks, block))
    if (row && indexOf(row, blocks.width).has(wanted)) return true
    if (block === 0) break
  }
  return false
}

/** Adds a value and gives the new bounds. */
export const addValue = (
  draft: Draft,
  blocks: Blocks,
  value: Uint8Array,
  now: number,
): Pick<Blocks, 'from' | 'to'> => {
  const current = draft.get(blocks.table, rowKey(blocks, blocks.to))
  const full = current !== undefined && current.values.length >= BLOCK * blocks.width
  const to = full ? blocks.to + 1 : blocks.to
  const before = full || !current ? new Uint8Array(0) : current.values
  const values = new Uint8Array(before.length + blocks.width)
  values.set(before)
  values.set(value, before.length)
  draft.put(blocks.table, rowKey(blocks, to), { values, time: now })
  return { from: blocks.from, to }
}

/** Drops the oldest blocks while `isOld` says so; the one being filled stays. Gives the new lower bound. */
export const dropBlocks = (
  draft: Draft,
  blocks: Blocks,
  isOld: (block: number, time: number) => boolean,
): number => {
  let from = blocks.from
  while (from < blocks.to) {
    const row = draft.get(blocks.table, rowKey(blocks, from))
    if (row && !isOld(from, row.time)) break
    draft.delete(blocks.table, rowKey(blocks, from))
    from += 1
  }
  return from
}
