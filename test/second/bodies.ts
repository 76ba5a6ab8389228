// Second implementation: the bodies of the HTTPS routes, PROTOCOL 4.
import { blob, flag, list, maybe, raw, struct, text, u16, u32, u53, u8, union } from './shape.ts'

const pair = raw(1284)
const lastResort = raw(1260)
const friendIdEntry = struct({
  friendId: raw(16),
  tokenHash: raw(32),
  expiresDay: u32,
  quota: u16,
  card: maybe(raw(2048)),
})

export const bodies = {
  appendBlob: struct({ offset: u53, bytes: blob(1, 983040) }),
  blobOffset: struct({ offset: u53 }),
  blobPart: struct({ length: u53, bytes: blob(0, 983040) }),
  blobTerms: struct({ maxFile: u53, lifeDays: u16 }),
  completeBlob: struct({ hash: raw(32) }),
  createBlob: struct({
    version: u8,
    friendId: raw(16),
    sendToken: raw(32),
    blobHash: raw(32),
    length: u53,
  }),
  dropBlobs: struct({ blobHashes: list(64, raw(32)) }),
  readBlob: struct({ from: u53, most: u32 }),
  bearer: struct({ bearer: raw(32) }),
  bundle: struct({
    sealedManifest: raw(640),
    signedPrekey: raw(108),
    kem: union({
      pair: [1, struct({ item: pair })],
      lastResort: [2, struct({ item: lastResort })],
    }),
  }),
  cardAnswer: struct({ card: raw(2048), used: flag }),
  challenge: struct({ nonce: raw(32) }),
  config: struct({
    versionMin: u8,
    versionMax: u8,
    publicUrl: text(255),
    wssUrl: text(255),
    build: blob(0, 32),
  }),
  createInbox: struct({
    version: u8,
    inboxId: raw(16),
    loginKey: raw(32),
    right: union({
      houseKey: [1, struct({ houseKey: raw(32) })],
      ticket: [2, struct({ ticket: raw(16) })],
    }),
  }),
  friendIdEntry,
  friendRight: struct({ friendId: raw(16), sendToken: raw(32) }),
  login: struct({ version: u8, inboxId: raw(16), nonce: raw(32), signature: raw(64) }),
  problemBody: struct({ code: u16, retryAfter: u32 }),
  publishPrekeys: struct({
    replace: flag,
    sealedManifest: raw(640),
    signedPrekey: raw(108),
    lastResort,
    pairs: list(100, struct({ id: u32, item: pair })),
  }),
  pushKey: struct({ key: blob(0, 65) }),
  putPush: struct({ endpoint: text(1024) }),
  putFriendIds: struct({ complete: flag, entries: list(512, friendIdEntry) }),
  revokeFriendIds: struct({ friendIds: list(512, raw(16)) }),
}
