// French: says “vous”, as an app does.
import type { Translation } from './catalogue.ts'
import { invite, keys, security, settings, switching } from './fr/sheets.ts'
import { words } from './fr/words.ts'

export const french: Translation = {
  words,
  invite,
  keys,
  security,
  settings,
  switch: switching,
}
