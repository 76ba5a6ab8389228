// After a login: is this the server and the inbox that this profile knew (PROTOCOL 10.4, 10.8)?
import { equalBytes } from '../../protocol/bytes.ts'
import type { ReceiverAnswer } from '../../protocol/frame.ts'
import { wantReset } from './healing.ts'
import { markSetBack } from './losses.ts'
import { noticeKind } from './notices.ts'
import { ME, ownInbox, type Turn } from './turn.ts'

export type Welcome = Extract<ReceiverAnswer, { type: 'welcome' }>

/** Takes a welcome. A restored server is told everything anew; a profile that is behind starts over. What the
 * server says of prekeys is settled afterwards (`settlePool`). */
export const welcomed = (turn: Turn, said: Welcome): void => {
  const { draft } = turn
  const inbox = ownInbox(draft)
  const epoch = inbox.storeEpoch
  const restored =
    epoch !== undefined && (!equalBytes(epoch, said.storeEpoch) || said.head < inbox.cursor)
  const behind = !restored && epoch !== undefined && said.ackedUpTo > inbox.cursor
  draft.put('inbox', ME, {
    ...inbox,
    houseKey: Uint8Array.from(said.houseKey),
    ticket: undefined,
    storeEpoch: Uint8Array.from(said.storeEpoch),
    cursor: restored ? said.ackedUpTo : Math.max(inbox.cursor, said.ackedUpTo),
    restateRoutes: inbox.restateRoutes || restored,
    replacePrekeys: inbox.replacePrekeys || restored,
  })
  if (restored) serverRestored(turn)
  if (behind) profileBehind(turn)
}

/** The server was restored from a backup: the complete truth about this inbox is here, not there. */
const serverRestored = (turn: Turn): void => {
  const { draft } = turn
  for (const [key, route] of draft.entries('route')) {
    draft.put('route', key, { ...route, published: false })
  }
  for (const [key, device] of draft.entries('device')) {
    draft.put('device', key, { ...device, receiptOwed: true })
  }
}

/** Envelopes were acknowledged that this profile never saw: it is a copy, or an old one. */
const profileBehind = (turn: Turn): void => {
  for (const [key, { person }] of turn.draft.entries('device')) {
    wantReset(turn, key)
    markSetBack(turn, person)
  }
  const row = { kind: noticeKind.profileCopied, person: '', number: 0, time: turn.now }
  turn.draft.put('notice', `${noticeKind.profileCopied}`, row)
}
