// Parts of a whole as people read them.
import { perLocale } from './languages/spoken.ts'

const percents = perLocale((locale) => new Intl.NumberFormat(locale, { style: 'percent' }))

/** A part from 0 to 1. */
export const percentName = (part: number): string => percents().format(Math.min(1, part))
