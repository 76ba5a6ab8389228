// Choosing the language: kept in this browser, followed by every tab of it, and loaded before it is spoken, so
// that no other language flashes by. `lang` and `dir` of the page say it to the browser and to screen readers.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { Translation } from './catalogue.ts'
import { spoken } from './spoken.ts'
import { isLanguage, languages, tongueFor, type Language, type Tongue } from './table.ts'

type Load = () => Promise<Translation>

/** Each is a piece of its own, loaded when it is spoken. English is part of the page. */
const loads: Readonly<Record<Exclude<Language, 'en'>, Load>> = {
  de: async () => (await import('./de.ts')).german,
  fr: async () => (await import('./fr.ts')).french,
  es: async () => (await import('./es.ts')).spanish,
  ar: async () => (await import('./ar.ts')).arabic,
}

/** The words of a language; rejects when they can not be loaded. */
export const loadLanguage = async (language: Language): Promise<Translation | undefined> =>
  language === 'en' ? undefined : loads[language]()

export interface LanguageChoice {
  /** What the person chose; undefined: as the browser says. */
  readonly chosen: ReadonlySignal<Language | undefined>
  /** What the browser asks for. */
  readonly own: Language
  /** The chosen language could not be loaded. */
  readonly failed: ReadonlySignal<boolean>
  choose(language: Language | undefined): void
  /** Settles when the first language is there, or is known not to come. */
  readonly ready: Promise<void>
}

export interface LanguageParts {
  /** What the browser wants, best first. */
  readonly wanted: readonly string[]
  readonly kept: () => string | undefined
  readonly keep: (language: Language | undefined) => void
  /** Calls back when another tab of this browser chose. */
  readonly watch: (changed: () => void) => void
  readonly root: Pick<HTMLElement, 'lang' | 'dir'>
  readonly load: (language: Language) => Promise<Translation | undefined>
}

/** Speaks what was kept, else what the browser wants. */
export const createLanguage = (parts: LanguageParts): LanguageChoice => {
  const chosen = signal<Language | undefined>(undefined)
  const failed = signal(false)
  const tongue = computed<Tongue>(() => tongueFor(chosen.value, parts.wanted))
  const speak = async (): Promise<void> => {
    const wanted = tongue.peek()
    try {
      const translation = await parts.load(wanted.language)
      // Somebody chose again while it was loading.
      if (wanted !== tongue.peek()) return
      failed.value = false
      parts.root.lang = wanted.locale ?? wanted.language
      parts.root.dir = languages[wanted.language].dir
      spoken.value = { ...wanted, translation }
    } catch {
      if (wanted === tongue.peek()) failed.value = true
    }
  }
  const take = (): Promise<void> => {
    const kept = parts.kept()
    chosen.value = isLanguage(kept) ? kept : undefined
    return speak()
  }
  parts.watch(() => void take())
  return {
    chosen,
    own: tongueFor(undefined, parts.wanted).language,
    failed,
    choose(language) {
      parts.keep(language)
      chosen.value = language
      void speak()
    },
    ready: take(),
  }
}
