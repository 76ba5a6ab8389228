// The profile in memory and on the disk. Decisions read and write a draft; a commit seals the draft's rows
// and hands them to the disk as one transaction; only when that succeeded do they become the profile. The
// history (`message`) stays on the disk: a decision that asks for a row of it that is not at hand ends with
// Unread, and is made again when the row was read.
import { wipeReplaced, type Random } from '../crypto/index.ts'
import { TABLES, type Disk, type Range, type TableName, type Write } from './ports.ts'
import { createSealing, type Sealing } from './sealing.ts'
import type { Rows } from './tables.ts'

type Held = { readonly [T in TableName]: Map<string, Rows[T]> }
type Changed = { readonly [T in TableName]: Map<string, Rows[T] | undefined> }

/** A row of the history that has to be read from the disk before this decision can be made. */
export class Unread extends Error {
  readonly key: string
  constructor(key: string) {
    super('unread')
    this.name = 'Unread'
    this.key = key
  }
}

/** Rows of the history at hand between two decisions; beyond that all are read again. */
const AT_HAND = 512

/** The tables as one decision sees them: what is committed, with this decision's own changes on top. */
export interface Draft {
  /** Throws Unread for a row of `message` that is not at hand; never catch it. */
  get<T extends TableName>(table: T, key: string): Rows[T] | undefined
  put<T extends TableName>(table: T, key: string, row: Rows[T]): void
  delete(table: TableName, key: string): void
  /** Entries whose key starts with `prefix`; not for `message`. */
  entries<T extends TableName>(table: T, prefix?: string): [key: string, row: Rows[T]][]
  /** A draft on top of this one; `keep` folds it in. Dropping it undoes it. */
  nested(): Nested
}
export interface Nested extends Draft {
  keep(): void
}

/** The profile: committed rows and the way to change them. */
export interface Profile {
  readonly rows: Draft
  begin(): Draft
  /** One transaction; throws DiskFault and changes nothing. */
  commit(draft: Draft): Promise<void>
  /** Reads rows of the history, so that decisions and views have them at hand. */
  fetch(keys: readonly string[]): Promise<void>
  /** What `view` makes of the committed rows, with these of the history at hand. */
  viewing<T>(keys: readonly string[], view: () => T): Promise<T>
  /** Tells of every change of the history, once it is committed. */
  hear(listener: (rows: ReadonlyMap<string, Rows['message'] | undefined>) => void): void
  /** Rows of the history, straight from the disk. */
  history(range: Range): Promise<readonly (readonly [key: string, row: Rows['message']])[]>
}

const emptyMaps = <M>(): M => {
  const maps: Record<string, Map<string, unknown>> = {}
  for (const table of TABLES) maps[table] = new Map()
  return maps as M // one Map per table, by construction
}

const readOnly = (): never => {
  throw new Error('the profile changes through drafts only')
}

const overlay = (below: Draft, changed: Changed): Draft => {
  const draft: Draft = {
    get: (table, key) => {
      const rows = changed[table]
      return rows.has(key) ? rows.get(key) : below.get(table, key)
    },
    put: (table, key, row) => {
      changed[table].set(key, row)
    },
    delete: (table, key) => {
      changed[table].set(key, undefined)
    },
    entries: (table, prefix = '') => {
      const rows = changed[table]
      const found = below.entries(table, prefix).filter(([key]) => !rows.has(key))
      for (const [key, row] of rows) {
        if (row !== undefined && key.startsWith(prefix)) found.push([key, row])
      }
      return found
    },
    nested: () => {
      const inner = emptyMaps<Changed>()
      return {
        ...overlay(draft, inner),
        keep: () => {
          for (const table of TABLES) fold(inner, changed, table)
        },
      }
    },
  }
  return draft
}

const fold = <T extends TableName>(from: Changed, into: Changed, table: T): void => {
  for (const [key, row] of from[table]) into[table].set(key, row)
}

/** What is committed. Of the history only some rows are held; `absent`: keys known to have none. */
const committed = (held: Held, absent: ReadonlySet<string>): Draft => {
  const draft: Draft = {
    get: (table, key) => {
      const row = held[table].get(key)
      if (!row && table === 'message' && !absent.has(key)) throw new Unread(key)
      return row
    },
    put: readOnly,
    delete: readOnly,
    entries: (table, prefix = '') => {
      const found: [string, Rows[typeof table]][] = []
      for (const [key, row] of held[table]) if (key.startsWith(prefix)) found.push([key, row])
      return found
    },
    nested: readOnly,
  }
  return draft
}

/** Zeroes the keys that the sessions now durable do not have any more: what was opened stays closed. */
const wipeSessions = (held: Held['session'], changed: Changed['session']): void => {
  for (const [key, row] of changed) {
    const before = held.get(key)
    if (before) wipeReplaced(before.state, row?.state)
  }
}

/** Reads rows of the history that are not at hand. */
const createFetch =
  (
    disk: Disk,
    {
      held,
      absent,
      open,
    }: {
      readonly held: Held['message']
      readonly absent: Set<string>
      readonly open: Sealing['open']
    },
  ): Profile['fetch'] =>
  async (keys) => {
    for (const key of keys) {
      if (held.has(key) || absent.has(key)) continue
      // Nothing sorts between a key and that key with a zero letter behind it.
      const range = { after: key.slice(0, -1), before: `${key}\0`, backwards: true, limit: 1 }
      const [found] = await disk.scan('message', range)
      if (found?.key !== key) absent.add(key)
      else held.set(key, open('message', key, found.value)[1])
    }
  }

const viewing = async <T>(
  fetch: Profile['fetch'],
  keys: readonly string[],
  view: () => T,
): Promise<T> => {
  await fetch(keys)
  try {
    return view()
  } catch (error) {
    // A batch that began meanwhile may have dropped them.
    if (!(error instanceof Unread)) throw error
    return viewing(fetch, [...keys, error.key], view)
  }
}

/** Opens the profile behind a data key (32 bytes). Throws Malformed when a row does not open under it. */
export const openProfile = async (
  disk: Disk,
  dataKey: Uint8Array,
  random: Random,
): Promise<Profile> => {
  const held = emptyMaps<Held>()
  const { diskKey, seal, open } = createSealing(dataKey, random)
  const load = async <T extends TableName>(table: T): Promise<void> => {
    for (const { key, value } of await disk.scan(table)) {
      const [name, row] = open(table, key, value)
      held[table].set(name, row)
    }
  }
  for (const table of TABLES) if (table !== 'message') await load(table)

  const drafts = new WeakMap<Draft, Changed>()
  const writesOf = <T extends TableName>(table: T, changed: Changed): Write[] =>
    [...changed[table]].map(([key, row]) => ({
      table,
      key: diskKey(table, key),
      value: row === undefined ? undefined : seal(table, key, row),
    }))
  const adopt = <T extends TableName>(table: T, changed: Changed): void => {
    if (table === 'session') wipeSessions(held.session, changed.session)
    for (const [key, row] of changed[table]) {
      if (row === undefined) held[table].delete(key)
      else held[table].set(key, row)
      if (table !== 'message') continue
      if (row === undefined) absent.add(key)
      else absent.delete(key)
    }
  }
  let heard: Parameters<Profile['hear']>[0] = () => undefined
  const absent = new Set<string>()
  const rows = committed(held, absent)
  const fetch = createFetch(disk, { held: held.message, absent, open })
  return {
    rows,
    fetch,
    viewing: (keys, view) => viewing(fetch, keys, view),
    begin: () => {
      if (held.message.size + absent.size > AT_HAND) {
        held.message.clear()
        absent.clear()
      }
      const changed = emptyMaps<Changed>()
      const draft = overlay(rows, changed)
      drafts.set(draft, changed)
      return draft
    },
    commit: async (draft) => {
      const changed = drafts.get(draft)
      if (!changed) throw new Error('not a draft of this profile')
      const writes = TABLES.flatMap((table) => writesOf(table, changed))
      if (writes.length > 0) await disk.commit(writes)
      for (const table of TABLES) adopt(table, changed)
      if (changed.message.size > 0) heard(changed.message)
    },
    hear: (listener) => {
      heard = listener
    },
    history: async (range) =>
      (await disk.scan('message', range)).map(({ key, value }) => open('message', key, value)),
  }
}
