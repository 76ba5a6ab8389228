// One's own invitations (PROTOCOL 6.4), from the card on the server to the friend who takes one. How they are
// made and taken stands in inviting.ts.
import { deriveInvitation } from '../crypto/index.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { encodeLink } from '../../protocol/invite.ts'
import { DAY, ID_BYTES } from '../../protocol/limits.ts'
import { itemType, type Item } from '../../protocol/message.ts'
import { claimName } from './claims.ts'
import { orderOf } from './history.ts'
import { queueContent } from './outgoing.ts'
import type { Draft } from './rows.ts'
import { invitationStates, type Rows } from './tables.ts'
import { must, ownProfile, type Turn } from './turn.ts'
import type { InvitationState, InvitationView } from './view.ts'

type InvitationRow = Rows['invitation']
/** The server keeps whole days; a friend may be a little late. */
const EXPIRY_TOLERANCE = DAY

/** True when this invitation can still be taken. */
export const isOpen = (row: InvitationRow, now: number): boolean =>
  row.state === invitationStates.indexOf('open') && now <= row.expires + EXPIRY_TOLERANCE

/** The pre-shared key of an invitation. */
export const invitationPsk = (draft: Draft, row: InvitationRow): Uint8Array =>
  deriveInvitation(ownProfile(draft).account.publicKey, row.secret).psk

/** The first INIT that opened takes the invitation; its one-time pair and card are gone with it. */
export const takeInvitation = (turn: Turn, key: string, person: string, device: string): void => {
  const { draft } = turn
  const row = must(draft.get('invitation', key))
  const route = must(draft.get('route', key))
  draft.delete('prekey', row.pair)
  draft.put('invitation', key, {
    ...row,
    state: invitationStates.indexOf('used'),
    pair: '',
    person,
  })
  draft.put('route', key, { ...route, device, card: undefined, published: false })
  if (row.label !== '') claimName(turn, person, row.label)
}

/** An invitation as screens show it. `preparing` until the server has its card. */
export const invitationView = (
  draft: Draft,
  key: string,
  row: InvitationRow,
  now: number,
): InvitationView => {
  const account = ownProfile(draft).account.publicKey
  return {
    id: key,
    label: row.label,
    fragment: encodeLink({ type: 'invitation', account, secret: row.secret }),
    expires: row.expires,
    state: stateOf(draft, key, row, now),
    person: row.person === '' ? undefined : row.person,
  }
}

const stateOf = (draft: Draft, key: string, row: InvitationRow, now: number): InvitationState => {
  const state = invitationStates[row.state] ?? 'revoked'
  if (state !== 'open') return state
  if (now > row.expires) return 'expired'
  const route = draft.get('route', key)
  return route?.published && route.card ? 'open' : 'preparing'
}

/** The first content each side sends: the profile name, and `hello` where the session does not add it. */
export const greet = (turn: Turn, deviceKey: string, ...extra: readonly Item[]): void => {
  const me = ownProfile(turn.draft)
  const id = turn.random.bytes(ID_BYTES)
  queueContent(turn, deviceKey, {
    id,
    items: [...extra, { type: itemType.name, body: utf8(me.name) }],
    lamport: 0,
    order: orderOf(0, me.device.device, id),
    shown: false,
  })
}
