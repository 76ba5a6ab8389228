// The languages of the screens: the name each has for itself, its direction, and the plural forms it needs
// (CLDR; a test compares them with Intl.PluralRules). Pure, so that the first script of the page can use it.

export const languages = {
  en: { name: 'English', dir: 'ltr', plurals: ['one', 'other'] },
  de: { name: 'Deutsch', dir: 'ltr', plurals: ['one', 'other'] },
  fr: { name: 'Français', dir: 'ltr', plurals: ['one', 'many', 'other'] },
  es: { name: 'Español', dir: 'ltr', plurals: ['one', 'many', 'other'] },
  ar: { name: 'العربية', dir: 'rtl', plurals: ['zero', 'one', 'two', 'few', 'many', 'other'] },
} as const

export type Language = keyof typeof languages

/** Every form that a language needs for a counted noun, and no other; `#` stands for the number. */
export type Forms<L extends Language> = Readonly<
  Record<(typeof languages)[L]['plurals'][number], string>
>

export const isLanguage = (code: string | undefined): code is Language =>
  code !== undefined && Object.hasOwn(languages, code)

/** A language, and the locale in which its numbers and dates are written. */
export interface Tongue {
  readonly language: Language
  /** BCP 47; undefined: the device's own. */
  readonly locale: string | undefined
}

const parse = (tag: string): Intl.Locale | undefined => {
  try {
    return new Intl.Locale(tag)
  } catch {
    // Not a tag at all, as some systems put it in their environment.
    return undefined
  }
}

/**
 * What to speak: `chosen`, else the first of the browser's languages that there is, else English. Numbers and
 * dates follow the browser's own variant of that language, else the language in the browser's region.
 */
export const tongueFor = (chosen: Language | undefined, wanted: readonly string[]): Tongue => {
  const locales = wanted.flatMap((tag) => parse(tag) ?? [])
  const known = locales.map((locale) => locale.language).find(isLanguage)
  const language = chosen ?? known ?? 'en'
  const same = locales.find((locale) => locale.language === language)
  const region = locales.find((locale) => locale.region !== undefined)?.region
  const locale = same ?? new Intl.Locale(language, region === undefined ? {} : { region })
  return { language, locale: locale.toString() }
}
