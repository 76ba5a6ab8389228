// Every language against the English words: the same tree, the same arguments and names in each sentence, and a
// form for every number that its plural rules tell apart.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Catalogue } from '../../../../client/web/languages/catalogue.ts'
import { loadLanguage } from '../../../../client/web/languages/choose.ts'
import { spoken } from '../../../../client/web/languages/spoken.ts'
import { isLanguage, languages, type Language } from '../../../../client/web/languages/table.ts'
import { english } from '../../../../client/web/words.ts'
import { aboutEnglish } from '../../../../client/web/words-about.ts'
import { filesEnglish } from '../../../../client/web/words-files.ts'
import { installEnglish } from '../../../../client/web/words-install.ts'
import { actsEnglish } from '../../../../client/web/words-acts.ts'
import { inviteEnglish } from '../../../../client/web/words-invite.ts'
import { keysEnglish } from '../../../../client/web/words-keys.ts'
import { lockEnglish } from '../../../../client/web/words-lock.ts'
import { searchEnglish } from '../../../../client/web/words-search.ts'
import { securityEnglish } from '../../../../client/web/words-security.ts'
import { settingsEnglish } from '../../../../client/web/words-settings.ts'
import { troubleEnglish } from '../../../../client/web/words-trouble.ts'
import { stopsEnglish } from '../../../../client/web/words-stops.ts'
import { remarksEnglish } from '../../../../client/web/words-remarks.ts'
import { waysEnglish } from '../../../../client/web/words-ways.ts'
import { personEnglish } from '../../../../client/web/words-person.ts'
import { switchEnglish } from '../../../../client/web/words-switch.ts'

const all: Catalogue = {
  acts: actsEnglish,
  words: english,
  ways: waysEnglish,
  remarks: remarksEnglish,
  stops: stopsEnglish,
  trouble: troubleEnglish,
  about: aboutEnglish,
  files: filesEnglish,
  install: installEnglish,
  invite: inviteEnglish,
  keys: keysEnglish,
  lock: lockEnglish,
  search: searchEnglish,
  security: securityEnglish,
  settings: settingsEnglish,
  person: personEnglish,
  switch: switchEnglish,
}
const codes = Object.keys(languages).filter(isLanguage)
const foreign = codes.filter((code) => code !== 'en')

const before = spoken.value
afterEach(() => {
  spoken.value = before
})
const speak = (language: Language): void => {
  spoken.value = { language, locale: language, translation: undefined }
}

type Leaf = string | ((...given: readonly unknown[]) => string)

/** Every text of a catalogue by its place in the tree, `words.states.sent`. */
const leavesOf = (tree: object, place = ''): ReadonlyMap<string, Leaf> => {
  const found = new Map<string, Leaf>()
  for (const [key, value] of Object.entries(tree) as [string, Leaf | object][]) {
    const path = place === '' ? key : `${place}.${key}`
    if (typeof value === 'string' || typeof value === 'function') found.set(path, value as Leaf)
    else for (const [inner, leaf] of leavesOf(value, path)) found.set(inner, leaf)
  }
  return found
}

/** Arguments that are neither a number nor any text. */
const fixed: Readonly<Record<string, readonly unknown[]>> = {
  'remarks.lost': [undefined, 'missing'],
}

const markOf = (at: number): string => `<given ${at}>`

/** What a sentence is called with: a mark where English shows the text as it is, else the number. */
const givenFor = (path: string, sentence: Exclude<Leaf, string>, count: number): unknown[] => {
  const marks = Array.from({ length: sentence.length }, (_, at) => fixed[path]?.[at] ?? markOf(at))
  const shown = sentence(...marks)
  return marks.map((mark, at) => (mark !== markOf(at) || shown.includes(markOf(at)) ? mark : count))
}

const say = (leaf: Leaf, given: readonly unknown[]): string =>
  typeof leaf === 'string' ? leaf : leaf(...given)

const source = leavesOf(all)
const givenOf = (path: string, count: number): unknown[] => {
  const leaf = source.get(path)
  return typeof leaf === 'function' ? givenFor(path, leaf, count) : []
}
const slots = (text: string): readonly string[] =>
  [...new Set(text.match(/\{\w+\}|<given \d>|@/g))].toSorted()
/** With every number as one sign, however it is written. */
const numberless = (text: string): string =>
  text.replace(/[\d\u0660-\u0669.,\u066B\u066C\u202F\u00A0]+/g, (run) =>
    /[\d\u0660-\u0669]/.test(run) ? '@' : run,
  )

test('the table of plural forms is that of the runtime', () => {
  for (const code of codes) {
    const { pluralCategories } = new Intl.PluralRules(code).resolvedOptions()
    assert.deepEqual(
      new Set<string>(languages[code].plurals),
      new Set<string>(pluralCategories),
      code,
    )
  }
})

for (const code of foreign) {
  test(`${code}: every text that English has and no other, with the same names and arguments`, async () => {
    const leaves = leavesOf((await loadLanguage(code)) ?? {})
    assert.deepEqual([...leaves.keys()].toSorted(), [...source.keys()].toSorted())
    for (const [path, leaf] of leaves) {
      const own = source.get(path)
      assert.equal(typeof leaf, typeof own, `${path} is of another kind`)
      if (own === undefined) continue
      // One word may be the same in two languages; a sentence is not.
      assert.ok(leaf !== own || !/\S\s+\S/.test(String(own)), `${path} is in English`)
      // In every language the plain form, with the number in it.
      const given = givenOf(path, 200_000_100)
      speak('en')
      const marked = (text: string) => slots(typeof own === 'string' ? text : numberless(text))
      const wanted = marked(say(own, given))
      speak(code)
      assert.deepEqual(marked(say(leaf, given)), wanted, path)
      assert.ok(say(leaf, given).trim() !== '', `${path} is empty`)
    }
  })

  test(`${code}: every plural form of every counted text is there`, async () => {
    const leaves = leavesOf((await loadLanguage(code)) ?? {})
    const rules = new Intl.PluralRules(code)
    speak(code)
    for (const form of languages[code].plurals) {
      const count = [...Array(200).keys(), 1_000_000].find((n) => rules.select(n) === form)
      assert.ok(count !== undefined, `a number for ${form}`)
      for (const [path, leaf] of leaves) {
        const text = say(leaf, givenOf(path, count))
        assert.ok(!/undefined|NaN|#/.test(text), `${path}, ${form}: ${text}`)
      }
    }
  })
}
