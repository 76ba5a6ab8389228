// A person's initials, and which of the quiet colours stays theirs.

const HUES = 8

/** Which of the eight colours belongs to a person, from the local id. */
export const hueOf = (id: string): number => {
  let sum = 7
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521
  return sum % HUES
}

let segmenter: Intl.Segmenter | undefined
const firstLetter = (word: string): string =>
  (segmenter ??= new Intl.Segmenter()).segment(word)[Symbol.iterator]().next().value?.segment ?? ''

/** One or two letters: of the first and the last word. */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/)
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : ''
  return (firstLetter(words[0] ?? '') + last).toLocaleUpperCase()
}
