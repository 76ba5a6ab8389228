// Second implementation: certificates, prekeys, manifest and safety number, PROTOCOL 6.1 to 6.3.
// Signed bytes are the layouts of the document; whatever does not verify is Refused.
import { type Bytes, isZero, join, label, must, number, same, toHex, zeros } from './bytes.ts'
import {
  type Source,
  checkKemKey,
  importSignKey,
  seal,
  sha256,
  sha512,
  sign,
  unseal,
  verify,
} from './crypto.ts'
import { type Of, blob, decode, encode, list, raw, struct, u32, u53, u8 } from './shape.ts'

const DAY = 86_400_000

export const signedPrekey = struct({ id: u32, key: raw(32), expires: u53, signature: raw(64) })
export const oneTimePair = struct({ id: u32, key: raw(32), kem: raw(1184), signature: raw(64) })
export const lastResortKey = struct({ id: u32, kem: raw(1184), expires: u53, signature: raw(64) })

export const manifestDevice = struct({
  version: u8,
  device: raw(4),
  identityDh: raw(32),
  identitySig: raw(32),
  created: u53,
})
export const manifestBody = struct({
  version: u8,
  account: raw(32),
  revision: u32,
  previous: raw(32),
  created: u53,
  devices: list(5, manifestDevice),
})
export const paddedManifest = blob(0, 527)

/** The public side of a device, as contents and handshakes name it. */
export interface Party {
  readonly account: Bytes
  readonly device: Bytes
  readonly identityDh: Bytes
  readonly identitySig: Bytes
}

const certified = (party: Party, created: number): Bytes =>
  join(
    label('sotto/v1/cert'),
    number(1, 1),
    party.account,
    party.device,
    party.identityDh,
    party.identitySig,
    number(8, created),
  )

export const certify = (accountSecret: Bytes, party: Party, created: number): Bytes =>
  sign(accountSecret, certified(party, created))

export const verifyCertificate = (party: Party, created: number, signature: Bytes): void => {
  importSignKey(party.identitySig)
  verify(party.account, certified(party, created), signature)
}

const signedItem = (name: string, party: Party, ...fields: readonly Bytes[]): Bytes =>
  join(label(name), party.account, party.device, ...fields)

const spk = (party: Party, id: number, key: Bytes, expires: number): Bytes =>
  signedItem('sotto/v1/spk', party, number(4, id), key, number(8, expires))
const otp = (party: Party, id: number, key: Bytes, kem: Bytes): Bytes =>
  signedItem('sotto/v1/otp', party, number(4, id), key, kem)
const lrk = (party: Party, id: number, kem: Bytes, expires: number): Bytes =>
  signedItem('sotto/v1/lrk', party, number(4, id), kem, number(8, expires))

export const makeSignedPrekey = (
  party: Party,
  secret: Bytes,
  item: Omit<Of<typeof signedPrekey>, 'signature'>,
): Bytes => {
  const signature = sign(secret, spk(party, item.id, item.key, item.expires))
  return encode(signedPrekey, { ...item, signature })
}
export const makePair = (
  party: Party,
  secret: Bytes,
  item: Omit<Of<typeof oneTimePair>, 'signature'>,
): Bytes => {
  const signature = sign(secret, otp(party, item.id, item.key, item.kem))
  return encode(oneTimePair, { ...item, signature })
}
export const makeLastResort = (
  party: Party,
  secret: Bytes,
  item: Omit<Of<typeof lastResortKey>, 'signature'>,
): Bytes => {
  const signature = sign(secret, lrk(party, item.id, item.kem, item.expires))
  return encode(lastResortKey, { ...item, signature })
}

/** Verified signed prekey; expiry is judged with one day of tolerance. */
export const openSignedPrekey = (party: Party, bytes: Bytes, now: number) => {
  const item = decode(signedPrekey, bytes)
  verify(party.identitySig, spk(party, item.id, item.key, item.expires), item.signature)
  must(now <= item.expires + DAY, 'expired')
  return item
}
export const openPair = (party: Party, bytes: Bytes) => {
  const item = decode(oneTimePair, bytes)
  verify(party.identitySig, otp(party, item.id, item.key, item.kem), item.signature)
  must(item.id < 0x8000_0000, 'id of a one-time pair has the top bit set')
  checkKemKey(item.kem)
  return item
}
export const openLastResort = (party: Party, bytes: Bytes, now: number) => {
  const item = decode(lastResortKey, bytes)
  verify(party.identitySig, lrk(party, item.id, item.kem, item.expires), item.signature)
  must(item.id >= 0x8000_0000, 'id of a last-resort key has the top bit clear')
  must(now <= item.expires + DAY, 'expired')
  checkKemKey(item.kem)
  return item
}

/** `manifestBody | signature` */
export const makeManifest = (accountSecret: Bytes, body: Of<typeof manifestBody>): Bytes => {
  const bytes = encode(manifestBody, body)
  return join(bytes, sign(accountSecret, join(label('sotto/v1/manifest'), bytes)))
}

export const openManifest = (bytes: Bytes): Of<typeof manifestBody> => {
  must(bytes.length > 64, 'cut short')
  const words = bytes.slice(0, -64)
  const body = decode(manifestBody, words)
  must(body.version === 1 && body.devices.every((one) => one.version === 1), 'version')
  verify(body.account, join(label('sotto/v1/manifest'), words), bytes.slice(-64))
  must(body.revision >= 1 && isZero(body.previous) === (body.revision === 1), 'revision')
  must(body.devices.length >= 1, 'no device')
  const names = body.devices.flatMap((one) => [one.device, one.identityDh, one.identitySig])
  must(new Set(names.map(toHex)).size === names.length, 'devices are not distinct')
  for (const one of body.devices) importSignKey(one.identitySig)
  return body
}

export const manifestHash = (manifest: Bytes): Bytes => sha256(manifest).slice(0, 16)

/** A client takes `next` after `held` only as its direct or later successor of one account. */
export const followsManifest = (held: Bytes, next: Bytes): boolean => {
  const [old, fresh] = [openManifest(held), openManifest(next)]
  if (!same(old.account, fresh.account) || fresh.revision <= old.revision) return false
  return fresh.revision > old.revision + 1 || same(fresh.previous, sha256(held))
}

export const sealManifest = (source: Source, cardKey: Bytes, manifest: Bytes): Bytes => {
  const inner = encode(paddedManifest, manifest)
  return seal(source, cardKey, join(inner, zeros(600 - inner.length)))
}

export const openSealedManifest = (cardKey: Bytes, sealed: Bytes): Bytes => {
  must(sealed.length === 640, 'wrong length')
  const inner = unseal(cardKey, sealed)
  const end = 2 + Number(`0x${toHex(inner.slice(0, 2))}`)
  must(end <= inner.length && isZero(inner.slice(end)), 'padding')
  return decode(paddedManifest, inner.slice(0, end))
}

const half = (account: Bytes): string => {
  let h = sha512(zeros(2), account, account, account)
  for (let round = 0; round < 5199; round += 1) h = sha512(h, account)
  const groups = [0, 5, 10, 15, 20, 25].map((at) => Number(`0x${toHex(h.slice(at, at + 5))}`))
  return groups.map((group) => String(group % 100_000).padStart(5, '0')).join('')
}

/** 60 digits, the same for both sides. */
export const safetyNumber = (a: Bytes, b: Bytes): string => [half(a), half(b)].toSorted().join('')
