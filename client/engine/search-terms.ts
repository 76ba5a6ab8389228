// What is looked for: the words of what was typed, each of which has to be in a message, whole or as a part of
// a word, in any order. And where they are in a text.
import { fold, foldText, originOf, type Folded } from './search-fold.ts'

/** Letters of what was typed, and words in it, that are looked at; the rest is left out. */
export const MAX_QUERY = 256
export const MAX_TERMS = 16

/** Folded words, the longest first: it is the rarest. Empty when there is nothing to look for. */
export type Terms = readonly string[]

/** The words of what was typed. One that is a part of another says nothing more. */
export const termsOf = (query: string): Terms => {
  const typed = Array.from(query).slice(0, MAX_QUERY).join('')
  const all = fold(typed)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, MAX_TERMS)
    .toSorted((a, b) => b.length - a.length)
  return all.filter((word, at) => !all.slice(0, at).some((longer) => longer.includes(word)))
}

/** `[from, to)` in UTF-16 units. */
export type Span = readonly [from: number, to: number]

const joined = (spans: readonly Span[]): readonly Span[] => {
  const made: [number, number][] = []
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    const last = made.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else made.push([from, to])
  }
  return made
}

const spansIn = (folded: Folded, terms: Terms): readonly Span[] => {
  const spans: Span[] = []
  for (const term of terms) {
    let found = folded.text.indexOf(term)
    while (found >= 0) {
      spans.push(originOf(folded, found, found + term.length))
      found = folded.text.indexOf(term, found + term.length)
    }
  }
  return joined(spans)
}

/** Where a text has the words, in order and apart from each other; empty when one of them is missing. */
export const spansOf = (text: string, terms: Terms): readonly Span[] => {
  if (terms.length === 0) return []
  const folded = foldText(text)
  return terms.every((term) => folded.text.includes(term)) ? spansIn(folded, terms) : []
}

/** The part of a text around its first match, and where the matches are in it. */
export interface Snippet {
  readonly text: string
  readonly marks: readonly Span[]
}

/** Letters before the first match, and letters in all. */
const BEFORE = 24
const LENGTH = 160

/** Whether a text may be cut here: not inside a pair of surrogates, and not before a mark. */
const mayCut = (text: string, at: number): boolean =>
  !/^[\p{M}\p{Default_Ignorable_Code_Point}\uDC00-\uDFFF]/u.test(text.slice(at, at + 2)) &&
  !/[\uD800-\uDBFF]$/.test(text.slice(at - 1, at))

/** Cuts between words where there are any near. */
const cutBefore = (text: string, wanted: number): number => {
  if (wanted <= 0) return 0
  const blank = text.slice(wanted, wanted + BEFORE).search(/\s/)
  let at = blank >= 0 && blank < BEFORE / 2 ? wanted + blank + 1 : wanted
  while (at > 0 && !mayCut(text, at)) at -= 1
  return at
}

const cutAfter = (text: string, wanted: number): number => {
  let at = Math.min(text.length, wanted)
  while (at < text.length && !mayCut(text, at)) at += 1
  return at
}

/** What a list of results shows of a text; undefined when it does not have all the words. */
export const snippetOf = (text: string, terms: Terms): Snippet | undefined => {
  const spans = spansOf(text, terms)
  const [first] = spans
  if (!first) return undefined
  const from = Math.min(first[0], cutBefore(text, first[0] - BEFORE))
  const to = cutAfter(text, Math.max(from + LENGTH, first[1]))
  const [head, tail] = [from > 0 ? '…' : '', to < text.length ? '…' : '']
  const move = head.length - from
  return {
    text: head + text.slice(from, to) + tail,
    marks: spans
      .filter(([start]) => start < to)
      .map(([start, end]) => [start + move, Math.min(end, to) + move]),
  }
}
