// Spanish: says “tú”, as friends do.
import type { Translation } from './catalogue.ts'
import { invite, keys, security, settings, switching } from './es/sheets.ts'
import { install } from './es/install.ts'
import { search } from './es/search.ts'
import { remarks, stops, trouble, ways } from './es/remarks.ts'
import { about } from './es/about.ts'
import { lock } from './es/lock.ts'
import { person } from './es/person.ts'
import { acts } from './es/acts.ts'
import { files } from './es/files.ts'
import { words } from './es/words.ts'

export const spanish: Translation = {
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
