// Spanish: says “tú”, as friends do.
import type { Translation } from './catalogue.ts'
import { invite, keys, security, settings, switching } from './es/sheets.ts'
import { words } from './es/words.ts'

export const spanish: Translation = {
  words,
  invite,
  keys,
  security,
  settings,
  switch: switching,
}
