// Where the links of a message's text are, and whether it is emoji alone. Pure; nothing becomes HTML.

const LINK = /https?:\/\/[^\s<>"']+/g
const TRAILING = /[.,;:!?)\]}]+$/
const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*){1,3}$/u

/** Text of one to three emoji and nothing else is shown large. */
export const isEmojiOnly = (text: string): boolean => text.length <= 40 && ONLY_EMOJI.test(text)

/** The parts of a text; every character is in exactly one of them. */
export const splitLinks = (
  text: string,
): readonly { readonly text: string; readonly link: boolean }[] => {
  const parts: { text: string; link: boolean }[] = []
  let at = 0
  for (const match of text.matchAll(LINK)) {
    const link = match[0].replace(TRAILING, '')
    if (!URL.canParse(link)) continue
    if (match.index > at) parts.push({ text: text.slice(at, match.index), link: false })
    parts.push({ text: link, link: true })
    at = match.index + link.length
  }
  if (at < text.length) parts.push({ text: text.slice(at), link: false })
  return parts
}
