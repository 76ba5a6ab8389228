// What a translation is: the same tree as the English words of every group, with other texts at its leaves.
import type { aboutEnglish } from '../words-about.ts'
import type { filesEnglish } from '../words-files.ts'
import type { installEnglish } from '../words-install.ts'
import type { actsEnglish } from '../words-acts.ts'
import type { inviteEnglish } from '../words-invite.ts'
import type { keysEnglish } from '../words-keys.ts'
import type { lockEnglish } from '../words-lock.ts'
import type { searchEnglish } from '../words-search.ts'
import type { securityEnglish } from '../words-security.ts'
import type { settingsEnglish } from '../words-settings.ts'
import type { personEnglish } from '../words-person.ts'
import type { switchEnglish } from '../words-switch.ts'
import type { troubleEnglish } from '../words-trouble.ts'
import type { stopsEnglish } from '../words-stops.ts'
import type { remarksEnglish } from '../words-remarks.ts'
import type { waysEnglish } from '../words-ways.ts'
import type { english } from '../words.ts'

/** Any text where English has one, and the same arguments where English makes a sentence of them. */
type Wide<T> = T extends string
  ? string
  : T extends (...given: infer A) => string
    ? (...given: A) => string
    : { readonly [K in keyof T]: Wide<T[K]> }

/** Every group of words. One for the first screen; a part that is loaded later may bring one of its own. */
export interface Catalogue {
  readonly acts: Wide<typeof actsEnglish>
  readonly words: Wide<typeof english>
  readonly ways: Wide<typeof waysEnglish>
  readonly remarks: Wide<typeof remarksEnglish>
  readonly stops: Wide<typeof stopsEnglish>
  readonly trouble: Wide<typeof troubleEnglish>
  readonly about: Wide<typeof aboutEnglish>
  readonly files: Wide<typeof filesEnglish>
  readonly install: Wide<typeof installEnglish>
  readonly invite: Wide<typeof inviteEnglish>
  readonly keys: Wide<typeof keysEnglish>
  readonly lock: Wide<typeof lockEnglish>
  readonly search: Wide<typeof searchEnglish>
  readonly security: Wide<typeof securityEnglish>
  readonly settings: Wide<typeof settingsEnglish>
  readonly person: Wide<typeof personEnglish>
  readonly switch: Wide<typeof switchEnglish>
}

/** A group in another language. */
export type Part<G extends keyof Catalogue> = Catalogue[G]

/** A language: every group, whole. */
export type Translation = Catalogue
