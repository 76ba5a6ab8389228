// Making an invitation and accepting one (PROTOCOL 6.4): the link carries the inviter's account key and a
// one-time secret behind the `#`; the card behind it is opened by both together, and by nobody else.
import { deriveInvitation, type Session } from '../crypto/index.ts'
import { initiate, openCard, sealCard, type OpenedCard } from '../crypto/meeting.ts'
import { equalBytes, toHex, utf8 } from '../../protocol/bytes.ts'
import type { Link } from '../../protocol/invite.ts'
import { INVITATION_LIFE, QUOTA_INVITATION_ENVELOPES, SECRET_BYTES } from '../../protocol/limits.ts'
import { addPair, createAccount, currentSignedPrekey, publicItem } from './account.ts'
import { claimName } from './claims.ts'
import { greet } from './invitations.ts'
import {
  addDevice,
  addPerson,
  deviceKeyOf,
  devicesOf,
  meetAgain,
  personByAccount,
  revokeRoute,
  setChannel,
} from './people.ts'
import type { Draft } from './rows.ts'
import { sealAllAgain } from './outgoing.ts'
import { addOwnSession } from './sessions.ts'
import { invitationStates, type PersonRow } from './tables.ts'
import { must, ownInbox, ownProfile, type Turn } from './turn.ts'

type InvitationLink = Extract<Link, { type: 'invitation' }>
const MAX_LABEL_BYTES = 120

/** Makes an invitation; its card follows as soon as the house key is known. Gives its friendId as hex. */
export const makeInvitation = (turn: Turn, label: string): string => {
  const { draft, random, now } = turn
  const me = ownProfile(draft)
  const secret = random.bytes(SECRET_BYTES)
  const keys = deriveInvitation(me.account.publicKey, secret)
  const key = toHex(keys.friendId)
  const expires = now + INVITATION_LIFE
  draft.put('invitation', key, {
    secret,
    label: shortLabel(label),
    created: now,
    expires,
    state: invitationStates.indexOf('open'),
    pair: addPair(turn, 'invite'),
    person: '',
    triedAgain: false,
  })
  draft.put('route', key, {
    device: '',
    sendToken: keys.sendToken,
    invitation: true,
    expires,
    quota: QUOTA_INVITATION_ENVELOPES,
    card: undefined,
    published: false,
    revoked: false,
  })
  fillCards(turn)
  return key
}

const shortLabel = (label: string): string => {
  let short = label.trim()
  while (utf8(short).length > MAX_LABEL_BYTES) short = short.slice(0, -1)
  return short
}

/** Seals the cards that could not be made before the house key was known. */
export const fillCards = (turn: Turn): void => {
  const { draft, random } = turn
  const { houseKey } = ownInbox(draft)
  if (!houseKey) return
  const me = ownProfile(draft)
  for (const [key, row] of draft.entries('invitation')) {
    const route = draft.get('route', key)
    if (row.state !== invitationStates.indexOf('open') || !route || route.card) continue
    const card = sealCard(
      deriveInvitation(me.account.publicKey, row.secret).cardKey,
      {
        manifest: me.manifest,
        signedPrekey: currentSignedPrekey(draft),
        pair: publicItem(must(draft.get('prekey', row.pair))),
        houseKey,
        name: me.name,
      },
      random,
    )
    draft.put('route', key, { ...route, card, published: false })
  }
}

/** What a look at an invitation's card found. */
export type Look =
  | { readonly is: 'open'; readonly card: OpenedCard; readonly name: string }
  | { readonly is: 'own' }
  | { readonly is: 'friends'; readonly person: string }

/** Reads a card under its link; throws Malformed for one that the link's maker did not make. */
export const lookAtCard = (
  draft: Draft,
  link: InvitationLink,
  sealed: Uint8Array,
  now: number,
): Look => {
  const known = knownInviter(draft, link)
  if (known) return known
  const { cardKey } = deriveInvitation(link.account, link.secret)
  const card = openCard(cardKey, sealed, link.account, now)
  return { is: 'open', card, name: card.name }
}

/** A friend who was removed here, or who removed this device, is met anew by an invitation. */
const isReachable = (draft: Draft, person: string, row: PersonRow): boolean =>
  !row.removed &&
  devicesOf(draft, person).every(([, { out }]) => {
    const channel = out && draft.get('channel', toHex(out))
    return !channel || channel.refusedSince === 0
  })

/** An invitation of one's own, or by somebody who is a friend already, needs no server. */
export const knownInviter = (
  draft: Draft,
  link: InvitationLink,
): Exclude<Look, { is: 'open' }> | undefined => {
  const me = draft.get('profile', 'me')
  if (me && equalBytes(me.account.publicKey, link.account)) return { is: 'own' }
  const friend = personByAccount(draft, link.account)
  return friend && isReachable(draft, ...friend) ? { is: 'friends', person: friend[0] } : undefined
}

/** The person and the device of a card: new ones, or those that were known before. */
const meet = (
  turn: Turn,
  link: InvitationLink,
  card: OpenedCard,
): readonly [person: string, deviceKey: string] => {
  const { draft } = turn
  const known = personByAccount(draft, link.account)?.[0]
  if (known !== undefined) meetAgain(turn, known)
  const person =
    known ??
    addPerson(turn, {
      account: link.account,
      name: card.name,
      manifest: card.manifest.bytes,
      cardKey: deriveInvitation(link.account, link.secret).cardKey,
      invited: false,
    })
  if (known === undefined) claimName(turn, person, must(draft.get('person', person)).name)
  const deviceKey = deviceKeyOf(person, card.device.device)
  if (!draft.get('device', deviceKey)) addDevice(turn, person, card.device, undefined)
  return [person, deviceKey]
}

/**
 * Accepts an invitation: keys if there are none yet, the friend, a way back for them, and the first message
 * of the session, all in one decision. Gives the friend's local id.
 */
export const acceptInvitation = (
  turn: Turn,
  link: InvitationLink,
  card: OpenedCard,
  name: string,
): string => {
  const { draft, random } = turn
  if (!draft.get('profile', 'me')) createAccount(turn, name, { houseKey: card.houseKey })
  const me = ownProfile(draft)
  const keys = deriveInvitation(link.account, link.secret)
  const [person, deviceKey] = meet(turn, link, card)
  setChannel(turn, deviceKey, {
    friendId: keys.friendId,
    sendToken: keys.sendToken,
    provisional: true,
  })
  const state: Session = initiate({
    own: { account: me.account.publicKey, device: me.device, revision: me.revision },
    peer: card,
    psk: keys.psk,
    random,
  })
  addOwnSession(turn, deviceKey, state, false)
  // Who was known before may wait for something.
  sealAllAgain(turn, deviceKey)
  greet(turn, deviceKey)
  return person
}

/** Takes back an open invitation. */
export const revokeInvitation = (turn: Turn, key: string): void => {
  const { draft } = turn
  const row = draft.get('invitation', key)
  if (!row || row.state !== invitationStates.indexOf('open')) return
  draft.delete('prekey', row.pair)
  draft.put('invitation', key, { ...row, state: invitationStates.indexOf('revoked'), pair: '' })
  revokeRoute(draft, key)
}
