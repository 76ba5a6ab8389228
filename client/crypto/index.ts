// The face of the cryptography: what the engine may use, by name (PROTOCOL 6 to 9, 11). Everything is
// synchronous and pure; randomness and time are arguments, states are values. What only meeting somebody needs
// stands in meeting.ts, so that it can be loaded later.
export { acceptInit, type Accepted } from './accept.ts'
export { blindRowId, makeDataKey, openRow, ROW_COST, sealRow } from './at-rest.ts'
export { contentCapacity, frameSizeFor } from './frame-sizes.ts'
export { accountKeysCodec, deviceKeysCodec, type DeviceKeys } from './identity.ts'
export { deriveInvitation, hashToken } from './kdf.ts'
export { loginKeysCodec, makeLogin, signLogin } from './login.ts'
export {
  compareManifest,
  findDevice,
  listsInitiator,
  manifestDigest,
  manifestHash,
  readManifest,
} from './manifest.ts'
export { openInitMessage, openMessage, type Opening } from './open.ts'
export { kemSecret, signedPrekeySecret, type KemSecret } from './prekey-secrets.ts'
export { digest16, sha256, startSha256, type Hashing } from './primitives.ts'
export { checkRandom, type Random } from './random.ts'
export { sealMessage } from './seal.ts'
export {
  answered,
  decodeSession,
  encodeSession,
  sessionCodec,
  wipeReplaced,
  type Session,
} from './session.ts'
export {
  applySkipped,
  decodeSkippedKey,
  expiredSkipped,
  skippedKeyCodec,
  skippedKeysOf,
  skippedName,
  type SkippedChange,
  type SkippedKey,
  type SkippedKeys,
} from './skipped.ts'
export { deriveStream, openChunk, sealChunk } from './stream.ts'
export { readInitClear } from './transcript.ts'
export {
  openVolatile,
  sealVolatile,
  VOLATILE_TOLERANCE,
  type VolatileCheck,
  type VolatileContent,
} from './volatile.ts'
