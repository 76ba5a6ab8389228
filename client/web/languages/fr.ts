// French: says “vous”, as an app does.
import type { Translation } from './catalogue.ts'
import { invite, keys, security, settings, switching } from './fr/sheets.ts'
import { install } from './fr/install.ts'
import { search } from './fr/search.ts'
import { remarks, stops, trouble, ways } from './fr/remarks.ts'
import { about } from './fr/about.ts'
import { lock } from './fr/lock.ts'
import { person } from './fr/person.ts'
import { acts } from './fr/acts.ts'
import { files } from './fr/files.ts'
import { words } from './fr/words.ts'

export const french: Translation = {
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
