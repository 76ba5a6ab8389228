// Second implementation: links, what follows from an invitation, and the card, PROTOCOL 6.4;
// the verification code, PROTOCOL 6.5; and the signature of a login, PROTOCOL 3.2.
import {
  type Bytes,
  fromBase64url,
  isZero,
  join,
  label,
  must,
  number,
  same,
  toBase64url,
  zeros,
} from './bytes.ts'
import { type Source, hkdf, seal, sha256, sign, unseal } from './crypto.ts'
import { openManifest, openPair, openSignedPrekey } from './identity.ts'
import { Cursor, type Of, blob, encode, flag, raw, ruled, struct, text, u8 } from './shape.ts'

export type Link =
  | { readonly is: 'invitation'; readonly account: Bytes; readonly secret: Bytes }
  | { readonly is: 'ticket'; readonly ticket: Bytes }
  | { readonly is: 'verification'; readonly account: Bytes; readonly peer: Bytes }

const start = (kind: number): Bytes => join(number(1, 1), number(1, kind))

/** What stands behind `https://host[:port]/i#`, or in a verification code (PROTOCOL 6.5). */
export const writeFragment = (link: Link): string => {
  switch (link.is) {
    case 'invitation':
      return toBase64url(join(start(1), link.account, link.secret))
    case 'ticket':
      return toBase64url(join(start(2), link.ticket))
    case 'verification':
      return toBase64url(join(start(4), link.account, link.peer))
  }
}

export const readFragment = (fragment: string): Link => {
  const bytes = fromBase64url(fragment)
  must(bytes[0] === 1, 'unknown version')
  const cursor = new Cursor(bytes.slice(2))
  const whole = (length: number): void => must(bytes.length === length, 'wrong length')
  if (bytes[1] === 1) {
    whole(50)
    return { is: 'invitation', account: cursor.take(32), secret: cursor.take(16) }
  }
  if (bytes[1] === 2) {
    whole(18)
    return { is: 'ticket', ticket: cursor.take(16) }
  }
  must(bytes[1] === 4, 'unknown kind')
  whole(66)
  return { is: 'verification', account: cursor.take(32), peer: cursor.take(32) }
}

export const derive = (account: Bytes, secret: Bytes) => ({
  friendId: hkdf(account, secret, label('sotto/v1/inv-slot'), 16),
  sendToken: hkdf(account, secret, label('sotto/v1/inv-token'), 32),
  psk: hkdf(account, secret, label('sotto/v1/inv-psk'), 32),
  cardKey: hkdf(account, secret, label('sotto/v1/inv-card'), 32),
})

export const cardContent = ruled(
  struct({
    version: u8,
    manifest: blob(0, 527),
    signedPrekey: raw(108),
    pair: raw(1284),
    hasHouseKey: flag,
    houseKey: raw(32),
    name: text(52),
  }),
  (card) => card.version === 1 && (card.hasHouseKey || isZero(card.houseKey)),
  'card',
)

export const sealCard = (source: Source, cardKey: Bytes, card: Of<typeof cardContent>): Bytes => {
  const inner = encode(cardContent, card)
  return seal(source, cardKey, join(inner, zeros(2008 - inner.length)))
}

/** The card with its manifest, and its keys verified as those of one device of it. */
export const openCard = (account: Bytes, cardKey: Bytes, sealed: Bytes, now: number) => {
  must(sealed.length === 2048, 'wrong length')
  const cursor = new Cursor(unseal(cardKey, sealed))
  const card = cardContent.read(cursor)
  must(isZero(cursor.take(cursor.left)), 'padding')
  const manifest = openManifest(card.manifest)
  must(same(manifest.account, account), 'another account')
  for (const one of manifest.devices) {
    const party = { ...one, account }
    try {
      const signedPrekey = openSignedPrekey(party, card.signedPrekey, now)
      return { card, manifest, party, signedPrekey, pair: openPair(party, card.pair) }
    } catch {
      continue
    }
  }
  must(false, 'no device of the manifest has signed these keys')
}

export const loginText = (origin: string, nonce: Bytes, inboxId: Bytes): Bytes =>
  join(label('sotto/v1/login'), sha256(Buffer.from(origin, 'ascii')), nonce, inboxId)

export const signLogin = (secret: Bytes, words: Bytes): Bytes => sign(secret, words)
