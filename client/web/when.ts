// Times as people read them, in the locale of the language that is spoken. Nothing here decides order: time is
// only shown.
import { perLocale } from './languages/spoken.ts'
import { words } from './words.ts'

type Format = (time: number) => string

const formatted = (options: Intl.DateTimeFormatOptions): Format => {
  const format = perLocale((locale) => new Intl.DateTimeFormat(locale, options))
  return (time) => format().format(time)
}

/** `14:05` */
export const clockTime = formatted({ hour: 'numeric', minute: '2-digit' })
/** For a hover: date, weekday and time in full. */
export const fullTime = formatted({ dateStyle: 'full', timeStyle: 'short' })
/** `28 November` */
export const dateName = formatted({ day: 'numeric', month: 'long' })
const weekday = formatted({ weekday: 'long' })
const shortWeekday = formatted({ weekday: 'short' })
const shortDate = formatted({ day: 'numeric', month: 'short' })
const withYear = formatted({ dateStyle: 'long' })

const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0)

/** Whole local days from `time` back to `now`; negative for tomorrow. */
export const daysAgo = (time: number, now: number): number =>
  Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000)

export const sameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b)

/** Heading of a day in a conversation. */
export const dayName = (time: number, now: number): string => {
  const ago = daysAgo(time, now)
  if (ago === 0) return words.today
  if (ago === 1) return words.yesterday
  if (ago > 1 && ago < 7) return weekday(time)
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear()
  return (sameYear ? dateName : withYear)(time)
}

/** Beside a name in the list: the time today, a weekday this week, else a date. */
export const listTime = (time: number, now: number): string => {
  const ago = daysAgo(time, now)
  if (ago === 0) return clockTime(time)
  return (ago > 0 && ago < 7 ? shortWeekday : shortDate)(time)
}
