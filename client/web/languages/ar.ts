// Arabic, written from right to left.
import type { Translation } from './catalogue.ts'
import { invite, keys, security, settings, switching } from './ar/sheets.ts'
import { install } from './ar/install.ts'
import { search } from './ar/search.ts'
import { remarks, stops, trouble, ways } from './ar/remarks.ts'
import { about } from './ar/about.ts'
import { lock } from './ar/lock.ts'
import { person } from './ar/person.ts'
import { acts } from './ar/acts.ts'
import { files } from './ar/files.ts'
import { words } from './ar/words.ts'

export const arabic: Translation = {
  words,
  files,
  acts,
  person,
  about,
  lock,
  install,
  remarks,
  stops,
  trouble,
  ways,
  invite,
  keys,
  search,
  security,
  settings,
  switch: switching,
}
