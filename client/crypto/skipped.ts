// Message keys kept for messages that have not come yet (PROTOCOL 9.2). Each is a row of its own beside
// its session; the ratchet reads them as a map in the order of storing, and returns what to add and what
// to remove. Chains are named by number, so that no row id contains a key.
import { decode, fixed, struct, u32, u53, type Codec, type Of } from '../../protocol/codec.ts'
import { ID_BYTES, KEY_BYTES, MAX_SKIPPED_STORED, SKIPPED_LIFE } from '../../protocol/limits.ts'
import { secret } from './secret.ts'

/** One skipped message key: chain number, message number, key, and when it was stored (ms). */
export const skippedKeyCodec = struct({
  sid: fixed(ID_BYTES),
  chain: u32,
  number: u32,
  key: secret('message', KEY_BYTES),
  stored: u53,
})
export type SkippedKey = Of<typeof skippedKeyCodec>

/** Reads a row, copied out of its memory; throws Malformed. */
export const decodeSkippedKey = (row: Uint8Array): SkippedKey =>
  decode<SkippedKey>(skippedKeyCodec satisfies Codec<SkippedKey>, Uint8Array.from(row))

/** The skipped keys of ONE session, oldest first, by `skippedName`. */
export type SkippedKeys = ReadonlyMap<string, SkippedKey>

/** Changes to the skipped keys that belong to the same commit as the session. */
export interface SkippedChange {
  readonly added: readonly SkippedKey[]
  readonly removed: readonly SkippedKey[]
}

/** The name of a skipped key within its session: contains no secret. */
export const skippedName = (chain: number, number: number): string => `${chain}/${number}`

/** Builds the map from rows in any order. */
export const skippedKeysOf = (rows: readonly SkippedKey[]): Map<string, SkippedKey> => {
  const sorted = rows.toSorted(
    (a, b) => a.stored - b.stored || a.chain - b.chain || a.number - b.number,
  )
  return new Map(sorted.map((row) => [skippedName(row.chain, row.number), row]))
}

/** Applies a change to a map in place: what the engine does after its commit. */
export const applySkipped = (keys: Map<string, SkippedKey>, change: SkippedChange): void => {
  for (const row of change.removed) keys.delete(skippedName(row.chain, row.number))
  for (const row of change.added) keys.set(skippedName(row.chain, row.number), row)
}

/** True once a skipped key has been kept for its whole life. A clock set back keeps it longer. */
export const isExpired = (row: SkippedKey, now: number): boolean => now - row.stored > SKIPPED_LIFE

/** The rows whose life is over, for a sweep. */
export const expiredSkipped = (keys: SkippedKeys, now: number): readonly SkippedKey[] =>
  [...keys.values()].filter((row) => isExpired(row, now))

/** What a step leaves behind: the used key, keys of forgotten chains, then the oldest above the bound. */
export const settleSkipped = (
  keys: SkippedKeys,
  added: readonly SkippedKey[],
  isGone: (row: SkippedKey) => boolean,
): SkippedChange => {
  const kept: SkippedKey[] = []
  const removed: SkippedKey[] = []
  for (const row of keys.values()) (isGone(row) ? removed : kept).push(row)
  const excess = kept.length + added.length - MAX_SKIPPED_STORED
  if (excess > 0) removed.push(...kept.slice(0, excess))
  return { added, removed }
}
