// A message's text as a tree: `*bold*`, `_italic_`, `~struck~`, `` `code` ``, fenced code, `>` quotes and links.
// Pure; every character of the text is in the tree or is a sign that the tree stands for, and nothing ever
// becomes HTML. Time grows with the length of the text, whatever it holds.

export type Emphasis = 'bold' | 'italic' | 'struck'

export type Inline =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'code'; readonly text: string }
  /** `host`: where it really leads, when the text could deceive about that. */
  | { readonly is: 'link'; readonly text: string; readonly host: string | undefined }
  | { readonly is: Emphasis; readonly inside: readonly Inline[] }

export type Block =
  | { readonly is: 'lines'; readonly inside: readonly Inline[] }
  | { readonly is: 'quote'; readonly lines: readonly (readonly Inline[])[] }
  /** Between two fences; `label` stands behind the first. */
  | { readonly is: 'fenced'; readonly label: string; readonly text: string }

const signs: Readonly<Record<string, Emphasis>> = { '*': 'bold', _: 'italic', '~': 'struck' }
const FENCE = '```'
const QUOTE = '>'

// Neither blanks nor what could turn or hide a part of the address.
const LINK = /(?:https?:\/\/|mailto:|tel:)[^\s<>"'`\p{Cf}]+/gu
const TRAILING = /[.,;:!?)\]}*_~]+$/
const WORD = /[\p{L}\p{N}]/u
const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*){1,3}$/u

/** Text of one to three emoji and nothing else is shown large. */
export const isEmojiOnly = (text: string): boolean => text.length <= 40 && ONLY_EMOJI.test(text)

/** Where a link leads, when its text does not show it: user-info before the host, or letters that look alike. */
const deceptiveHost = ({ username, password, hostname }: URL): string | undefined =>
  username !== '' || password !== '' || /(^|\.)xn--/.test(hostname) ? hostname : undefined

const plain = (text: string): readonly Inline[] => (text === '' ? [] : [{ is: 'text', text }])

const isWord = (letter: string | undefined): boolean => letter !== undefined && WORD.test(letter)
const isBlank = (letter: string | undefined): boolean => letter === undefined || /\s/.test(letter)

/** A sign opens before something and not inside a word; it closes behind something, the same way. */
const opens = (text: string, at: number): boolean =>
  !isWord(text[at - 1]) && !isBlank(text[at + 1]) && text[at + 1] !== text[at]
const closes = (text: string, at: number): boolean =>
  !isWord(text[at + 1]) && !isBlank(text[at - 1]) && text[at - 1] !== text[at]

/** Places where a sign closes, last first, so that those passed can be dropped from the end. */
const closersOf = (text: string): Map<string, number[]> => {
  const found = new Map<string, number[]>()
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const sign = text[at] ?? ''
    if (!(sign in signs) || !closes(text, at)) continue
    const places = found.get(sign) ?? []
    found.set(sign, places)
    places.push(at)
  }
  return found
}

/** Emphasis in text without links and code; `outer`: what it stands in already. */
const emphasised = (text: string, outer: string): readonly Inline[] => {
  const closers = closersOf(text)
  const parts: Inline[] = []
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    const is = signs[sign]
    if (is === undefined || outer.includes(sign) || !opens(text, at)) continue
    const places = closers.get(sign) ?? []
    while ((places.at(-1) ?? Infinity) < at + 2) places.pop()
    const end = places.at(-1)
    if (end === undefined) continue
    parts.push(...plain(text.slice(from, at)))
    parts.push({ is, inside: emphasised(text.slice(at + 1, end), outer + sign) })
    from = end + 1
    at = end
  }
  return [...parts, ...plain(text.slice(from))]
}

const linked = (text: string): readonly Inline[] => {
  const parts: Inline[] = []
  let at = 0
  for (const match of text.matchAll(LINK)) {
    const link = match[0].replace(TRAILING, '')
    const url = URL.canParse(link) ? new URL(link) : undefined
    if (!url || url.href === url.protocol) continue
    parts.push(...emphasised(text.slice(at, match.index), ''))
    parts.push({ is: 'link', text: link, host: deceptiveHost(url) })
    at = match.index + link.length
  }
  return [...parts, ...emphasised(text.slice(at), '')]
}

/** One line: code first, links then, emphasis in the rest. */
const inlineOf = (line: string): readonly Inline[] => {
  const pieces = line.split('`')
  const parts: Inline[] = []
  let rest = ''
  // Pieces at odd places stand between two signs, unless there is no second one or nothing between.
  pieces.forEach((piece, at) => {
    const isCode = at % 2 === 1 && at < pieces.length - 1 && piece !== ''
    if (at % 2 === 0) rest += piece
    else if (!isCode) rest += `\`${piece}${at < pieces.length - 1 ? '`' : ''}`
    else {
      parts.push(...linked(rest), { is: 'code', text: piece })
      rest = ''
    }
  })
  return [...parts, ...linked(rest)]
}

const joined = (lines: readonly string[]): readonly Inline[] =>
  lines.flatMap((line, at) => [...(at > 0 ? plain('\n') : []), ...inlineOf(line)])

const isQuote = (line: string): boolean => line.startsWith(QUOTE)

/** The nearest closing fence behind each line, -1 for none; found once for all. */
const fencesAfter = (lines: readonly string[]): readonly number[] => {
  const found: number[] = []
  for (let at = lines.length - 1, next = -1; at >= 0; at -= 1) {
    found[at] = next
    if (lines[at] === FENCE) next = at
  }
  return found
}

interface Taken {
  readonly block: Block
  /** The line behind it. */
  readonly next: number
}

/** The fenced block or the quote that begins with a line. */
const blockAt = (lines: readonly string[], at: number, closing: number): Taken | undefined => {
  const line = lines[at] ?? ''
  if (line.startsWith(FENCE) && closing > at + 1) {
    const text = lines.slice(at + 1, closing).join('\n')
    return { block: { is: 'fenced', label: line.slice(FENCE.length), text }, next: closing + 1 }
  }
  if (!isQuote(line)) return undefined
  let next = at + 1
  while (isQuote(lines[next] ?? '')) next += 1
  const quoted = lines.slice(at, next).map((one) => inlineOf(one.slice(QUOTE.length)))
  return { block: { is: 'quote', lines: quoted }, next }
}

const letters = (parts: readonly Inline[]): string =>
  parts.map((part) => ('text' in part ? part.text : letters(part.inside))).join('')

const blockLetters = (block: Block): string => {
  if (block.is === 'fenced') return block.text
  return block.is === 'lines' ? letters(block.inside) : block.lines.map(letters).join('\n')
}

const SIGNS = /[*_~`]|^>/m

/** The text as people read it: without the signs that the tree stands for. */
export const shownText = (text: string): string =>
  SIGNS.test(text) ? parseText(text).map(blockLetters).join('\n') : text

/** The tree of a text. */
export const parseText = (text: string): readonly Block[] => {
  const lines = text.split('\n')
  const fences = fencesAfter(lines)
  const blocks: Block[] = []
  let open = 0
  const endLines = (end: number): void => {
    if (end > open) blocks.push({ is: 'lines', inside: joined(lines.slice(open, end)) })
  }
  for (let at = 0; at < lines.length;) {
    const taken = blockAt(lines, at, fences[at] ?? -1)
    if (taken) {
      endLines(at)
      blocks.push(taken.block)
      open = taken.next
    }
    at = taken?.next ?? at + 1
  }
  endLines(lines.length)
  return blocks
}
