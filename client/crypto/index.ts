// The face of the cryptography: what the engine may use, by name (PROTOCOL 6 to 9, 11). Everything is
// synchronous and pure; randomness and time are arguments, states are values.
export { equalBytes } from '../../protocol/bytes.ts'
export { acceptInit, type Acceptance, type Accepted } from './accept.ts'
export { blindRowId, makeDataKey, openRow, ROW_COST, sealRow } from './at-rest.ts'
export {
  openBundle,
  openCard,
  sealCard,
  type BundleCheck,
  type CardInput,
  type KemOffer,
  type OpenedCard,
  type PeerOffer,
} from './card.ts'
export { safetyNumber } from './fingerprint.ts'
export { contentCapacity, frameSizeFor, isFrameSize } from './frame-sizes.ts'
export {
  accountKeysCodec,
  deviceKeysCodec,
  importAccountKey,
  makeAccount,
  makeDevice,
  publicDevice,
  type AccountKeys,
  type DeviceKeys,
} from './identity.ts'
export { initiate, type Initiation } from './initiate.ts'
export { deriveInvitation, hashToken, type InvitationKeys } from './kdf.ts'
export { loginKeysCodec, makeLogin, signLogin, type LoginKeys } from './login.ts'
export {
  compareManifest,
  findDevice,
  listsInitiator,
  makeManifest,
  manifestDigest,
  manifestHash,
  openManifest,
  readManifest,
  sealManifest,
  type Manifest,
  type ManifestInput,
  type ManifestOrder,
} from './manifest.ts'
export { openInitMessage, openMessage, type Opening } from './open.ts'
export {
  kemSecret,
  makeLastResort,
  makePair,
  makeSignedPrekey,
  readLastResort,
  readPair,
  readSignedPrekey,
  signedPrekeySecret,
  type KemSecret,
  type LastResortSecret,
  type PairSecret,
  type PrekeyCheck,
  type PrekeyInput,
  type SignedPrekeySecret,
} from './prekeys.ts'
export { digest16, sha256 } from './primitives.ts'
export { checkRandom, draw, type Random } from './random.ts'
export { sealMessage, type Sealed } from './seal.ts'
export { wipe, type Secret } from './secret.ts'
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
export { readInitClear, type InitClear } from './transcript.ts'
export { openVolatile, sealVolatile, type VolatileCheck, type VolatileContent } from './volatile.ts'
