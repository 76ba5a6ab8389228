// What a sender calls a file, as it may be shown and saved here: no path, no control or direction characters
// that make a name look like another, no name that a system treats in a way of its own.

const LONGEST = 120
const LONGEST_ENDING = 16
const NAMELESS = 'file'
/** Controls, separators of lines, marks of direction, what has no width, private and unassigned characters. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/gu
/** What means a place in some file system or shell. */
const PLACES = /[\\/:*?"<>|%]/g
// Devices on Windows, whatever ending they have.
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** A name of at most LONGEST characters that keeps its ending. */
const shortened = (name: string): string => {
  const letters = Array.from(name)
  if (letters.length <= LONGEST) return name
  const dot = letters.lastIndexOf('.')
  const ending = dot > 0 && letters.length - dot <= LONGEST_ENDING ? letters.slice(dot) : []
  return [...letters.slice(0, LONGEST - ending.length - 1), '…', ...ending].join('')
}

/** The name under which a file is shown and saved. Never empty. */
export const safeFileName = (name: string): string => {
  const plain = name
    .normalize('NFC')
    .replace(HIDDEN, '')
    .replace(PLACES, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  if (plain === '') return NAMELESS
  return shortened(DEVICE.test(plain) ? `_${plain}` : plain)
}
