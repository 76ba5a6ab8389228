// The emoji of a catalogue (emojibase) as lines of text: what the picker needs and no more. Runs while the pages
// are built; a line is `emoji|group|1 when it has skin tones|name|words to find it by`.

interface Known {
  readonly unicode: string
  readonly label: string
  readonly hexcode: string
  readonly tags?: readonly string[]
  readonly group?: number
  readonly order?: number
  readonly skins?: readonly { readonly unicode: string }[]
}

/** Tones and hair by themselves. */
const COMPONENTS = 2

/** Signs that show as emoji anyway need no selector: the same emoji is always the same text. */
const canonical = (emoji: string): string =>
  emoji.replace(/^(\p{Emoji_Presentation})\uFE0F$/u, '$1')

const plain = (text: string): string => text.replaceAll('|', ' ').replaceAll('\n', ' ')

const inOrder = (known: readonly Known[]): readonly Known[] =>
  known
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))

/** One line for each emoji, in the usual order. */
export const emojiLines = (known: readonly Known[]): string =>
  inOrder(known)
    .map(({ unicode, label, tags = [], group, skins }) => {
      const parts = [canonical(unicode), group, skins ? 1 : 0, plain(label), plain(tags.join(' '))]
      return parts.join('|')
    })
    .join('\n')

/** Names and words of another language, one line for each emoji of `english`: `name words`. */
export const emojiNames = (english: readonly Known[], known: readonly Known[]): string => {
  const byCode = new Map(known.map((one) => [one.hexcode, one]))
  return inOrder(english)
    .map(({ hexcode }) => {
      const { label = '', tags = [] } = byCode.get(hexcode) ?? {}
      return `${plain(label)} ${plain(tags.join(' '))}`
    })
    .join('\n')
}
