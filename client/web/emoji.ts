// The emoji that there are, in groups, with their skin tones, and found by their names. Pure.

export interface Emoji {
  readonly text: string
  readonly group: GroupName
  readonly toned: boolean
  readonly name: string
  /** Everything that it is found by. */
  readonly found: string
}

/** As numbered by the catalogue; 2 is no group of its own. */
const groupsByNumber: Readonly<Record<string, GroupName>> = {
  0: 'smileys',
  1: 'people',
  3: 'nature',
  4: 'food',
  5: 'travel',
  6: 'activities',
  7: 'objects',
  8: 'symbols',
  9: 'flags',
}
export const groupNames = [
  'smileys',
  'people',
  'nature',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const
export type GroupName = (typeof groupNames)[number]

/** Tones as modifiers behind a person; none: as drawn. */
export const tones = {
  none: '',
  light: '\u{1F3FB}',
  mediumLight: '\u{1F3FC}',
  medium: '\u{1F3FD}',
  mediumDark: '\u{1F3FE}',
  dark: '\u{1F3FF}',
} as const
export type ToneName = keyof typeof tones
export const toneNames: readonly ToneName[] = [
  'none',
  'light',
  'mediumLight',
  'medium',
  'mediumDark',
  'dark',
]
export const isTone = (name: string | undefined): name is ToneName =>
  name !== undefined && Object.hasOwn(tones, name)

const PERSON = /(\p{Emoji_Modifier_Base})\uFE0F?/gu
/** Between two people it is the hands of both, which have their tone already. */
const HANDS_BETWEEN = /\u200D\u{1F91D}[\u{1F3FB}-\u{1F3FF}]\u200D/u

/** The emoji with everybody in it of one tone. */
export const withTone = ({ text, toned }: Emoji, tone: ToneName): string =>
  toned && tone !== 'none'
    ? text.replace(PERSON, `$1${tones[tone]}`).replace(HANDS_BETWEEN, '\u200D\u{1F91D}\u200D')
    : text

/** Without case and accents. */
const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Reads the lines of the catalogue (emoji-lines.ts), and names of another language beside them. */
export const readEmoji = (lines: string, names = ''): readonly Emoji[] => {
  const others = names.split('\n')
  return lines.split('\n').map((line, at) => {
    const [text = '', group = '', toned, name = '', tags = ''] = line.split('|')
    return {
      text,
      group: groupsByNumber[group] ?? 'symbols',
      toned: toned === '1',
      name,
      found: ` ${plain(`${name} ${tags} ${others[at] ?? ''}`)}`,
    }
  })
}

/** Those with a word that begins with each word asked for; a name that is meant whole comes first. */
export const findEmoji = (all: readonly Emoji[], asked: string): readonly Emoji[] => {
  const wanted = plain(asked).split(/\s+/).filter(Boolean)
  const found = all.filter(({ found: words }) => wanted.every((word) => words.includes(` ${word}`)))
  const exact = plain(asked).trim()
  const rank = ({ name }: Emoji): number => {
    const own = plain(name)
    return own === exact ? 0 : own.startsWith(exact) ? 1 : 2
  }
  return found.toSorted((a, b) => rank(a) - rank(b))
}

/** How many of those used lately are kept. */
export const RECENT = 24

/** The newest first, each once. */
export const used = (recent: readonly string[], emoji: string): readonly string[] =>
  [emoji, ...recent.filter((one) => one !== emoji)].slice(0, RECENT)
