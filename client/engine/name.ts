// Names as people may write them and as screens may show them: no control, bidirectional or invisible
// characters, no towers of accents, at most MAX_NAME_BYTES. A friend's name is untrusted text.
import { utf8 } from '../../protocol/bytes.ts'
import { MAX_NAME_BYTES } from '../../protocol/limits.ts'

const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u034f]/gu
const KEPT_JOINER = /(\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu
const PLACEHOLDER = '\u0001'
/** More than three accents on one letter only serve to paint over other lines. */
const TOWER = /(\p{M}{3})\p{M}+/gu

/** A name without what must not be in it. */
export const tidy = (name: string): string =>
  name
    .normalize('NFC')
    .replaceAll(PLACEHOLDER, '')
    // Joined emoji (families, professions) keep their joiner; everywhere else it only deceives.
    .replace(KEPT_JOINER, `$1${PLACEHOLDER}`)
    .replace(UNSEEN, (found) => (found === PLACEHOLDER ? '\u200d' : ' '))
    .replace(TOWER, '$1')
    .replace(/\s+/gu, ' ')
    .trim()

/** What to show for a name that came from outside; never empty. */
export const shownName = (name: string): string => {
  let shown = ''
  for (const letter of tidy(name)) {
    if (utf8(shown + letter).length > MAX_NAME_BYTES) break
    shown += letter
  }
  return shown.trim() || 'Friend'
}
