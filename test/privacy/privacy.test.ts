// What the server's disk tells after a busy week: nothing of what it must not. And the audit that says so can
// fail: each leak that is planted in a copy of the folder is found.
import assert from 'node:assert/strict'
import { appendFileSync, cpSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import SqliteDatabase from 'better-sqlite3'
import { freshFolder, removeFolder } from '../support/server.ts'
import { createAudit, isDatabase, type Audit, type Known } from './audit.ts'
import { searchFor } from './search.ts'
import { liveWeek, type Week } from './week.ts'

let week: Week | undefined
let audit: Audit | undefined
const lived = (): Week => {
  if (!week) throw new Error('no week')
  return week
}

before(async () => {
  week = await liveWeek({ people: 3, days: 7, messages: 2 })
  audit = createAudit(week.known)
})
after(() => week?.close())

test('after a busy week the disk holds no name, text, key, sender or pair, no hour, no odd size', () => {
  const { folder, known, sent } = lived()
  assert.ok(sent > 50 && known.envelopes.length > sent)
  assert.ok(known.secrets.length > 300 && known.inboxes.length === 3)
  assert.deepEqual(audit?.folder(folder), [])
  assert.deepEqual(audit?.log(known.log), [])
})

test('a running server’s write-ahead log holds nothing of it either', () => {
  const { running } = lived()
  assert.ok(statSync(join(running, 'sotto.db-wal')).size > 100_000)
  assert.deepEqual(audit?.folder(running, true), [])
})

test('something waited at the end, so that there were rows to read', () => {
  const database = new SqliteDatabase(join(lived().folder, 'sotto.db'))
  for (const table of ['inbox', 'friend', 'card', 'bundle', 'pair', 'envelope']) {
    const count = database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()
    assert.ok((count ?? 0) > 0, table)
  }
  database.close()
})

/** The audit of a copy in which something was changed. */
const auditAfter = (
  change: (database: SqliteDatabase.Database, folder: string) => void,
): readonly string[] => {
  const copy = freshFolder()
  try {
    cpSync(lived().folder, copy, { recursive: true, filter: isDatabase })
    const database = new SqliteDatabase(join(copy, 'sotto.db'))
    database.pragma('synchronous = OFF')
    change(database, copy)
    database.close()
    return audit?.folder(copy) ?? []
  } finally {
    removeFolder(copy)
  }
}

const first = <T>(all: readonly T[]): T => {
  const [one] = all
  if (one === undefined) throw new Error('none')
  return one
}

const plants: readonly [
  what: string,
  finding: RegExp,
  change: (database: SqliteDatabase.Database, folder: string, known: Known) => void,
][] = [
  [
    'a name in a row',
    /name or text/,
    (database, _folder, { words }) =>
      database.prepare("INSERT INTO fact VALUES (?, x'00')").run(`owner ${first(words)}`),
  ],
  [
    'a text as base64 behind the end of the file',
    /name or text/,
    (_database, folder, { words }) => {
      const text = Buffer.from(`x${words.at(-2) ?? ''}yz`).toString('base64')
      appendFileSync(join(folder, 'sotto.db'), text)
    },
  ],
  [
    'tokens instead of their hashes',
    /key or token/,
    (database, _folder, { secrets }) =>
      database.prepare('UPDATE friend SET token_hash = ?').run(first(secrets)),
  ],
  [
    'an account key in hexadecimal',
    /key or token/,
    (database, _folder, { secrets }) =>
      database.prepare("INSERT INTO fact VALUES (?, x'00')").run(secrets.at(-1)?.toString('hex')),
  ],
  [
    'the moment of the last acknowledgement',
    /acked_up_to/,
    (database) => database.prepare('UPDATE inbox SET acked_up_to = ?').run(Date.now()),
  ],
  [
    'hours instead of days',
    /envelope.day/,
    (database) =>
      database.prepare('UPDATE envelope SET day = ?').run(Math.floor(Date.now() / 3_600_000)),
  ],
  [
    'envelopes that are not padded',
    /envelope.body/,
    (database) => database.prepare('UPDATE envelope SET body = zeroblob(2047)').run(),
  ],
  [
    'who wrote it',
    /envelope joins two people/,
    (database, _folder, { inboxes }) => {
      const write = database.prepare(
        'UPDATE envelope SET body = CAST(? || substr(body, 17) AS BLOB)',
      )
      const owner = database.prepare<[], Buffer>(
        `SELECT inbox_id FROM inbox WHERE inbox_no = (SELECT id >> 40 FROM envelope LIMIT 1)`,
      )
      const receiver = owner.pluck().get()
      write.run(inboxes.find(({ inboxId }) => !receiver || !inboxId.equals(receiver))?.inboxId)
    },
  ],
  [
    'whose friend it is',
    /friend joins two people/,
    (database, _folder, { inboxes }) =>
      database.prepare('UPDATE friend SET digest = ?').run(first(inboxes).inboxId),
  ],
  [
    'another column',
    /envelope.sender is not known/,
    (database) => database.exec('ALTER TABLE envelope ADD COLUMN sender BLOB'),
  ],
  [
    'another table, in the order of time',
    /audit_trail is not known/,
    (database) => database.exec('CREATE TABLE audit_trail (line TEXT)'),
  ],
  [
    'a deleted envelope on a freed page',
    /envelope that is gone/,
    (database, _folder, { envelopes }) => {
      database.pragma('secure_delete = OFF')
      database.exec('CREATE TABLE brief (body BLOB)')
      database.prepare('INSERT INTO brief VALUES (?)').run(first(envelopes))
      database.exec('DROP TABLE brief')
      database.pragma('wal_checkpoint(TRUNCATE)')
    },
  ],
  [
    'a deleted envelope in the write-ahead log',
    /envelope that is gone/,
    (_database, folder, { envelopes }) =>
      appendFileSync(join(folder, 'left-over-wal'), first(envelopes).subarray(700, 1_500)),
  ],
]

for (const [what, finding, change] of plants) {
  test(`the audit finds ${what}`, () => {
    const { known } = lived()
    const found = auditAfter((database, folder) => change(database, folder, known))
    assert.match(found.join('\n'), finding)
  })
}

test('the audit reads the log as well', () => {
  const { known } = lived()
  const friendId = first(first(known.inboxes).friendIds).toString('base64url')
  for (const [line, finding] of [
    [`{"event":"x","to":"${friendId}"}`, /id is in the log/],
    ['{"event":"x","from":"192.168.1.20"}', /address is in the log/],
    [`{"event":"x","who":"${first(known.words)}"}`, /name or text is in the log/],
  ] as const) {
    assert.match(audit?.log(line).join('\n') ?? '', finding)
  }
})

test('the search finds a needle in each of its forms, and nothing else', () => {
  const needle = Buffer.from('Annegret Vogelsang')
  const find = searchFor([needle], true)
  assert.equal(find(Buffer.from('Annegret Vogelsan, Annegret  Vogelsang')), false)
  for (const offset of [0, 1, 2]) {
    const around = Buffer.concat([Buffer.alloc(offset, 'x'), needle, Buffer.from('yz')])
    for (const coding of ['latin1', 'hex', 'base64', 'base64url'] as const) {
      assert.ok(find(Buffer.from(`..${around.toString(coding)}..`)), `${coding} ${offset}`)
    }
  }
  assert.ok(find(Buffer.from('xx Annegret Vogelsang', 'utf16le')))
})
