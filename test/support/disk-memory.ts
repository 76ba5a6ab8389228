// A profile's storage in memory with the promises of the real ones: a commit is there as a whole or not at
// all, older writers are fenced, and a crash keeps committed rows and nothing else. Faults are injected.
import {
  DiskFault,
  TABLES,
  type Disk,
  type DiskFaultKind,
  type Range,
  type Row,
  type TableName,
  type Write,
} from '../../client/engine/ports.ts'

type Tables = ReadonlyMap<TableName, Map<string, Uint8Array>>

/** The storage itself; it outlives the writers that open it. */
export interface DiskMemory {
  /** Raises the fencing number and opens: earlier writers are `fenced` from here on. */
  open(): Disk
  /** What every later commit fails with; undefined heals. */
  fail(kind: DiskFaultKind | undefined): void
  /**
   * The process dies: no open Disk answers again. A commit under way is lost, or with `kept` it has
   * reached the storage although nobody was told.
   */
  crash(underWay?: 'lost' | 'kept'): void
  /** All rows of a table, for assertions. */
  rows(table: TableName): readonly Row[]
  /** Commits that have reached the storage. */
  commits(): number
  /** A copy of all rows as a storage of its own: a cloned or restored profile. */
  clone(): DiskMemory
}

/** What a DiskMemory may be made with. */
export interface DiskMemoryOptions {
  /** How long a commit or scan takes; one turn of the microtask queue unless given. */
  readonly pause?: () => Promise<void>
  readonly tables?: Tables
}

const copy = (value: Uint8Array): Uint8Array => new Uint8Array(value)

const empty = (): Tables => new Map(TABLES.map((table) => [table, new Map()]))

const rowsOf = (tables: Tables, table: TableName): Row[] =>
  [...(tables.get(table) ?? [])]
    .map(([key, value]) => ({ key, value: copy(value) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))

const inRange = (rows: Row[], { after, before, limit, backwards }: Range): readonly Row[] => {
  const wanted = rows.filter(
    ({ key }) => (after === undefined || key > after) && (before === undefined || key < before),
  )
  if (backwards === true) wanted.reverse()
  return limit === undefined ? wanted : wanted.slice(0, Math.max(0, limit))
}

const apply = (tables: Tables, writes: readonly Write[]): void => {
  for (const { table, key, value } of writes) {
    if (value === undefined) tables.get(table)?.delete(key)
    else tables.get(table)?.set(key, value)
  }
}

/** Makes an empty storage. */
export const createDiskMemory = (options: DiskMemoryOptions = {}): DiskMemory => {
  const { pause = () => Promise.resolve(), tables = empty() } = options
  const never = new Promise<never>(() => undefined)
  let fence = 0
  let life = 0
  let commits = 0
  let fault: DiskFaultKind | undefined
  // Commits that have not reached the storage, oldest first: they reach it in this order.
  let underWay: { readonly writes: readonly Write[]; readonly fence: number }[] = []
  let turn: Promise<void> = Promise.resolve()

  const land = (commit: { readonly writes: readonly Write[]; readonly fence: number }): void => {
    if (commit.fence !== fence) throw new DiskFault('fenced')
    if (fault !== undefined) throw new DiskFault(fault)
    apply(tables, commit.writes)
    commits++
  }
  const commitAs = async (own: number, writes: readonly Write[]): Promise<void> => {
    const bornIn = life
    // Taken now: the caller may reuse its buffers.
    const entry = {
      fence: own,
      writes: writes.map((write) => ({ ...write, value: write.value && copy(write.value) })),
    }
    underWay.push(entry)
    const mine = turn.then(async () => {
      await pause()
      if (bornIn !== life) return
      underWay = underWay.filter((other) => other !== entry)
      land(entry)
    })
    turn = mine.catch(() => undefined)
    await mine
    if (bornIn !== life) await never
  }
  const openAs = (own: number): Disk => {
    const bornIn = life
    let closed = false
    const check = (): void => {
      if (closed) throw new DiskFault('broken')
    }
    return {
      scan: async (table, range = {}) => {
        check()
        if (bornIn !== life) await never
        await turn
        await pause()
        if (bornIn !== life) await never
        return inRange(rowsOf(tables, table), range)
      },
      commit: async (writes) => {
        check()
        if (bornIn !== life) await never
        await commitAs(own, writes)
      },
      close: async () => {
        closed = true
      },
    }
  }
  return {
    open: () => openAs(++fence),
    fail: (kind) => {
      fault = kind
    },
    crash: (fate = 'lost') => {
      const left = underWay
      underWay = []
      turn = Promise.resolve()
      life++
      if (fate === 'lost') return
      for (const entry of left) if (entry.fence === fence && fault === undefined) land(entry)
    },
    rows: (table) => rowsOf(tables, table),
    commits: () => commits,
    clone: () => {
      const copies = TABLES.map(
        (table) =>
          [table, new Map(rowsOf(tables, table).map((row) => [row.key, row.value]))] as const,
      )
      return createDiskMemory({ ...options, tables: new Map(copies) })
    },
  }
}
