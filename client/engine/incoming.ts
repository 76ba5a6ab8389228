// One envelope from the inbox (PROTOCOL 9.2): find the session, open, and let everything that follows from
// it happen in the same draft. Whatever cannot be opened changes nothing but the record of it.
import {
  openInitMessage,
  openMessage,
  readInitClear,
  sha256,
  skippedKeysOf,
  type Opening,
  type SkippedKeys,
} from '../crypto/index.ts'
import { equalBytes, toHex } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  DUPLICATE_DIGEST_BYTES,
  DUPLICATE_RING,
  MAX_SKIP,
  RESET_EVERY,
} from '../../protocol/limits.ts'
import { content, itemType, type Content } from '../../protocol/message.ts'
import { isLastResortId } from '../../protocol/prekey.ts'
import { addValue, dropBlocks, hasValue, type Blocks } from './blocks.ts'
import { applyContent } from './content.ts'
import { greet, invitationPsk, isOpen, takeInvitation } from './invitations.ts'
import { warnOfCopy, warnOfKeys } from './notices.ts'
import { helloItem, sealAllAgain } from './outgoing.ts'
import { helloIn, join, readContent, tryInit, type AcceptedInit } from './first-frames.ts'
import { revokeRoute } from './people.ts'
import { quarantine, retryQuarantine, wantReset } from './healing.ts'
import type { Draft } from './rows.ts'
import { addPeerSession, sessionKey, sessionOpened } from './sessions.ts'
import { BLOCK, type DeviceRow, type RouteRow } from './tables.ts'
import { attempt, ME, must, ownInbox, ownProfile, type Turn } from './turn.ts'

/** One `deliver` frame. */
export interface Arrival {
  readonly seq: number
  readonly friendId: Uint8Array
  readonly envelope: Uint8Array
}

/** Takes one envelope. The cursor moves whatever the envelope turns out to be. */
export const receive = (turn: Turn, arrival: Arrival): void => {
  const { draft } = turn
  const inbox = ownInbox(draft)
  if (arrival.seq <= inbox.cursor) return
  draft.put('inbox', ME, { ...inbox, cursor: arrival.seq })
  const key = toHex(arrival.friendId)
  const route = draft.get('route', key)
  if (!route || route.revoked) return
  if (route.device === '') fromStranger(turn, key, route, arrival.envelope)
  else fromFriend(turn, { key, route, deviceKey: route.device }, arrival.envelope)
}

interface FriendRoute {
  readonly key: string
  readonly route: RouteRow
  readonly deviceKey: string
}

const seenBlocks = (deviceKey: string, device: DeviceRow): Blocks => ({
  table: 'seen',
  prefix: deviceKey,
  width: DUPLICATE_DIGEST_BYTES,
  from: device.seenFrom,
  to: device.seenTo,
})

const frameDigest = (frame: Uint8Array): Uint8Array =>
  sha256(frame).subarray(0, DUPLICATE_DIGEST_BYTES)

const fromFriend = (turn: Turn, from: FriendRoute, frame: Uint8Array): void => {
  const { draft } = turn
  const { deviceKey } = from
  const device = draft.get('device', deviceKey)
  if (!device || hasValue(draft, seenBlocks(deviceKey, device), frameDigest(frame))) return
  const outcome = openFromFriend(turn, from, frame)
  if (outcome === 'opened') {
    routeUsed(turn, from)
    return
  }
  if (outcome === 'ignored') return
  quarantine(turn, deviceKey, frame)
  if (outcome === 'unreadable') wantReset(turn, deviceKey)
}

type Outcome = 'opened' | 'unreadable' | 'stale' | 'ignored'

const openFromFriend = (turn: Turn, from: FriendRoute, frame: Uint8Array): Outcome => {
  const opened = openInSessions(turn, from.deviceKey, frame)
  if (opened !== 'notMine') return opened
  const clear = readInitClear(frame)
  if (!clear) return 'unreadable'
  const initiation = turn.draft.get('initiation', toHex(clear.ephemeral))
  if (initiation) return openRepeat(turn, from.deviceKey, initiation.session, frame)
  if (from.route.invitation) {
    noteSecondTry(turn, from.key)
    return 'ignored'
  }
  return openNewSession(turn, from.deviceKey, frame) ? 'opened' : 'unreadable'
}

/** The skipped keys of one session; most have none, and then nothing is searched. */
const skippedOf = (draft: Draft, key: string, count: number): SkippedKeys =>
  count === 0
    ? new Map()
    : skippedKeysOf(draft.entries('skipped', `${key}/`).map(([, skipped]) => skipped))

/** Tries the sessions of a device, the active one first. */
export const openInSessions = (
  turn: Turn,
  deviceKey: string,
  frame: Uint8Array,
): 'opened' | 'unreadable' | 'notMine' => {
  const { draft, now } = turn
  const device = must(draft.get('device', deviceKey))
  const keys = [device.active, ...device.sessions.filter((key) => key !== device.active)]
  let unreadable = false
  for (const key of keys) {
    const row = draft.get('session', key)
    if (!row) continue
    const opening = openMessage(row.state, skippedOf(draft, key, row.skipped), frame, now)
    if (opening.is === 'opened') {
      applyOpened(turn, { deviceKey, key, frame }, opening)
      return 'opened'
    }
    if (opening.is === 'unreadable') {
      unreadable = true
      if (opening.behind !== undefined && opening.behind <= MAX_SKIP)
        warnOfCopy(turn, device.person)
    }
  }
  return unreadable ? 'unreadable' : 'notMine'
}

interface Opened {
  readonly deviceKey: string
  readonly key: string
  readonly frame: Uint8Array
}

const applyOpened = (
  turn: Turn,
  { deviceKey, key, frame }: Opened,
  opening: Extract<Opening, { is: 'opened' }>,
): void => {
  sessionOpened(turn, deviceKey, key, opening)
  rememberFrame(turn, deviceKey, frame)
  applyBytes(turn, deviceKey, opening.content)
}

// A friend whose client writes nonsense inside the seal costs that content and nothing else.
const applyBytes = (turn: Turn, deviceKey: string, bytes: Uint8Array): void => {
  try {
    attempt(turn, (inner) => applyContent(inner, deviceKey, decode(content, bytes)))
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
  }
}

const rememberFrame = (turn: Turn, deviceKey: string, frame: Uint8Array): void => {
  const { draft, now } = turn
  const device = must(draft.get('device', deviceKey))
  const blocks = seenBlocks(deviceKey, device)
  const { to } = addValue(draft, blocks, frameDigest(frame), now)
  const oldest = to - DUPLICATE_RING / BLOCK
  const seenFrom = dropBlocks(draft, { ...blocks, to }, (block) => block < oldest)
  draft.put('device', deviceKey, { ...device, seenFrom, seenTo: to })
}

/** A further frame of an INIT that made a session here before: only its inner message counts. */
const openRepeat = (turn: Turn, deviceKey: string, key: string, frame: Uint8Array): Outcome => {
  const { draft, now } = turn
  const row = draft.get('session', key)
  if (!row || row.device !== deviceKey) return 'stale'
  const opening = openInitMessage(row.state, skippedOf(draft, key, row.skipped), frame, now)
  if (opening.is === 'opened') {
    applyOpened(turn, { deviceKey, key, frame }, opening)
    return 'opened'
  }
  const active = must(draft.get('device', deviceKey)).active
  return row.answered && active !== key ? 'stale' : 'unreadable'
}

/** Somebody comes with an invitation: the first whose inner body opens takes it. */
const fromStranger = (turn: Turn, key: string, route: RouteRow, frame: Uint8Array): void => {
  const { draft, now } = turn
  const row = draft.get('invitation', key)
  if (!route.invitation || !row || !isOpen(row, now)) return
  const accepted = tryInit(turn, frame, { pair: row.pair, psk: invitationPsk(draft, row) })
  const said = accepted && readContent(accepted.content)
  const greeting = said && helloIn(said)
  if (
    !accepted ||
    !greeting ||
    equalBytes(accepted.peer.account, ownProfile(draft).account.publicKey)
  )
    return
  const joined = join(turn, key, accepted, greeting)
  if (!joined) return
  takeInvitation(turn, key, joined.person, joined.deviceKey)
  startAccepted(turn, joined.deviceKey, accepted, frame)
}

/** An INIT through a friend's own route: only from the device that the route was made for. */
const openNewSession = (turn: Turn, deviceKey: string, frame: Uint8Array): boolean => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  const person = must(draft.get('person', device.person))
  const accepted = tryInit(turn, frame, {})
  if (!accepted) return false
  const { peer } = accepted
  const theirs =
    equalBytes(peer.account, person.account) &&
    equalBytes(peer.device, device.device) &&
    equalBytes(peer.identityDh, device.identityDh)
  if (!theirs) {
    // It opened, so it was made for this device, but by somebody who is not this friend.
    warnOfKeys(turn, device.person)
    return false
  }
  startAccepted(turn, deviceKey, accepted, frame)
  return true
}

/** True when this device began a session here within the hour. */
const beganLately = ({ draft, now }: Turn, deviceKey: string): boolean =>
  must(draft.get('device', deviceKey)).sessions.some((key) => {
    const row = draft.get('session', key)
    return row !== undefined && !row.initiator && Math.abs(now - row.created) < RESET_EVERY
  })

/**
 * The friend's new session ends a wish for one. The receipt in it may have told of another life of this
 * profile: no copy has this session, so it is used, and true is given.
 */
const chooseAfter = ({ draft }: Turn, deviceKey: string, key: string): boolean => {
  const device = must(draft.get('device', deviceKey))
  const forked = device.active === ''
  const active = forked ? key : device.active
  draft.put('device', deviceKey, { ...device, active, wantsReset: false })
  return forked
}

const saysReset = (said: Content | undefined): boolean =>
  said?.items.some(({ type }) => type === itemType.reset) ?? false

/** Each reset is a moment in which a thief of keys could have stepped in: people can see how many there were. */
const noteReset = ({ draft, now }: Turn, deviceKey: string): void => {
  const device = must(draft.get('device', deviceKey))
  draft.put('device', deviceKey, { ...device, resets: device.resets + 1, resetAt: now })
}

/** A one-time pair is used up, and a repeat of the INIT will find the session. Gives its key. */
const noteInit = ({ draft, now }: Turn, accepted: AcceptedInit, frame: Uint8Array): string => {
  const { kemId } = must(readInitClear(frame))
  if (!isLastResortId(kemId)) draft.delete('prekey', `pair/${kemId}`)
  const key = sessionKey(accepted.session)
  draft.put('initiation', toHex(accepted.ephemeral), { session: key, time: now })
  return key
}

/** Everything a session whose first body opened brings, in one go (PROTOCOL 9.2, rule 6). */
const startAccepted = (
  turn: Turn,
  deviceKey: string,
  accepted: AcceptedInit,
  frame: Uint8Array,
): void => {
  const { draft } = turn
  const key = noteInit(turn, accepted, frame)
  const said = readContent(accepted.content)
  const hasReset = saysReset(said)
  const { sessions, active } = must(draft.get('device', deviceKey))
  const firstContact = sessions.length === 0
  if (!hasReset && beganLately(turn, deviceKey)) {
    warnOfCopy(turn, must(draft.get('device', deviceKey)).person)
  }
  addPeerSession(turn, deviceKey, accepted.session, hasReset)
  sessionOpened(turn, deviceKey, key, accepted)
  rememberFrame(turn, deviceKey, frame)
  applyBytes(turn, deviceKey, accepted.content)
  if (hasReset) noteReset(turn, deviceKey)
  const waited = chooseAfter(turn, deviceKey, key) || (active === '' && !firstContact)
  // Once for the session, after the receipt beside it: what it does not name goes again.
  if (hasReset || waited) sealAllAgain(turn, deviceKey)
  // The answer ends the repeating of the prefix and tells the friend where to write.
  const hello = firstContact ? [helloItem(draft, must(draft.get('device', deviceKey)))] : []
  greet(turn, deviceKey, ...hello)
  retryQuarantine(turn, deviceKey, (inner, held) => openFromQuarantine(inner, deviceKey, held))
}

const openFromQuarantine = (turn: Turn, deviceKey: string, frame: Uint8Array): boolean =>
  openInSessions(turn, deviceKey, frame) === 'opened'

/** Once a friend writes to the route made for them, the invitation's is not needed any more. */
const routeUsed = (turn: Turn, { key, route, deviceKey }: FriendRoute): void => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  if (route.invitation || !device.invitation || toHex(device.invitation) === key) return
  revokeRoute(draft, toHex(device.invitation))
  draft.put('device', deviceKey, { ...device, invitation: undefined })
}

const noteSecondTry = (turn: Turn, key: string): void => {
  const row = turn.draft.get('invitation', key)
  if (row) turn.draft.put('invitation', key, { ...row, triedAgain: true })
}
