// The server's clock, set wrong from one moment to the next (libfaketime). Its steady clock goes on as it should.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { endingFolder } from './endings.ts'

const LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
]
const library = LIBRARIES.find(existsSync)

/** Why there can be no false clock here; undefined when there can. */
export const noFalseClock = (): string | undefined =>
  library === undefined ? 'needs faketime' : undefined

/** A clock for one server. */
export interface FalseClock {
  readonly env: Readonly<Record<string, string>>
  /** So many seconds ahead of the true time, or behind it. */
  set(seconds: number): void
  /** What the server takes for now, milliseconds since 1970. */
  now(): number
}

/** A clock that is right at first. */
export const createFalseClock = async (context: TestContext): Promise<FalseClock> => {
  const file = join(await endingFolder(context), 'clock')
  let ahead = 0
  const set = (seconds: number): void => {
    ahead = seconds
    writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  }
  set(0)
  return {
    env: {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    set,
    now: () => Date.now() + ahead * 1_000,
  }
}
