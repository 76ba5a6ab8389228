// Every number both ends agree on. Lengths are bytes, times are milliseconds unless named otherwise.
// Limits that only the host sets stand in server/config.ts.

/** The protocol version spoken, and the range understood. */
export const VERSION = 1
export const VERSION_MIN = 1
export const VERSION_MAX = 1

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Milliseconds of a day; server rows carry day numbers only. */
export const DAY = 24 * HOUR

// --- ids and rights
export const ID_BYTES = 16
export const TOKEN_BYTES = 32
export const HOUSE_KEY_BYTES = 32
export const TICKET_BYTES = 16
export const SECRET_BYTES = 16
export const DEVICE_ID_BYTES = 4
export const NONCE_BYTES = 32
export const SIGNATURE_BYTES = 64
export const KEY_BYTES = 32
export const DIGEST_BYTES = 16
export const TICKET_LIFE = HOUR
export const CHALLENGE_LIFE = MINUTE
export const BEARER_LIFE = 15 * MINUTE
export const HOUSE_KEY_GRACE = 7 * DAY

// --- envelopes
export const MAX_ENVELOPE = 65_536
/** The six sizes of a sealed frame; anything larger is an attachment. */
export const FRAME_SIZES = [2_048, 4_096, 8_192, 16_384, 32_768, 65_536] as const
export const MIN_INIT_FRAME = 4_096
export const MAX_PAYLOAD = 66_560
export const MAX_PAYLOAD_BEFORE_RIGHTS = 4_096
export const MAX_SEQ = 2 ** 40 - 1
export const SEQ_JUMP_AT_START = 65_536
export const VOLATILE_BYTES = 256
export const VOLATILES_PER_SECOND = 2

// --- delivery
export const MAX_CHANNELS = 256
export const QUOTA_CHANNEL_ENVELOPES = 1_000
export const QUOTA_CHANNEL_BYTES = 16 * 1_048_576
export const QUOTA_INBOX_ENVELOPES = 20_000
export const QUOTA_INBOX_BYTES = 256 * 1_048_576
export const QUOTA_INVITATION_ENVELOPES = 64
export const ENVELOPE_LIFE_DAYS = 30
export const OPEN_BATCH = 64
export const SENT_DIGESTS_KEPT = 1_000
export const MAX_COUNTS_ABOVE_GAP = 2_000
export const MAX_RECEIPT_RANGES = 64
export const FORK_LEAP = 2 ** 20
export const MAX_COUNT = 2 ** 50
export const RECEIPT_DELAY = 250
export const KEEP_UNRECEIPTED = 90 * DAY
export const SEAL_AGAIN_AFTER = 31 * DAY
export const SEAL_AGAIN_UNTIL = 140 * DAY
export const LAST_CHANCE = 7 * DAY
export const MAX_FRIEND_IDS = 512

// --- heartbeat
export const SERVER_PING_EVERY = 20 * SECOND
export const SERVER_CLOSE_AFTER = 45 * SECOND
export const CLIENT_PING_AFTER = 25 * SECOND
export const CLIENT_GIVE_UP_AFTER = 5 * SECOND
export const SEND_SOCKET_IDLE = MINUTE
export const SEND_SOCKET_LIFE = 10 * MINUTE

// --- prekeys and invitations
export const SPK_BYTES = 108
export const PAIR_BYTES = 1_284
export const LAST_RESORT_BYTES = 1_260
export const SEALED_MANIFEST_BYTES = 640
export const CARD_BYTES = 2_048
export const KEM_PUBLIC_BYTES = 1_184
export const KEM_CIPHERTEXT_BYTES = 1_088
export const PAIRS_FIRST = 5
export const PAIRS_FULL = 50
export const PAIRS_REFILL_AT = 20
export const MAX_PAIRS_STORED = 100
export const CLAIMS_PER_HOUR = 5
export const PREKEY_ROTATE = 7 * DAY
export const PREKEY_EXPIRES = 45 * DAY
export const PREKEY_PRIVATE_LIFE = 75 * DAY
export const INIT_MEMORY_LIFE = 80 * DAY
export const INVITATION_LIFE = 7 * DAY
export const INVITATION_LIFE_MAX = 30 * DAY

// --- push
export const PUSH_KEY_BYTES = 65
export const MAX_PUSH_ENDPOINT = 1_024
export const PUSH_EVERY = 10 * SECOND

// --- people
export const MAX_DEVICES = 5
export const MAX_NAME_BYTES = 52
export const MAX_TEXT_BYTES = 60_000
/** One emoji with all its parts. */
export const MAX_MARK_BYTES = 64
export const MAX_FILE_NAME_BYTES = 255
export const MAX_MEDIA_TYPE_BYTES = 100
export const MAX_THUMBNAIL_BYTES = 12_288
export const MAX_PICTURE_BYTES = 24_576
/** A small picture that says it has more pixels on a side is not shown: few bytes can ask for much memory. */
export const MAX_SMALL_SIDE = 512
export const WAVEFORM_BYTES = 64
/** Disappearing messages stay at most this long. */
export const MAX_TIMER = 365 * DAY
export const MANIFEST_BYTES_MAX = 142 + 77 * MAX_DEVICES

// --- blobs
export const BLOB_ID_BYTES = 32
export const BLOB_HASH_BYTES = 32
/** A piece travels in one body, which a proxy that takes 1 MiB lets pass. */
export const BLOB_PIECE_BYTES = 983_040
export const STREAM_SALT_BYTES = 16
export const STREAM_TAG_BYTES = 16
export const STREAM_CHUNK_BYTES = 65_536
/** Shorter files are padded to it. */
export const MIN_PADDED_FILE = 4_096
/** Beyond it no host may go: lengths stay far below 2^53 and one blob below what a device can keep. */
export const MAX_FILE_BYTES = 4 * 1_073_741_824
export const BLOB_LIFE_DAYS = 30
export const UPLOAD_LIFE_DAYS = 2
export const MAX_BLOBS_DROPPED = 64

// --- ratchet
export const MAX_SKIP = 1_000
export const MAX_SKIPPED_STORED = 2_000
export const MAX_CHAINS = 5
export const SKIPPED_LIFE = 30 * DAY
export const SESSIONS_PER_DEVICE = 5
export const SESSION_RECEIVE_ONLY_LIFE = 30 * DAY
export const PENDING_SESSION_LIFE = 30 * DAY
export const DUPLICATE_RING = 2_048
export const DUPLICATE_DIGEST_BYTES = 12
/** Longer than SEAL_AGAIN_UNTIL and the life of an envelope: nothing that comes again is shown again. */
export const MESSAGE_ID_LIFE = 180 * DAY
export const QUARANTINE_LIFE = 7 * DAY
export const QUARANTINE_PER_FRIEND = 200
export const RESET_EVERY = HOUR
export const RESET_EVERY_MAX = DAY

// --- lines, where no WebSocket gets through
export const MAX_LINE_FRAMES = 64
export const MAX_LINE_UP = 131_072
export const LINE_BEAT = 10_000
export const LINE_PROOF = 2_500
export const LINE_SILENCE = 15_000
export const LINE_POLL = 20_000
export const LINE_STREAM_LIFE = 5 * MINUTE
export const LINE_UNCONFIRMED = 262_144
