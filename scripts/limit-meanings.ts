// One line for every number of protocol/limits.ts, for the table in docs/PROTOCOL.md. A limit without a
// line, or a line without a limit, does not compile.
import * as limits from '../protocol/limits.ts'

type Unit = 'bytes' | 'time' | 'number'

/** Unit and meaning of every limit, in the order of the table. */
export const limitMeanings: Readonly<Record<keyof typeof limits, readonly [Unit, string]>> = {
  VERSION: ['number', 'protocol version spoken'],
  VERSION_MIN: ['number', 'lowest version understood'],
  VERSION_MAX: ['number', 'highest version understood'],
  DAY: ['time', 'unit of the coarse times a server keeps'],
  ID_BYTES: ['bytes', 'inboxId, friendId, store epoch, message id'],
  TOKEN_BYTES: ['bytes', 'sendToken, bearer'],
  HOUSE_KEY_BYTES: ['bytes', 'house key'],
  TICKET_BYTES: ['bytes', 'ticket of the first person'],
  SECRET_BYTES: ['bytes', 'one-time secret of an invitation'],
  DEVICE_ID_BYTES: ['bytes', 'device id'],
  NONCE_BYTES: ['bytes', 'login nonce'],
  SIGNATURE_BYTES: ['bytes', 'Ed25519 signature'],
  KEY_BYTES: ['bytes', 'X25519 and Ed25519 public keys, derived keys'],
  DIGEST_BYTES: ['bytes', 'digest of the envelope accepted last'],
  TICKET_LIFE: ['time', 'a ticket is good for'],
  CHALLENGE_LIFE: ['time', 'a login nonce is good for'],
  BEARER_LIFE: ['time', 'a bearer is good for'],
  HOUSE_KEY_GRACE: ['time', 'the old house key stays good after a rotation for'],
  MAX_ENVELOPE: ['bytes', 'largest envelope'],
  FRAME_SIZES: ['bytes', 'sizes of sealed frames'],
  MIN_INIT_FRAME: ['bytes', 'smallest sealed frame with an INIT prefix'],
  MAX_PAYLOAD: ['bytes', 'largest WebSocket message after attach or login'],
  MAX_PAYLOAD_BEFORE_RIGHTS: ['bytes', 'largest WebSocket message before'],
  MAX_SEQ: ['number', 'highest sequence number, 2^40 - 1'],
  SEQ_JUMP_AT_START: ['number', 'inbox numbers skipped at each start of the server'],
  VOLATILE_BYTES: ['bytes', 'volatile frame'],
  VOLATILES_PER_SECOND: ['number', 'volatile frames per second and channel'],
  MAX_CHANNELS: ['number', 'channels on one sending socket'],
  QUOTA_CHANNEL_ENVELOPES: ['number', 'envelopes waiting in one channel'],
  QUOTA_CHANNEL_BYTES: ['bytes', 'bytes waiting in one channel'],
  QUOTA_INBOX_ENVELOPES: ['number', 'envelopes waiting in one inbox'],
  QUOTA_INBOX_BYTES: ['bytes', 'bytes waiting in one inbox'],
  QUOTA_INVITATION_ENVELOPES: ['number', 'envelopes waiting behind one invitation'],
  ENVELOPE_LIFE_DAYS: ['number', 'days an envelope is kept'],
  OPEN_BATCH: ['number', 'envelopes a device opens in one transaction'],
  SENT_DIGESTS_KEPT: ['number', 'digests of sent envelopes a client keeps per channel'],
  MAX_COUNTS_ABOVE_GAP: ['number', 'counts remembered above the lowest missing one'],
  MAX_RECEIPT_RANGES: ['number', 'ranges in one receipt'],
  MAX_COUNT: ['number', 'highest count of a content'],
  FORK_LEAP: ['number', 'counts left out after a fork, and a random u32 more'],
  RECEIPT_DELAY: ['time', 'receipts are gathered for'],
  SEAL_AGAIN_AFTER: ['time', 'a content without a receipt is sealed again after'],
  SEAL_AGAIN_UNTIL: ['time', 'an older content is not sealed again for its age'],
  LAST_CHANCE: ['time', 'a content is not given up this soon after it was sealed'],
  KEEP_UNRECEIPTED: ['time', 'a sender keeps what has no receipt for'],
  MAX_FRIEND_IDS: ['number', 'friendIds of one inbox'],
  SERVER_PING_EVERY: ['time', 'the server pings every'],
  SERVER_CLOSE_AFTER: ['time', 'the server closes a silent socket after'],
  CLIENT_PING_AFTER: ['time', 'a client sends `ping` after silence of'],
  CLIENT_GIVE_UP_AFTER: ['time', 'and connects again when no byte comes for'],
  SEND_SOCKET_IDLE: ['time', 'a sending socket without work is closed after'],
  SEND_SOCKET_LIFE: ['time', 'and renewed after'],
  SPK_BYTES: ['bytes', 'signed prekey'],
  PAIR_BYTES: ['bytes', 'one-time pair'],
  LAST_RESORT_BYTES: ['bytes', 'last-resort key'],
  SEALED_MANIFEST_BYTES: ['bytes', 'sealed manifest'],
  CARD_BYTES: ['bytes', 'sealed card'],
  KEM_PUBLIC_BYTES: ['bytes', 'ML-KEM-768 public key'],
  KEM_CIPHERTEXT_BYTES: ['bytes', 'ML-KEM-768 ciphertext'],
  PAIRS_FIRST: ['number', 'one-time pairs published at once by a new device'],
  PAIRS_FULL: ['number', 'one-time pairs a device keeps published'],
  PAIRS_REFILL_AT: ['number', 'and refills when this many are left'],
  MAX_PAIRS_STORED: ['number', 'one-time pairs a server stores per inbox'],
  CLAIMS_PER_HOUR: ['number', 'one-time pairs handed out per friendId and hour'],
  PREKEY_ROTATE: ['time', 'signed prekey and last-resort key are replaced every'],
  PREKEY_EXPIRES: ['time', 'and expire after'],
  PREKEY_PRIVATE_LIFE: ['time', 'private halves of prekeys are kept for'],
  INIT_MEMORY_LIFE: ['time', 'ephemeral keys of INITs taken are remembered for'],
  INVITATION_LIFE: ['time', 'an invitation is good for'],
  INVITATION_LIFE_MAX: ['time', 'and at most for'],
  MAX_DEVICES: ['number', 'devices of one account'],
  MAX_NAME_BYTES: ['bytes', 'name of a person, UTF-8'],
  MAX_TEXT_BYTES: ['bytes', 'text of a message, UTF-8'],
  MANIFEST_BYTES_MAX: ['bytes', 'largest manifest'],
  MAX_SKIP: ['number', 'messages skipped by one message'],
  MAX_SKIPPED_STORED: ['number', 'skipped message keys kept per session'],
  MAX_CHAINS: ['number', 'receiving chains kept behind the current one'],
  SKIPPED_LIFE: ['time', 'skipped message keys are kept for'],
  SESSIONS_PER_DEVICE: ['number', 'sessions kept per pair of devices'],
  SESSION_RECEIVE_ONLY_LIFE: ['time', 'a session no longer sent in is kept for'],
  PENDING_SESSION_LIFE: ['time', 'an unanswered session is replaced after'],
  DUPLICATE_RING: ['number', 'digests of opened frames kept per device'],
  DUPLICATE_DIGEST_BYTES: ['bytes', 'such a digest'],
  MESSAGE_ID_LIFE: ['time', 'message ids are remembered for'],
  QUARANTINE_LIFE: ['time', 'frames that did not open are kept for'],
  QUARANTINE_PER_FRIEND: ['number', 'such frames kept per friend'],
  RESET_EVERY: ['time', 'resets of a session are at least apart by'],
  RESET_EVERY_MAX: ['time', 'and at most, after doubling'],
}

const UNITS = [
  ['d', limits.DAY],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

const grouped = (value: number): string => value.toLocaleString('en-US')

/** The text of a limit: milliseconds in the largest unit that divides them. */
export const limitText = (unit: Unit, value: number | readonly number[]): string => {
  if (typeof value !== 'number') return value.map(grouped).join(', ')
  if (unit !== 'time') return grouped(value)
  const [name, size] = UNITS.find(([, length]) => value % length === 0) ?? ['ms', 1]
  return `${grouped(value / size)} ${name}`
}
