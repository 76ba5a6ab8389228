// Every row of a profile, as it lies on the disk and as decisions see it: one codec per table. All of it is
// sealed before it reaches the disk (rows.ts). Times are milliseconds of this device's own clock.
import {
  accountKeysCodec,
  deviceKeysCodec,
  kemSecret,
  loginKeysCodec,
  sessionCodec,
  signedPrekeySecret,
  skippedKeyCodec,
} from '../crypto/index.ts'
import {
  bytes,
  fixed,
  flag,
  list,
  optional,
  struct,
  text,
  u16,
  u32,
  u53,
  u8,
  type Codec,
  type Of,
} from '../../protocol/codec.ts'
import {
  CARD_BYTES,
  DEVICE_ID_BYTES,
  DIGEST_BYTES,
  DUPLICATE_DIGEST_BYTES,
  HOUSE_KEY_BYTES,
  ID_BYTES,
  KEY_BYTES,
  MANIFEST_BYTES_MAX,
  MAX_COUNTS_ABOVE_GAP,
  MAX_ENVELOPE,
  MAX_NAME_BYTES,
  MAX_PUSH_ENDPOINT,
  MAX_PICTURE_BYTES,
  MAX_RECEIPT_RANGES,
  MAX_TEXT_BYTES,
  PUSH_KEY_BYTES,
  SECRET_BYTES,
  SESSIONS_PER_DEVICE,
  TICKET_BYTES,
  TOKEN_BYTES,
} from '../../protocol/limits.ts'
import { added, rowKey } from './added.ts'
import { late, marked, message } from './message-tables.ts'
import type { TableName } from './ports.ts'
import { file, transfer } from './tables-files.ts'

/** Small values are kept many to a row: one write instead of one for each. */
export const BLOCK = 64

/** `mutedUntil` of who is muted until it is taken back. */
export const MUTED_FOR_GOOD = Number.MAX_SAFE_INTEGER

const id = fixed(ID_BYTES)
const key = fixed(KEY_BYTES)

/** Row `me`: who this person is. */
const profile = struct({
  name: text(MAX_NAME_BYTES),
  account: accountKeysCodec,
  device: deviceKeysCodec,
  manifest: bytes(MANIFEST_BYTES_MAX),
  revision: u32,
  cardKey: key,
})

/** Row `me`: this device's place on the server. `cursor` is the highest envelope committed here. */
const inbox = struct({
  inboxId: id,
  login: loginKeysCodec,
  /** The server has it. */
  created: flag,
  ticket: optional(fixed(TICKET_BYTES)),
  houseKey: optional(fixed(HOUSE_KEY_BYTES)),
  storeEpoch: optional(id),
  cursor: u53,
  /** All prekeys have to be stated anew, dropping what the server holds. */
  replacePrekeys: flag,
  /** The complete list of friendIds has to be stated anew. */
  restateRoutes: flag,
  /** How many one-time pairs to keep on the server. */
  pairsWanted: u16,
})

/** `spk/ID`, `pair/ID`, `last/ID` or `invite/ID`: a prekey with its private half. */
const prekey = struct({
  signed: optional(signedPrekeySecret),
  kem: optional(kemSecret),
  created: u53,
  published: flag,
  retired: flag,
})

/** By EK_A: which session an INIT made, so that a repeat of its prefix finds it. */
const initiation = struct({ session: rowKey, time: u53 })

export const invitationStates = ['open', 'used', 'revoked'] as const
/** By friendId of the invitation. */
const invitation = struct({
  secret: fixed(SECRET_BYTES),
  label: text(120),
  created: u53,
  expires: u53,
  state: u8,
  pair: rowKey,
  person: rowKey,
  /** Somebody else tried the link after it was used. */
  triedAgain: flag,
})

/** By friendId that this profile issued. `device` is empty for an invitation that nobody took. */
const route = struct({
  device: rowKey,
  sendToken: fixed(TOKEN_BYTES),
  invitation: flag,
  expires: u53,
  quota: u16,
  card: optional(fixed(CARD_BYTES)),
  published: flag,
  revoked: flag,
})

const lastLine = struct({ id, mine: flag, text: text(600), time: u53, pending: rowKey })

/** By a random local id. `lamport` is the highest seen in this conversation. */
const person = struct({
  account: key,
  name: text(MAX_NAME_BYTES),
  manifest: bytes(MANIFEST_BYTES_MAX),
  cardKey: key,
  created: u53,
  lamport: u53,
  unread: u32,
  activity: u53,
  /** True when they came by my invitation, false when I came by theirs. */
  invited: flag,
  /** How it was verified (standing.ts), 0 when it was not, and when. */
  verified: u8,
  verifiedAt: u53,
  /** The friend whose name this account came under, and what was said about it (standing.ts). */
  claims: rowKey,
  claim: u8,
  /** The account that came under this friend's name. */
  claimedBy: rowKey,
  knownFrom: u32,
  knownTo: u32,
  last: optional(lastLine),
  /** What the last line is when it is no text (kinds.ts). */
  lastKind: added(u8, 0),
  /** No notices until then; MUTED_FOR_GOOD: until it is taken back. */
  mutedUntil: added(u53, 0),
  archived: added(flag, false),
  /** Marked as unread by hand. */
  unreadMark: added(flag, false),
  /** What arrives is dropped, and they are not told. */
  blocked: added(flag, false),
  /** Their address here is revoked; the history stays. */
  removed: added(flag, false),
  /** Kept on top since then; 0: not. */
  pinned: added(u53, 0),
  /** Seconds that new messages stay; 0: for good. Set by the content with this lamport. */
  timer: added(u32, 0),
  timerAt: added(u53, 0),
  /** They have seen own messages up to this order, and were told so of theirs. */
  theyRead: added(rowKey, ''),
  toldRead: added(rowKey, ''),
  /** The newest of their messages that was seen here. */
  seen: added(rowKey, ''),
  /** Time of the own picture that they were sent last. */
  toldPicture: added(u53, 0),
  /** 0: as in the preferences, 1: yes, 2: no. */
  sharesReads: added(u8, 0),
  sharesTyping: added(u8, 0),
})

const countRange = struct({ from: u53, length: u16 })

/** `person/deviceId`: one device of a friend. */
const device = struct({
  person: rowKey,
  device: fixed(DEVICE_ID_BYTES),
  identityDh: key,
  identitySig: key,
  /** The friendId under which I reach it, and the one under which it reaches me. */
  out: optional(id),
  inward: optional(id),
  /** The invitation by which it came, until it has used its own route. */
  invitation: optional(id),
  sendCount: u53,
  receivedUpTo: u53,
  receivedAbove: list(countRange, MAX_COUNTS_ABOVE_GAP),
  receiptOwed: flag,
  /** What it last said it has. */
  saidUpTo: u53,
  saidAbove: list(countRange, MAX_RECEIPT_RANGES),
  generation: u32,
  active: rowKey,
  /** A fresh session is needed as soon as the limit allows. */
  wantsReset: flag,
  lastReset: u53,
  resetEvery: u53,
  lastMessage: id,
  /** Newest signed prekey seen of it, by its expiry: an older one is refused. */
  prekeySeen: u53,
  failures: u16,
  answered: flag,
  seenFrom: u32,
  seenTo: u32,
  quarantined: u32,
  sessions: list(rowKey, SESSIONS_PER_DEVICE + 1),
  /** How often a session was replaced because something did not open, by either side, and when last. */
  resets: added(u32, 0),
  resetAt: added(u53, 0),
  /** What its clock said in its last content, and this one's when that came. */
  peerTime: added(u53, 0),
  peerTimeAt: added(u53, 0),
})

/** By session id. */
const session = struct({
  device: rowKey,
  generation: u32,
  initiator: flag,
  answered: flag,
  created: u53,
  lastOpened: u53,
  /** Set while this session was opened because something did not open. */
  reset: flag,
  /** How many rows of `skipped` belong to it; most sessions have none. */
  skipped: u16,
  state: sessionCodec,
})

/** By friendId into which this profile deposits. */
const channel = struct({
  device: rowKey,
  sendToken: fixed(TOKEN_BYTES),
  /** The first number used; `storedUpTo` is the one below it until something is stored. */
  first: u53,
  nextSeq: u53,
  storedUpTo: u53,
  storeEpoch: optional(id),
  refusedSince: u53,
  /** Invitation route, used until the first answer. */
  provisional: flag,
})

/** `channel/block`: digests of the sends from `block * BLOCK` on; zeros are gaps. */
const sent = struct({ digests: fixed(BLOCK * DIGEST_BYTES) })

/** `channel/seq`: the exact bytes deposited, kept until receipted (or stored, for receipts). */
const frame = struct({ bytes: bytes(MAX_ENVELOPE, 1), pending: rowKey, wake: flag })

/** `device/count`: a content without a receipt. `channel` is empty until it could be sealed. */
const pending = struct({
  id,
  /** Under which the friend's device counts it; a fork gives it a new one. */
  count: u53,
  person: rowKey,
  order: rowKey,
  /** The encoded items, to seal them again in another session under the same id and count. */
  items: bytes(MAX_ENVELOPE),
  time: u53,
  lamport: u53,
  shown: flag,
  channel: rowKey,
  seq: u53,
  /** The server has had it, perhaps on another channel. */
  stored: flag,
  failed: flag,
  /** When it was last sealed for the server. */
  sealed: added(u53, 0),
})

/** `person/block`: ids of contents seen or sent, in blocks; `time` is when the last one was added. */
const known = struct({ values: bytes(BLOCK * ID_BYTES), time: u53 })

/** `device/block`: digests of frames opened, in blocks. */
const seen = struct({ values: bytes(BLOCK * DUPLICATE_DIGEST_BYTES), time: u53 })

/** `device/number`: frames that could not be opened, tried again after each new session. */
const quarantine = struct({ frame: bytes(MAX_ENVELOPE, 1), time: u53 })

/** By number: what the person should be told. */
const notice = struct({ kind: u8, person: rowKey, number: u32, time: u53 })

/** Most bytes kept of what is typed and not sent; more than a message takes, so that it can be shortened. */
export const MAX_DRAFT_BYTES = 4 * MAX_TEXT_BYTES

/** By person: what is typed and not sent. */
const draft = struct({ text: text(MAX_DRAFT_BYTES) })

/** `time/person/order`, the time in 14 hex digits: what disappears then; zero: its time starts when it is seen. */
const dying = struct({ person: rowKey, order: rowKey })

/** By person, `me` for one's own: a picture as WebP. */
const pictureRow = struct({ webp: bytes(MAX_PICTURE_BYTES), time: u53 })

/** Row `me`: what friends are told. */
const preference = struct({ sharesReads: flag, sharesTyping: flag })

/**
 * Row `me`: where this device is woken. `key`: of the server for which the browser made it. `epoch`: the life of
 * the store that was told; undefined before. An empty endpoint is to be told too, and then goes.
 */
const push = struct({
  endpoint: text(MAX_PUSH_ENDPOINT),
  key: bytes(PUSH_KEY_BYTES),
  epoch: optional(id),
  /** The server does not push to it, and why: its rules, or another key than this one. */
  refused: flag,
  stale: flag,
})

export const codecs = {
  profile,
  inbox,
  prekey,
  initiation,
  invitation,
  route,
  person,
  device,
  session,
  skipped: skippedKeyCodec,
  channel,
  sent,
  frame,
  pending,
  known,
  seen,
  quarantine,
  notice,
  draft,
  message,
  marked,
  late,
  dying,
  picture: pictureRow,
  preference,
  transfer,
  push,
  file,
} as const satisfies Record<TableName, Codec<unknown>>

/** The decoded rows, by table. */
export type Rows = { readonly [T in TableName]: Of<(typeof codecs)[T]> }
export type ProfileRow = Rows['profile']
export type InboxRow = Rows['inbox']
export type PersonRow = Rows['person']
export type DeviceRow = Rows['device']
export type SessionRow = Rows['session']
export type ChannelRow = Rows['channel']
export type RouteRow = Rows['route']
export type PendingRow = Rows['pending']
export type MessageRow = Rows['message']
