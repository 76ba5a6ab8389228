// Bodies of the HTTPS routes (PROTOCOL 4): the same codec, `application/octet-stream`, always POST. Ids
// and tokens stand in bodies, never in a path or query.
import { fixed, flag, list, oneOf, optional, struct, u16, u32, u8, type Of } from './codec.ts'
import {
  CARD_BYTES,
  HOUSE_KEY_BYTES,
  ID_BYTES,
  KEY_BYTES,
  LAST_RESORT_BYTES,
  MAX_FRIEND_IDS,
  MAX_PAIRS_STORED,
  NONCE_BYTES,
  PAIR_BYTES,
  SEALED_MANIFEST_BYTES,
  SIGNATURE_BYTES,
  SPK_BYTES,
  TICKET_BYTES,
  TOKEN_BYTES,
} from './limits.ts'

const id = fixed(ID_BYTES)

/** POST /inboxes. Idempotent for the same (inboxId, loginKey); answered with an empty 201 or 200. */
export const createInbox = struct({
  version: u8,
  inboxId: id,
  loginKey: fixed(KEY_BYTES),
  right: oneOf({
    houseKey: [1, { houseKey: fixed(HOUSE_KEY_BYTES) }],
    ticket: [2, { ticket: fixed(TICKET_BYTES) }],
  }),
})
export type CreateInbox = Of<typeof createInbox>

/** POST /login/challenge takes nothing and gives a nonce (60 s, single use). */
export const challenge = struct({ nonce: fixed(NONCE_BYTES) })

/** POST /login gives a bearer for the Authorization header (15 minutes). */
export const login = struct({
  version: u8,
  inboxId: id,
  nonce: fixed(NONCE_BYTES),
  signature: fixed(SIGNATURE_BYTES),
})
export const bearer = struct({ bearer: fixed(TOKEN_BYTES) })

const pairItem = struct({ id: u32, item: fixed(PAIR_BYTES) })

/** POST /keys/prekeys with bearer. `replace` drops all one-time pairs stored before. */
export const publishPrekeys = struct({
  replace: flag,
  sealedManifest: fixed(SEALED_MANIFEST_BYTES),
  signedPrekey: fixed(SPK_BYTES),
  lastResort: fixed(LAST_RESORT_BYTES),
  pairs: list(pairItem, MAX_PAIRS_STORED),
})
export type PublishPrekeys = Of<typeof publishPrekeys>

/** A right to reach somebody: in the body of /keys/card and /keys/bundle. */
export const friendRight = struct({ friendId: id, sendToken: fixed(TOKEN_BYTES) })
export type FriendRight = Of<typeof friendRight>

/** Answer of POST /keys/bundle: a one-time pair is handed out once, the last resort when none may be. */
export const bundle = struct({
  sealedManifest: fixed(SEALED_MANIFEST_BYTES),
  signedPrekey: fixed(SPK_BYTES),
  kem: oneOf({
    pair: [1, { item: fixed(PAIR_BYTES) }],
    lastResort: [2, { item: fixed(LAST_RESORT_BYTES) }],
  }),
})
export type Bundle = Of<typeof bundle>

/** Answer of POST /keys/card. `used`: an envelope was deposited on this invitation before. */
export const cardAnswer = struct({ card: fixed(CARD_BYTES), used: flag })

/** One friendId as its owner states it. `expiresDay` 0 means never; `quota` counts envelopes. */
export const friendIdEntry = struct({
  friendId: id,
  tokenHash: fixed(32),
  expiresDay: u32,
  quota: u16,
  card: optional(fixed(CARD_BYTES)),
})
export type FriendIdEntry = Of<typeof friendIdEntry>

/** POST /friend-ids with bearer: adds or restates entries; with `complete`, absent ones are revoked. */
export const putFriendIds = struct({ complete: flag, entries: list(friendIdEntry, MAX_FRIEND_IDS) })
export type PutFriendIds = Of<typeof putFriendIds>

/** POST /friend-ids/revoke with bearer: the ids and everything waiting behind them are gone. */
export const revokeFriendIds = struct({ friendIds: list(id, MAX_FRIEND_IDS) })

export { config, type Config } from './config.ts'

/** The body of every failed answer. `retryAfter` in seconds, 0 = no hint. */
export const problemBody = struct({ code: u16, retryAfter: u32 })
