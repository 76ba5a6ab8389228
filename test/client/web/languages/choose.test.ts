// Which language is spoken: the person's choice, else the browser's wish; loaded before it is spoken.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { createLanguage, loadLanguage } from '../../../../client/web/languages/choose.ts'
import { spoken } from '../../../../client/web/languages/spoken.ts'
import { tongueFor, type Language } from '../../../../client/web/languages/table.ts'
import { dayName } from '../../../../client/web/when.ts'
import { words } from '../../../../client/web/words.ts'
import { settle } from '../../../support/clock-manual.ts'
import { createKeptMemory } from '../../../support/kept-memory.ts'

const before = spoken.value
afterEach(() => {
  spoken.value = before
})

const setUp = (wanted: readonly string[], memory = createKeptMemory()) => {
  const asked: Language[] = []
  let broken = false
  const root = { lang: 'en', dir: '' }
  const kept = memory.page()('language')
  const language = createLanguage({
    wanted,
    kept: kept.read,
    keep: kept.write,
    watch: kept.watch,
    root,
    load: (one) => {
      asked.push(one)
      return broken ? Promise.reject(new TypeError('no connection')) : loadLanguage(one)
    },
  })
  return { language, root, asked, memory, breakLoading: () => (broken = true) }
}

test('the first of the browser’s languages that there is, in its own variant', () => {
  const cases: readonly (readonly [readonly string[], Language, string])[] = [
    [['de-AT', 'en'], 'de', 'de-AT'],
    [['nl-NL', 'fr-BE', 'en'], 'fr', 'fr-BE'],
    [['AR-eg'], 'ar', 'ar-EG'],
    // Nobody speaks it here: English, but dates and numbers as in that region.
    [['nl-NL'], 'en', 'en-NL'],
    [['C', 'en_US.UTF-8'], 'en', 'en'],
    [[], 'en', 'en'],
  ]
  for (const [wanted, language, locale] of cases)
    assert.deepEqual(tongueFor(undefined, wanted), { language, locale }, wanted.join())
  assert.deepEqual(tongueFor('es', ['de-AT', 'es-MX']), { language: 'es', locale: 'es-MX' })
  assert.deepEqual(tongueFor('es', ['de-AT']), { language: 'es', locale: 'es-AT' })
})

test('nothing else is said before the language is there; then words, dates and direction follow', async () => {
  const { language, root, asked } = setUp(['ar'])
  assert.equal(spoken.value, before)
  await language.ready
  assert.deepEqual(asked, ['ar'])
  assert.deepEqual(root, { lang: 'ar', dir: 'rtl' })
  assert.equal(words.today, 'اليوم')
  const time = new Date(2024, 1, 3).getTime()
  assert.match(dayName(time, time + 400 * 86_400_000), /فبراير|شباط/)
  language.choose('de')
  await settle()
  assert.deepEqual([words.today, root.lang, root.dir], ['Heute', 'de', 'ltr'])
  assert.match(dayName(time, time + 400 * 86_400_000), /Februar 2024/)
  language.choose(undefined)
  await settle()
  assert.deepEqual([words.today, language.chosen.value], ['اليوم', undefined])
})

test('the choice is kept, and another tab follows it', async () => {
  const memory = createKeptMemory()
  const here = setUp(['en-GB'], memory)
  const there = setUp(['en-GB'], memory)
  await Promise.all([here.language.ready, there.language.ready])
  here.language.choose('fr')
  await settle()
  assert.equal(memory.values.get('language'), 'fr')
  assert.deepEqual([there.language.chosen.value, there.root.lang], ['fr', 'fr-GB'])
  const later = setUp(['en-GB'], memory)
  await later.language.ready
  assert.equal(later.language.chosen.value, 'fr')
  here.language.choose(undefined)
  assert.equal(memory.values.has('language'), false)
})

test('a language that can not be loaded leaves what is spoken, and says so until one can', async () => {
  const { language, root, breakLoading } = setUp(['de'])
  await language.ready
  breakLoading()
  language.choose('es')
  await settle()
  assert.deepEqual([language.failed.value, words.today, root.lang], [true, 'Heute', 'de'])
})

test('of two choices made quickly the last one is spoken, whichever came first', async () => {
  const loads = new Map<Language, PromiseWithResolvers<undefined>>()
  const root = { lang: '', dir: '' }
  const language = createLanguage({
    wanted: ['en'],
    kept: () => undefined,
    keep: () => undefined,
    watch: () => undefined,
    root,
    load: (one) => {
      const made = Promise.withResolvers<undefined>()
      loads.set(one, made)
      return made.promise
    },
  })
  language.choose('de')
  language.choose('fr')
  for (const one of ['fr', 'de', 'en'] as const) loads.get(one)?.resolve(undefined)
  await language.ready
  await settle()
  assert.equal(root.lang, 'fr')
})

test('what is kept and is no language is as if nothing was chosen', async () => {
  const { language } = setUp(['en'], createKeptMemory({ language: 'toString' }))
  await language.ready
  assert.equal(language.chosen.value, undefined)
})
