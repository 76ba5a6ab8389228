// The language that the page speaks now. Words, numbers and dates are read through here while a screen is drawn,
// so that choosing another language redraws what is on it, and nothing else happens.
import { computed, signal } from '@preact/signals'
import type { Catalogue, Translation } from './catalogue.ts'
import type { Forms, Language, Tongue } from './table.ts'

export interface Spoken extends Tongue {
  /** Undefined: English, which is at hand. */
  readonly translation: Translation | undefined
}

/** English in the device's own locale, until somebody chooses (choose.ts). */
export const spoken = signal<Spoken>({ language: 'en', locale: undefined, translation: undefined })

/** The words of a group in the language that is spoken when they are read. */
export const wordsOf = <G extends keyof Catalogue>(
  group: G,
  english: Catalogue[G],
): Catalogue[G] => {
  const chosen = computed(() => spoken.value.translation?.[group] ?? english)
  return new Proxy(english, { get: (_, key) => Reflect.get(chosen.value, key) })
}

/** One for each locale, made when it is first needed: making them takes long. */
export const perLocale = <T>(make: (locale: string | undefined) => T): (() => T) => {
  let made: { readonly locale: string | undefined; readonly value: T } | undefined
  return () => {
    const { locale } = spoken.value
    if (!made || made.locale !== locale) made = { locale, value: make(locale) }
    return made.value
  }
}

const numbers = perLocale((locale) => new Intl.NumberFormat(locale))

/** A number as people write it. */
export const numeral = (value: number): string => numbers().format(value)

/** Says how many, in the plural forms of one language. */
export const counting = <L extends Language>(language: L) => {
  let rules: Intl.PluralRules | undefined
  return (count: number, forms: Forms<L>): string => {
    rules ??= new Intl.PluralRules(language)
    // The forms of a language are all that its rules select; a test holds the table to that.
    const form = forms[rules.select(count) as keyof Forms<L>]
    return form.replace('#', () => numeral(count))
  }
}
