// What is done to a conversation without writing a message: it travels as a content of its own, counted and
// sent again until it is receipted, as a message does, and shows nowhere by itself (PROTOCOL 8.1).
import { ID_BYTES } from '../../protocol/limits.ts'
import type { Item } from '../../protocol/message.ts'
import { applyChange } from './changes.ts'
import { firstTime } from './content.ts'
import { queueContent } from './outgoing.ts'
import { devicesOf } from './people.ts'
import { must, type Turn } from './turn.ts'

/** Tells every device of a friend. Gives the lamport under which it counts; a note to oneself tells nobody. */
export const tellFriend = (turn: Turn, person: string, items: readonly Item[]): number => {
  const { draft, random } = turn
  const row = must(draft.get('person', person))
  const lamport = row.lamport + 1
  draft.put('person', person, { ...row, lamport })
  const id = random.bytes(ID_BYTES)
  firstTime(turn, person, id)
  for (const [device] of devicesOf(draft, person)) {
    queueContent(turn, device, { id, items, lamport, order: '', shown: false })
  }
  return lamport
}

/** Changes a message here, and tells the friend. */
export const makeChange = (turn: Turn, person: string, item: Item): void => {
  const at = tellFriend(turn, person, [item])
  applyChange(turn, person, { item, mine: true, at, time: turn.now })
}
