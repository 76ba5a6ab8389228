// What a sender calls a file, as it may be shown and saved here: no path, no control or direction characters
// that make a name look like another, no name that a system treats in a way of its own. And which types of
// media are shown in place: everything else is only ever saved.

const LONGEST = 120
const LONGEST_ENDING = 16
const NAMELESS = 'file'
/** Controls, separators of lines, marks of direction, what has no width, private and unassigned characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu
/** What means a place in some file system or shell. */
const PLACES = /[\\/:*?"<>|%]/g
// Devices on Windows, whatever ending they have.
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** A name of at most LONGEST characters that keeps its ending. */
const shortened = (name: string): string => {
  const letters = [...name]
  if (letters.length <= LONGEST) return name
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 ? [...name.slice(dot)] : []
  const kept = ending.length <= LONGEST_ENDING ? ending : []
  return [...letters.slice(0, LONGEST - kept.length - 1), '…', ...kept].join('')
}

/** The name under which a file is shown and saved. Never empty. */
export const safeFileName = (name: string): string => {
  const plain = name
    .normalize('NFC')
    .replace(HIDDEN, '')
    .replace(PLACES, '_')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
  if (plain === '') return NAMELESS
  return shortened(DEVICE.test(plain) ? `_${plain}` : plain)
}

/** Types that a browser shows without running anything; no SVG, no HTML, no XML, no PDF. */
const SHOWN: ReadonlySet<string> = new Set([
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'video/mp4',
  'video/webm',
  'audio/aac',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
])

/** The type of everything that is only saved. */
export const SAVED_ONLY = 'application/octet-stream'

/** The type under which bytes may be given to a browser: one that it shows harmlessly, or SAVED_ONLY. */
export const safeMediaType = (mediaType: string): string => {
  const plain = (mediaType.split(';')[0] ?? '').trim().toLowerCase()
  return SHOWN.has(plain) ? plain : SAVED_ONLY
}
