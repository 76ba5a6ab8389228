// Spans of time in words, as a person would say them: 30 seconds, 5 minutes, 4 weeks.
import { perLocale } from './languages/spoken.ts'

const units = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** How long messages may be set to stay, in seconds. */
export const TIMERS: readonly number[] = [30, 300, 3_600, 28_800, 86_400, 604_800, 2_419_200]

const formats = perLocale(
  (locale) =>
    new Map(
      units.map(([unit]) => [
        unit,
        new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
      ]),
    ),
)

/** A number of seconds in its largest whole unit. */
export const spanName = (seconds: number): string => {
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ['second', 1]
  return (
    formats()
      .get(unit)
      ?.format(seconds / size) ?? String(seconds)
  )
}
