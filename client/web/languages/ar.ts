// Arabic, written from right to left.
import type { Translation } from './catalogue.ts'
import { invite, keys, security, settings, switching } from './ar/sheets.ts'
import { words } from './ar/words.ts'

export const arabic: Translation = {
  words,
  invite,
  keys,
  security,
  settings,
  switch: switching,
}
