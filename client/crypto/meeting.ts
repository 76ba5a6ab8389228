// What it takes to meet somebody: cards, bundles and prekeys, the first message of a session, the digits to compare
// (PROTOCOL 6). Beside index.ts, so that a client loads it when it is wanted.
export {
  openBundle,
  openCard,
  sealCard,
  type BundleCheck,
  type CardInput,
  type OpenedCard,
  type PeerOffer,
} from './card.ts'
export { safetyNumber } from './fingerprint.ts'
export { initiate, type Initiation } from './initiate.ts'
export {
  makeLastResort,
  makePair,
  makeSignedPrekey,
  readLastResort,
  readPair,
  readSignedPrekey,
  type PrekeyCheck,
} from './prekeys.ts'
export { makeAccount, makeDevice, publicDevice } from './new-identity.ts'
export { makeManifest, openManifest, sealManifest } from './own-manifest.ts'
