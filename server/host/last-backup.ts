// When the last backup was made: a small file in the data folder, so that `status` and `doctor` can say it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Its name in the data folder. */
export const LAST_BACKUP = 'last-backup'

/** Milliseconds since 1970; undefined when there was none or the file says nothing. */
export const lastBackup = (folder: string): number | undefined => {
  try {
    const time = Date.parse(readFileSync(join(folder, LAST_BACKUP), 'utf8').trim())
    return Number.isFinite(time) ? time : undefined
  } catch {
    return undefined
  }
}

/** Notes a backup made at `time`, by its day; not being able to is no fault. */
export const noteBackup = (folder: string, time: number): void => {
  try {
    writeFileSync(join(folder, LAST_BACKUP), `${new Date(time).toISOString().slice(0, 10)}\n`, {
      mode: 0o600,
    })
  } catch {
    // The backup is good all the same.
  }
}
