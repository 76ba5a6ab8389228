// Reads a server's data folder as somebody would who took the disk: every byte of every file, pages that were
// freed and the write-ahead log among them, and every row of every table. Says in sentences what it found
// that should not be there. It knows what to look for, and which columns there may be and what may stand in
// them: a table or column that is new is a finding too, until somebody has thought about it here.
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { paddedLengthIn } from '../../protocol/blob.ts'
import { DAY, FRAME_SIZES } from '../../protocol/limits.ts'
import { freshFolder, removeFolder } from '../support/server.ts'
import { searchFor, type Search } from './search.ts'

/** What there was, and what nobody may find. Times in milliseconds since 1970. */
export interface Known {
  readonly from: number
  readonly until: number
  /** Names, labels, texts. */
  readonly words: readonly string[]
  /** Private and symmetric keys, tokens, and public keys of accounts and devices. */
  readonly secrets: readonly Buffer[]
  /** Every envelope that was sent. */
  readonly envelopes: readonly Buffer[]
  readonly inboxes: readonly {
    readonly inboxId: Buffer
    readonly loginKey: Buffer
    readonly friendIds: readonly Buffer[]
  }[]
  readonly log: string
}

type Value = number | string | Buffer | null
type Row = Readonly<Record<string, Value>>
type Rule = (value: Value, known: Known) => boolean

const bytes =
  (...sizes: readonly number[]): Rule =>
  (value) =>
    Buffer.isBuffer(value) && sizes.includes(value.length)
const integer = (value: Value): value is number => Number.isSafeInteger(value)
const SPAN = 40

/** A day number of about then, or none: no hour, no minute. */
const day: Rule = (value, { from, until }) =>
  integer(value) && (value === 0 || (value >= from / DAY - SPAN && value <= until / DAY + SPAN))
const UNITS = [1, 1_000, 1_000_000]
/** A number that is not the time of anything in that week, in seconds or finer. */
const timeless: Rule = (value, { from, until }) =>
  integer(value) &&
  !UNITS.some((unit) => value >= (from / 1_000) * unit && value <= (until / 1_000) * unit)
/** Numbers that start at random below 2^32 and then rise: by chance they may look like a time in seconds. */
const sequence: Rule = (value, { from, until }) =>
  integer(value) && !(value >= from && value <= until) && value < 2 ** 40
const count =
  (most: number): Rule =>
  (value) =>
    integer(value) && value >= 0 && value <= most
const anyNumber: Rule = (value) => typeof value === 'number' || typeof value === 'string'

const ENVELOPE_COLUMNS = {
  id: anyNumber,
  friend_id: bytes(16),
  channel_seq: sequence,
  day,
  hash: bytes(16, 32),
  body: bytes(...FRAME_SIZES),
}

/** Every table with every column that there may be. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  fact: { name: (value) => value === 'store epoch', value: bytes(16) },
  inbox: {
    inbox_no: count(2 ** 23),
    inbox_id: bytes(16),
    login_key: bytes(32),
    head: timeless,
    acked_up_to: timeless,
    envelopes: count(20_000),
    bytes: count(2 ** 28),
  },
  friend: {
    friend_id: bytes(16),
    inbox_no: count(2 ** 23),
    token_hash: bytes(32),
    expires_day: day,
    quota: count(1_000),
    high: sequence,
    digest: bytes(16),
    expired_up_to: sequence,
    envelopes: count(1_000),
    bytes: count(2 ** 24),
  },
  card: { friend_id: bytes(16), card: bytes(2_048) },
  bundle: {
    inbox_no: count(2 ** 23),
    sealed_manifest: bytes(640),
    signed_prekey: bytes(108),
    last_resort: bytes(1_260),
  },
  pair: { inbox_no: count(2 ** 23), pair_id: count(2 ** 31), item: bytes(1_284) },
  claimed_pair: { inbox_no: count(2 ** 23), pair_id: count(2 ** 31), day },
  // What the last seconds brought, batch by batch as it came: gone with the next sweep, and never there
  // once the server has stopped.
  journal: {
    id: anyNumber,
    day,
    hash: bytes(16, 32),
    body: (value) => Buffer.isBuffer(value),
  },
  // A push service's own address for one browser, which the server has to call.
  push: {
    inbox_no: count(2 ** 23),
    endpoint: (value) => typeof value === 'string' && value.startsWith('https://'),
  },
  blob: {
    blob_hash: bytes(32),
    friend_id: bytes(16),
    inbox_no: count(2 ** 23),
    length: (value) => integer(value) && paddedLengthIn(value) !== undefined,
    day,
    complete: count(1),
    name: bytes(16),
    seal: bytes(32),
  },
  blob_gone: { name: bytes(16) },
  envelope: ENVELOPE_COLUMNS,
  quarantine: ENVELOPE_COLUMNS,
}

interface Table {
  readonly name: string
  readonly sql: string
  readonly rows: readonly Row[]
}

const readTables = (file: string): readonly Table[] => {
  const database = new SqliteDatabase(file)
  // A copy that is thrown away need not wait for the disk.
  database.pragma('synchronous = OFF')
  const tables = database
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'table'`,
    )
    .all()
    .map(({ name, sql }) => {
      // Numbers of envelopes may be larger than JavaScript counts: they are read as text.
      const id = /\bid INTEGER PRIMARY KEY/.test(sql) ? ', CAST(id AS TEXT) AS id' : ''
      return { name, sql, rows: database.prepare<[], Row>(`SELECT *${id} FROM "${name}"`).all() }
    })
  database.close()
  return tables
}

/** A key of its own for every row, so that no table keeps the order in which its rows came. */
const keepsOrder = ({ sql }: Table): boolean =>
  !/WITHOUT ROWID/i.test(sql) && !/INTEGER PRIMARY KEY/i.test(sql)

const auditColumns = (table: Table, known: Known): string[] => {
  const rules = COLUMNS[table.name]
  if (!rules) return [`the table ${table.name} is not known to this audit`]
  const found = keepsOrder(table) ? [`${table.name} keeps the order in which rows came`] : []
  const columns = new Set(table.rows.flatMap((row) => Object.keys(row)))
  for (const column of columns) {
    const rule = rules[column]
    if (!rule) found.push(`the column ${table.name}.${column} is not known to this audit`)
    else if (table.rows.some((row) => !rule(row[column] ?? null, known)))
      found.push(`${table.name}.${column} holds what it should not`)
  }
  return found
}

interface Owners {
  readonly byNo: ReadonlyMap<number, number>
  readonly byFriend: ReadonlyMap<string, number>
}

/** Which person's inbox a number, and a friendId, belong to: known from the profiles, not from the disk. */
const ownersOf = (tables: readonly Table[], { inboxes }: Known): Owners => {
  const byNo = new Map<number, number>()
  for (const { inbox_no: no, inbox_id: id } of rowsOf(tables, 'inbox')) {
    const at = inboxes.findIndex(({ inboxId }) => Buffer.isBuffer(id) && inboxId.equals(id))
    if (typeof no === 'number') byNo.set(no, at)
  }
  const byFriend = new Map<string, number>()
  for (const { friend_id: id, inbox_no: no } of rowsOf(tables, 'friend')) {
    if (Buffer.isBuffer(id) && typeof no === 'number')
      byFriend.set(id.toString('hex'), byNo.get(no) ?? -1)
  }
  return { byNo, byFriend }
}

const rowsOf = (tables: readonly Table[], name: string): readonly Row[] =>
  tables.find((table) => table.name === name)?.rows ?? []

const ownerOf = (row: Row, { byNo, byFriend }: Owners): number | undefined => {
  const { inbox_no: no, friend_id: id } = row
  if (typeof no === 'number') return byNo.get(no)
  return Buffer.isBuffer(id) ? byFriend.get(id.toString('hex')) : undefined
}

/** No row of one person's holds anything that names another: nobody can read off who writes to whom. */
const auditPairs = (tables: readonly Table[], known: Known): string[] => {
  const owners = ownersOf(tables, known)
  const marks = known.inboxes.map(({ inboxId, loginKey, friendIds }) =>
    [inboxId, loginKey, ...friendIds].map((each) => each.toString('latin1')),
  )
  const found = new Set<string>()
  for (const { name, rows } of tables) {
    for (const row of rows) {
      const owner = ownerOf(row, owners)
      const held = Object.values(row).map((value) =>
        Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
      )
      for (const [at, mine] of marks.entries()) {
        if (at === owner) continue
        const named = mine.some((mark) => held.some((value) => value.includes(mark)))
        if (named) found.add(`${name} joins two people in one row`)
      }
    }
  }
  return [...found]
}

/** Pieces of an envelope: each long enough to be no chance, and close enough to find what is half overwritten. */
const PIECE = 16
const EVERY = 256
const piecesOf = (envelope: Buffer): Buffer[] =>
  Array.from({ length: Math.floor((envelope.length - PIECE) / EVERY) + 1 }, (_, at) =>
    envelope.subarray(at * EVERY, at * EVERY + PIECE),
  )

interface Searches {
  readonly words: Search
  readonly secrets: Search
  readonly ids: Search
  readonly envelopes: Search
}

const auditBytes = (place: string, content: Buffer, { words, secrets }: Searches): string[] => [
  ...(words(content) ? [`a name or text is in ${place}`] : []),
  ...(secrets(content) ? [`a key or token is in ${place}`] : []),
]

const GONE = 'bytes of an envelope that is gone are in'

/** Log lines hold nothing that files may not hold, no id and no whole address. */
const auditLog = (text: string, searches: Searches): string[] => {
  const log = Buffer.from(text)
  const found = auditBytes('the log', log, searches)
  if (searches.envelopes(log)) found.push(`${GONE} the log`)
  if (searches.ids(log)) found.push('an id is in the log')
  if (/\b\d{1,3}(\.\d{1,3}){3}\b/.test(text)) found.push('an address is in the log')
  return found
}

const bodiesOf = (tables: readonly Table[]): ReadonlySet<string> =>
  new Set(
    [...rowsOf(tables, 'envelope'), ...rowsOf(tables, 'quarantine')].map(({ body }) =>
      Buffer.isBuffer(body) ? body.toString('latin1') : '',
    ),
  )

/** A filter for copies: the folder itself and the database with its companions, without megabytes of reserve. */
export const isDatabase = (path: string): boolean =>
  statSync(path).isDirectory() || basename(path).startsWith('sotto.db')

const JOURNAL = 'journal'

/** What may be audited again and again against the same knowledge. */
export interface Audit {
  /**
   * Audits the folder of a server that has stopped or stands still; the folder is not touched. `live`: a
   * server that runs may hold what was just deleted in its write-ahead log until that is emptied, and what
   * one batch brought for several people side by side in its journal.
   */
  folder(folder: string, live?: boolean): readonly string[]
  log(text: string): readonly string[]
}

/** An audit that knows what to look for. */
export const createAudit = (known: Known): Audit => {
  const ids = known.inboxes.flatMap(({ inboxId, friendIds }) => [inboxId, ...friendIds])
  const searches: Searches = {
    words: searchFor(
      known.words.map((word) => Buffer.from(word)),
      true,
    ),
    secrets: searchFor(known.secrets, true),
    ids: searchFor(ids, true),
    envelopes: searchFor(known.envelopes.flatMap(piecesOf), true),
  }
  const gone = new Map<string, Search>()
  /** Everything that was sent and is not in these rows; the same for most copies of a folder. */
  const goneFrom = (tables: readonly Table[]): Search => {
    const waiting = bodiesOf(tables)
    const left = known.envelopes.filter((each) => !waiting.has(each.toString('latin1')))
    const key = createHash('sha256').update(Buffer.concat(left)).digest('hex')
    const search = gone.get(key) ?? searchFor(left.flatMap(piecesOf), false)
    gone.set(key, search)
    return search
  }
  const inFolder = (folder: string, copy: string, live: boolean): readonly string[] => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name))] as const)
    const tables = readTables(join(copy, 'sotto.db'))
    const isGone = live ? () => false : goneFrom(tables)
    return [
      ...files.flatMap(([name, content]) => auditBytes(name, content, searches)),
      ...files.flatMap(([name, content]) => (isGone(content) ? [`${GONE} ${name}`] : [])),
      ...tables.flatMap((table) => auditColumns(table, known)),
      ...auditPairs(live ? tables.filter(({ name }) => name !== JOURNAL) : tables, known),
      ...(!live && rowsOf(tables, JOURNAL).length > 0 ? ['the journal was not emptied'] : []),
    ]
  }
  return {
    log: (text) => auditLog(text, searches),
    folder: (folder, live = false) => {
      const copy = freshFolder()
      try {
        cpSync(folder, copy, { recursive: true, filter: isDatabase })
        return inFolder(folder, copy, live)
      } finally {
        removeFolder(copy)
      }
    },
  }
}
