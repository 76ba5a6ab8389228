// Deciding what friends are told.
import { DONE, refused } from './commands.ts'
import { choice, sharesOf } from './shares.ts'
import { ME, type Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'

/** Changes a rule, for one person or for all. */
export const share = (turn: Turn, said: Extract<Command, { type: 'share' }>): Answer => {
  const { draft } = turn
  const field = said.what === 'reads' ? 'sharesReads' : 'sharesTyping'
  if (said.person === undefined) {
    const now = sharesOf(draft)
    const before = { sharesReads: now.reads, sharesTyping: now.typing }
    draft.put('preference', ME, { ...before, [field]: said.on ?? true })
    return DONE
  }
  const row = draft.get('person', said.person)
  if (!row) return refused('unknown')
  const number = said.on === undefined ? choice.asEverybody : said.on ? choice.yes : choice.no
  draft.put('person', said.person, { ...row, [field]: number })
  return DONE
}
