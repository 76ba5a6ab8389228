// Times as people read them, in the device's own locale. Nothing here decides order: time is only shown.
import { words } from './words.ts'

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' })
const shortWeekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' })
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' })
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const withYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })

const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0)

/** Whole local days from `time` back to `now`; negative for tomorrow. */
export const daysAgo = (time: number, now: number): number =>
  Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000)

export const sameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b)

/** `14:05` */
export const clockTime = (time: number): string => clock.format(time)

/** For a hover: date, weekday and time in full. */
export const fullTime = (time: number): string => full.format(time)

/** Heading of a day in a conversation. */
export const dayName = (time: number, now: number): string => {
  const ago = daysAgo(time, now)
  if (ago === 0) return words.today
  if (ago === 1) return words.yesterday
  if (ago > 1 && ago < 7) return weekday.format(time)
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear()
  return (sameYear ? dayMonth : withYear).format(time)
}

/** Beside a name in the list: the time today, a weekday this week, else a date. */
export const listTime = (time: number, now: number): string => {
  const ago = daysAgo(time, now)
  if (ago === 0) return clock.format(time)
  return (ago > 0 && ago < 7 ? shortWeekday : shortDate).format(time)
}

/** `28 November` */
export const dateName = (time: number): string => dayMonth.format(time)
