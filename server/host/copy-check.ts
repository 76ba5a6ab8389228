// A look through a copy of the database that nothing else has open: is the file sound, does every waiting
// row fit its hash, how much is in it.
import { readCensus, type CensusRow } from '../store/host.ts'
import { countDamagedRows } from '../store/envelopes.ts'
import { openCopy, schemaVersion } from '../store/database.ts'

/** What a look found. */
export interface CopyFacts {
  /** SQLite's own check of the file. */
  readonly sound: boolean
  readonly damagedRows: number
  readonly schema: number
  readonly census: CensusRow
}

/** Looks through the copy at `path`. Throws StartFault for what is no database of ours. */
export const checkCopy = (path: string): CopyFacts => {
  const database = openCopy(path)
  try {
    return {
      sound: database.pragma('quick_check(1)', { simple: true }) === 'ok',
      damagedRows: countDamagedRows(database),
      schema: schemaVersion(database),
      census: readCensus(database),
    }
  } finally {
    database.close()
  }
}
