// Evaluated while the pages are built: what is exported here stands in the script, not the catalogue.
import english from 'emojibase-data/en/compact.json' with { type: 'json' }
import { emojiLines } from './emoji-lines.ts'

export const lines = emojiLines(english)
