// Friends and their devices: who they are, where they are reached, and where they reach this device. A
// friend's device list is signed by the friend's account key; the server has no say in it (PROTOCOL 6.3).
import { compareManifest, findDevice, readManifest } from '../crypto/index.ts'
import { equalBytes, toHex } from '../../protocol/bytes.ts'
import {
  ID_BYTES,
  QUOTA_CHANNEL_ENVELOPES,
  RESET_EVERY,
  TOKEN_BYTES,
} from '../../protocol/limits.ts'
import type { Hello } from '../../protocol/message.ts'
import type { ManifestDevice } from '../../protocol/prekey.ts'
import { shownName } from './name.ts'
import { warnOfKeys } from './notices.ts'
import { depositAgain, firstSeq, pendingOf } from './outgoing.ts'
import type { Draft } from './rows.ts'
import type { DeviceRow, PersonRow } from './tables.ts'
import { must, ownProfile, type Turn } from './turn.ts'

/** The friend with this account key. */
export const personByAccount = (
  draft: Draft,
  account: Uint8Array,
): [key: string, row: PersonRow] | undefined =>
  draft.entries('person').find(([, row]) => equalBytes(row.account, account))

interface NewPerson {
  readonly account: Uint8Array
  readonly name: string
  readonly manifest: Uint8Array
  readonly cardKey: Uint8Array
  readonly invited: boolean
}

/** Adds a friend; gives the local id. */
export const addPerson = (turn: Turn, added: NewPerson): string => {
  const key = toHex(turn.random.bytes(ID_BYTES))
  turn.draft.put('person', key, {
    ...added,
    name: shownName(added.name),
    created: turn.now,
    lamport: 0,
    unread: 0,
    activity: turn.now,
    verified: 0,
    verifiedAt: 0,
    claims: '',
    claim: 0,
    claimedBy: '',
    knownFrom: 0,
    knownTo: 0,
    last: undefined,
    lastKind: 0,
    mutedUntil: 0,
    archived: false,
    unreadMark: false,
    blocked: false,
    removed: false,
    pinned: 0,
    timer: 0,
    timerAt: 0,
    theyRead: '',
    toldRead: '',
    seen: '',
    toldPicture: 0,
    sharesReads: 0,
    sharesTyping: 0,
  })
  return key
}

/** Row key of a friend's device. */
export const deviceKeyOf = (person: string, device: Uint8Array): string =>
  `${person}/${toHex(device)}`

/** Makes an address under which one device of a friend will reach this device. */
export const makeRoute = ({ draft, random }: Turn, deviceKey: string): Uint8Array => {
  const friendId = random.bytes(ID_BYTES)
  draft.put('route', toHex(friendId), {
    device: deviceKey,
    sendToken: random.bytes(TOKEN_BYTES),
    invitation: false,
    expires: 0,
    quota: QUOTA_CHANNEL_ENVELOPES,
    card: undefined,
    published: false,
    revoked: false,
  })
  return friendId
}

/** Gives every device of theirs that has none a new address here. */
export const makeRoutes = (turn: Turn, person: string): void => {
  for (const [key, device] of devicesOf(turn.draft, person)) {
    if (device.inward) continue
    turn.draft.put('device', key, { ...device, inward: makeRoute(turn, key) })
  }
}

/** Somebody who was removed is a friend again; who was blocked does not come back by a link: false. */
export const meetAgain = (turn: Turn, person: string): boolean => {
  const row = must(turn.draft.get('person', person))
  if (row.blocked) return false
  if (row.removed) turn.draft.put('person', person, { ...row, removed: false })
  makeRoutes(turn, person)
  return true
}

/** Adds a device of a friend, with a new friendId under which it will reach this device. */
export const addDevice = (
  turn: Turn,
  person: string,
  listed: ManifestDevice,
  invitation: Uint8Array | undefined,
): string => {
  const { draft } = turn
  const key = deviceKeyOf(person, listed.device)
  const friendId = makeRoute(turn, key)
  draft.put('device', key, {
    person,
    device: listed.device,
    identityDh: listed.identityDh,
    identitySig: listed.identitySig,
    out: undefined,
    inward: friendId,
    invitation,
    sendCount: 0,
    receivedUpTo: 0,
    receivedAbove: [],
    receiptOwed: false,
    saidUpTo: 0,
    saidAbove: [],
    generation: 0,
    active: '',
    wantsReset: false,
    lastReset: 0,
    resetEvery: RESET_EVERY,
    lastMessage: new Uint8Array(ID_BYTES),
    prekeySeen: 0,
    failures: 0,
    answered: false,
    seenFrom: 0,
    seenTo: 0,
    quarantined: 0,
    resets: 0,
    resetAt: 0,
    peerTime: 0,
    peerTimeAt: 0,
    sessions: [],
  })
  return key
}

interface Address {
  readonly friendId: Uint8Array
  readonly sendToken: Uint8Array
  readonly provisional: boolean
}

/** Lets a device be reached under a friendId; what lacks a receipt moves there, byte for byte. */
export const setChannel = (turn: Turn, deviceKey: string, to: Address): void => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  const key = toHex(to.friendId)
  const old = device.out ? toHex(device.out) : ''
  // A friend may name only addresses of their own: one that is another friend's changes nothing.
  const taken = draft.get('channel', key)
  if (old === key || (taken && taken.device !== deviceKey)) return
  if (!taken) openChannel(turn, deviceKey, key, to)
  draft.put('device', deviceKey, { ...device, out: to.friendId })
  if (old !== '') leaveChannel(turn, deviceKey, old, key)
}

const openChannel = (turn: Turn, deviceKey: string, key: string, to: Address): void => {
  const first = firstSeq(turn)
  turn.draft.put('channel', key, {
    device: deviceKey,
    sendToken: to.sendToken,
    first,
    nextSeq: first,
    storedUpTo: first - 1,
    storeEpoch: undefined,
    refusedSince: 0,
    provisional: to.provisional,
  })
}

const leaveChannel = ({ draft }: Turn, deviceKey: string, old: string, key: string): void => {
  for (const [, row] of pendingOf(draft, deviceKey)) {
    if (row.channel === old) depositAgain(draft, { channel: old, seq: row.seq }, key)
  }
  for (const [frame] of draft.entries('frame', `${old}/`)) draft.delete('frame', frame)
  for (const [block] of draft.entries('sent', `${old}/`)) draft.delete('sent', block)
  draft.delete('channel', old)
  // A receipt that was still on its way there is gone with it.
  const device = must(draft.get('device', deviceKey))
  draft.put('device', deviceKey, { ...device, receiptOwed: true })
}

/** Takes what a friend says of themselves. A manifest of another account or an older one is ignored. */
export const applyHello = (turn: Turn, deviceKey: string, hello: Hello): void => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  const person = must(draft.get('person', device.person))
  const offered = readManifest(hello.manifest)
  const listed = findDevice(offered, device.device)
  const order = compareManifest(readManifest(person.manifest), offered)
  // An older one may only be late; the others were never this friend's.
  if (order === 'otherAccount' || order === 'forked') warnOfKeys(turn, device.person)
  if (order !== 'same' && order !== 'newer') return
  if (!listed || !equalBytes(listed.identityDh, device.identityDh)) return
  draft.put('person', device.person, {
    ...person,
    manifest: offered.bytes,
    cardKey: hello.cardKey,
  })
  const own = ownProfile(draft).device.device
  const route = hello.routes.find(({ forDevice }) => equalBytes(forDevice, own))
  if (route) setChannel(turn, deviceKey, { ...route, provisional: false })
}

/** Marks a friendId as no longer good; the server hears of it with the next statement. */
export const revokeRoute = (draft: Draft, key: string): void => {
  const route = draft.get('route', key)
  if (route) draft.put('route', key, { ...route, card: undefined, revoked: true, published: false })
}

/** Devices of a friend that can be written to. */
export const devicesOf = (draft: Draft, person: string): [key: string, row: DeviceRow][] =>
  draft.entries('device', `${person}/`)
