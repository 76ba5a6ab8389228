// Evaluated while the pages are built: the names of emoji in another language, to search by.
import english from 'emojibase-data/en/compact.json' with { type: 'json' }
import known from 'emojibase-data/de/compact.json' with { type: 'json' }
import { emojiNames } from './emoji-lines.ts'

export const names = emojiNames(english, known)
