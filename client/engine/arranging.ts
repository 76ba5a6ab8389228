// How a conversation stands in the list: muted, archived, marked as unread, kept on top. None of it leaves this
// device.
import { DONE, refused } from './commands.ts'
import { MUTED_FOR_GOOD, type PersonRow } from './tables.ts'
import type { Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'

type Arranging = Extract<Command, { readonly type: 'mute' | 'archive' | 'markUnread' | 'top' }>

/** Changes how a conversation stands in the list. */
export const arrange = ({ draft, now }: Turn, said: Arranging): Answer => {
  const row = draft.get('person', said.person)
  if (!row) return refused('unknown')
  const put = (change: Partial<PersonRow>): void =>
    draft.put('person', said.person, { ...row, ...change })
  switch (said.type) {
    case 'mute':
      put({ mutedUntil: Math.min(Math.max(0, said.until), MUTED_FOR_GOOD) })
      return DONE
    case 'archive':
      put({ archived: said.on })
      return DONE
    case 'markUnread':
      put({ unreadMark: said.on })
      return DONE
    case 'top':
      put({ pinned: said.on ? now : 0 })
      return DONE
  }
}
