// What a side of two profiles does with messages, and what its whole history shows.
import assert from 'node:assert/strict'
import { eraseMessages } from '../../client/engine/erasures.ts'
import { messageView } from '../../client/engine/history.ts'
import { editMessage, listMarked, reactTo } from '../../client/engine/markings.ts'
import { forwardMessages, resendMessage } from '../../client/engine/resending.ts'
import { must } from '../../client/engine/turn.ts'
import type { Answer, MessageView, PersonView } from '../../client/engine/view.ts'
import { snapshotOf } from '../../client/engine/snapshot.ts'
import { sendReceipt } from '../../client/engine/outgoing.ts'
import { carryOn, type Side } from './two-profiles.ts'

/** The local id of the one friend. */
export const friendAt = (side: Side): string => must(side.profile().rows.entries('person')[0])[0]

/** The friend as the list shows them. */
export const shownFriend = (side: Side): PersonView => {
  const outside = { connection: 'connected', retryAt: undefined, catchingUp: 0, halt: undefined }
  const { people } = snapshotOf(side.profile().rows, {
    ...outside,
    connection: 'connected',
    now: side.now,
  })
  return must(people[0])
}

/** Carries both ways, and says on both sides what has arrived. */
export const settle = async (one: Side, other: Side): Promise<void> => {
  await carryOn(one, other)
  for (const side of [one, other])
    await side.decide((turn) => sendReceipt(turn, must(turn.draft.entries('device')[0])[0]))
  await carryOn(one, other)
}

/** The whole conversation, oldest first. */
export const historyAt = async (side: Side): Promise<readonly MessageView[]> => {
  const profile = side.profile()
  const rows = await profile.history({ after: `${friendAt(side)}/`, before: `${friendAt(side)}0` })
  const answered = rows.flatMap(([, { reply }]) =>
    reply === '' ? [] : [`${friendAt(side)}/${reply}`],
  )
  return profile.viewing(answered, () =>
    rows.map(([key, row]) =>
      messageView(profile.rows, friendAt(side), key.slice(key.indexOf('/') + 1), row),
    ),
  )
}

/** The place of a message by its text. */
export const orderAt = async (side: Side, text: string): Promise<string> =>
  must((await historyAt(side)).find((one) => one.text === text)).order

export const react = (side: Side, order: string, mark: string): Promise<Answer> =>
  side.decide((turn) => reactTo(turn, { type: 'react', person: friendAt(side), order, mark }))

export const edit = (side: Side, order: string, text: string): Promise<Answer> =>
  side.decide((turn) => editMessage(turn, { type: 'edit', person: friendAt(side), order, text }))

export const erase = (side: Side, orders: readonly string[], both: boolean): Promise<Answer> =>
  eraseMessages(side.profile(), side.decide, {
    type: 'erase',
    person: friendAt(side),
    orders,
    both,
  })

export const resend = (side: Side, order: string): Promise<Answer> =>
  side.decide((turn) => resendMessage(turn, { type: 'resend', person: friendAt(side), order }))

export const forward = (side: Side, orders: readonly string[], id: string): Promise<Answer> =>
  forwardMessages(side.profile(), side.decide, {
    type: 'forward',
    person: friendAt(side),
    orders,
    to: [friendAt(side)],
    id,
  })

export const listed = async (
  side: Side,
  what: 'starred' | 'pinned',
): Promise<readonly string[]> => {
  const answer = await listMarked(side.profile(), { type: 'marked', what })
  assert.equal(answer.is, 'messages')
  return answer.is === 'messages' ? answer.messages.map(({ text }) => text) : []
}
