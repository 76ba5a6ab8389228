// What the host may ask of the store: counts, the list of inboxes, and the end of one. Works on the open
// database alone, so that commands can use it when no server runs.
import type { Database } from './database.ts'

/** Most inboxes that are listed. */
export const MOST_LISTED = 10_000

/** What is in the store. */
export interface CensusRow {
  readonly inboxes: number
  readonly friendIds: number
  readonly envelopes: number
  readonly bytes: number
  readonly quarantined: number
  /** Finished or not. */
  readonly blobs: number
  readonly blobBytes: number
}

/** One inbox in coarse facts. */
export interface ListedInbox {
  readonly inboxNo: number
  readonly friendIds: number
  readonly waiting: number
  readonly bytes: number
  readonly pairs: number
}

const BLOBS = `(SELECT count(*) FROM blob) AS blobs,
  (SELECT coalesce(sum(length), 0) FROM blob) AS blobBytes`
// A database that no server of this version has opened yet.
const NO_BLOBS = '0 AS blobs, 0 AS blobBytes'

/** Counts everything. */
export const readCensus = (database: Database): CensusRow => {
  const knows = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'blob'`).get()
  const row = database
    .prepare<[], CensusRow>(
      `SELECT count(*) AS inboxes, coalesce(sum(envelopes), 0) AS envelopes,
         coalesce(sum(bytes), 0) AS bytes, (SELECT count(*) FROM friend) AS friendIds,
         (SELECT count(*) FROM quarantine) AS quarantined,
         ${knows === undefined ? NO_BLOBS : BLOBS}
       FROM inbox`,
    )
    .get()
  if (!row) throw new Error('a count has a row')
  return row
}

/** Lists the inboxes, those with the most waiting bytes first. */
export const listInboxes = (database: Database): readonly ListedInbox[] =>
  database
    .prepare<[number], ListedInbox>(
      `SELECT inbox_no AS inboxNo, envelopes AS waiting, bytes,
         (SELECT count(*) FROM friend WHERE friend.inbox_no = inbox.inbox_no) AS friendIds,
         (SELECT count(*) FROM pair WHERE pair.inbox_no = inbox.inbox_no) AS pairs
       FROM inbox ORDER BY bytes DESC, inbox_no LIMIT ?`,
    )
    .all(MOST_LISTED)

const LAST_SEQ = 2 ** 40 - 1

/** Removes an inbox with all that is behind it; false when there is none. Runs in the caller's transaction. */
export const dropInbox = (database: Database, inboxNo: number): boolean => {
  const range = 'id BETWEEN (@no << 40) AND (@no << 40 | @last)'
  const steps = [
    'DELETE FROM card WHERE friend_id IN (SELECT friend_id FROM friend WHERE inbox_no = @no)',
    'DELETE FROM friend WHERE inbox_no = @no',
    'DELETE FROM push WHERE inbox_no = @no',
    'DELETE FROM bundle WHERE inbox_no = @no',
    'DELETE FROM pair WHERE inbox_no = @no',
    'DELETE FROM claimed_pair WHERE inbox_no = @no',
    `DELETE FROM envelope WHERE ${range}`,
    `DELETE FROM quarantine WHERE ${range}`,
  ]
  for (const step of steps) database.prepare(step).run({ no: inboxNo, last: LAST_SEQ })
  return database.prepare('DELETE FROM inbox WHERE inbox_no = ?').run(inboxNo).changes > 0
}
