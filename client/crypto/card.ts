// What a friend finds under an invitation or a friendId (PROTOCOL 6): the sealed card, and the bundle of
// prekeys beside the sealed manifest. Nothing of either is used before all of it is verified.
import { equalBytes, isZero } from '../../protocol/bytes.ts'
import { decodePadded, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import type { Bundle } from '../../protocol/exchange.ts'
import { CARD_BYTES, HOUSE_KEY_BYTES } from '../../protocol/limits.ts'
import {
  cardContent,
  type LastResortKey,
  type ManifestDevice,
  type OneTimePair,
  type SignedPrekey,
} from '../../protocol/prekey.ts'
import { openBox, sealBox } from './box.ts'
import { findDevice, readManifest, type Manifest } from './manifest.ts'
import { openManifest } from './own-manifest.ts'
import { isPrekeySigner, readLastResort, readPair, readSignedPrekey } from './prekeys.ts'
import type { Random } from './random.ts'
import type { Secret } from './secret.ts'

const CARD_VERSION = 1
const SEAL_COST = 40

/** The KEM prekey a session starts with: a one-time pair, or the last resort. */
export type KemOffer =
  | { readonly type: 'pair'; readonly item: OneTimePair }
  | { readonly type: 'lastResort'; readonly item: LastResortKey }

/** One device of a friend, ready to start a session with. All parts are verified. */
export interface PeerOffer {
  readonly manifest: Manifest
  readonly account: Uint8Array
  readonly device: ManifestDevice
  readonly signedPrekey: SignedPrekey
  readonly kem: KemOffer
}

/** What the inviter puts on a card. Items are the public bytes that the prekey makers gave. */
export interface CardInput {
  readonly manifest: Uint8Array
  readonly signedPrekey: Uint8Array
  readonly pair: Uint8Array
  readonly houseKey: Uint8Array | undefined
  readonly name: string
}

/** What the invitee reads from a card. */
export interface OpenedCard extends PeerOffer {
  readonly pair: OneTimePair
  readonly houseKey: Uint8Array | undefined
  readonly name: string
}

/** Seals a card: 2,048 bytes. Throws RangeError when the name has more than 52 bytes. */
export const sealCard = (
  cardKey: Secret<'cardKey'>,
  card: CardInput,
  random: Random,
): Uint8Array => {
  const padded = new Uint8Array(CARD_BYTES - SEAL_COST)
  const content = encode(cardContent, {
    version: CARD_VERSION,
    manifest: card.manifest,
    signedPrekey: card.signedPrekey,
    pair: card.pair,
    hasHouseKey: card.houseKey !== undefined,
    houseKey: card.houseKey ?? new Uint8Array(HOUSE_KEY_BYTES),
    name: card.name,
  })
  padded.set(content)
  return sealBox(cardKey, padded, random)
}

/**
 * Opens a card and verifies everything on it against the account key of the link; `now` in ms. Throws
 * Malformed: wrong key, wrong account, expired, or not signed by a device of that account.
 */
export const openCard = (
  cardKey: Secret<'cardKey'>,
  card: Uint8Array,
  account: Uint8Array,
  now: number,
): OpenedCard => {
  const padded = card.length === CARD_BYTES ? openBox(cardKey, card) : undefined
  if (!padded) throw new Malformed('card')
  const content = decodePadded(cardContent, padded)
  if (content.version !== CARD_VERSION) throw new Malformed('card version')
  if (!content.hasHouseKey && !isZero(content.houseKey)) throw new Malformed('house key')
  const manifest = readManifest(content.manifest)
  if (!equalBytes(manifest.account, account)) throw new Malformed('another account')
  const device = findSigner(manifest, content.signedPrekey)
  const signedPrekey = readSignedPrekey(content.signedPrekey, { account, device, now })
  const pair = readPair(content.pair, { account, device, now })
  return {
    manifest,
    account: manifest.account,
    device,
    signedPrekey,
    pair,
    kem: { type: 'pair', item: pair },
    houseKey: content.hasHouseKey ? content.houseKey.slice() : undefined,
    name: content.name,
  }
}

// A card does not say which device made it: it is the one whose key signed the prekey.
const findSigner = (manifest: Manifest, item: Uint8Array): ManifestDevice => {
  const { account } = manifest
  const signer = manifest.devices.find((device) => isPrekeySigner(item, { account, device }))
  if (!signer) throw new Malformed('prekey signature')
  return signer
}

/** Whose bundle is expected: the friend's account, the device behind the friendId, the newest prekey seen. */
export interface BundleCheck {
  readonly cardKey: Secret<'cardKey'>
  readonly account: Uint8Array
  readonly device: Uint8Array
  readonly now: number
  readonly seenExpiry?: number | undefined
}

/** Opens and verifies a bundle; throws Malformed. The caller compares its manifest with the known one. */
export const openBundle = (bundle: Bundle, expected: BundleCheck): PeerOffer => {
  const manifest = openManifest(expected.cardKey, bundle.sealedManifest)
  if (!equalBytes(manifest.account, expected.account)) throw new Malformed('another account')
  const device = findDevice(manifest, expected.device)
  if (!device) throw new Malformed('device not listed')
  const { account, now, seenExpiry } = expected
  const check = { account, device, now, seenExpiry }
  const signedPrekey = readSignedPrekey(bundle.signedPrekey, check)
  const kem: KemOffer =
    bundle.kem.type === 'pair'
      ? { type: 'pair', item: readPair(bundle.kem.item, check) }
      : { type: 'lastResort', item: readLastResort(bundle.kem.item, check) }
  return { manifest, account: manifest.account, device, signedPrekey, kem }
}
