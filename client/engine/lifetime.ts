// The index of what disappears, by the time when it does; zero for what was not seen yet.
import type { Draft } from './rows.ts'
import type { MessageRow } from './tables.ts'

const DIGITS = 14
/** Begins the keys of what was not seen yet. */
export const UNSEEN = '0'.repeat(DIGITS)

/** Row key of something that goes at `time`, in ms. */
export const dyingKey = (time: number, person: string, order: string): string =>
  `${time.toString(16).padStart(DIGITS, '0')}/${person}/${order}`

/** Notes that a message will go. */
export const keepLifetime = (
  draft: Draft,
  person: string,
  order: string,
  { lasts, dies }: MessageRow,
): void => {
  if (lasts > 0) draft.put('dying', dyingKey(dies, person, order), { person, order })
}

/** When the next one goes, in ms; undefined when nothing has begun to. */
export const nextDeath = (rows: Draft): number | undefined => {
  let next: string | undefined
  for (const [key] of rows.entries('dying')) {
    if (!key.startsWith(UNSEEN) && (next === undefined || key < next)) next = key
  }
  return next === undefined ? undefined : parseInt(next.slice(0, DIGITS), 16)
}
