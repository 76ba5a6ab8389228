// Sizes as people read them, in the locale of the language that is spoken.
import { perLocale } from './languages/spoken.ts'

const THOUSAND = 1_000

const format = (unit: 'byte' | 'kilobyte' | 'megabyte' | 'gigabyte') =>
  perLocale(
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      }),
  )

const formats = [
  format('byte'),
  format('kilobyte'),
  format('megabyte'),
  format('gigabyte'),
] as const

/** `12.3 MB`; in steps of a thousand, as shops and systems count. */
export const sizeName = (bytes: number): string => {
  let [value, step] = [bytes, 0]
  while (value >= THOUSAND && step < formats.length - 1) {
    value /= THOUSAND
    step += 1
  }
  return (formats[step] ?? formats[0])().format(value)
}
