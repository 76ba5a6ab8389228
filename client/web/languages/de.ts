// German: says “du”, as friends do.
import type { Translation } from './catalogue.ts'
import { invite, keys, security, settings, switching } from './de/sheets.ts'
import { install } from './de/install.ts'
import { search } from './de/search.ts'
import { remarks, stops, trouble, ways } from './de/remarks.ts'
import { about } from './de/about.ts'
import { lock } from './de/lock.ts'
import { person } from './de/person.ts'
import { acts } from './de/acts.ts'
import { files } from './de/files.ts'
import { words } from './de/words.ts'

export const german: Translation = {
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
