// Who may do what (PROTOCOL 4 and 5): a sendToken against the hash that is kept, a login signature
// against the inbox's key. An unknown id costs the same work as a wrong right and reads the same.
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  hash,
  randomBytes,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { concatBytes, toBase64url, utf8 } from '../protocol/bytes.ts'
import { TOKEN_BYTES } from '../protocol/limits.ts'
import type { ChannelRow } from './store/call.ts'

const NOBODY = randomBytes(TOKEN_BYTES)
const LOGIN_LABEL = utf8('sotto/v1/login\0')

const rawOfNobody = (): Uint8Array => {
  const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  return Buffer.from(x ?? '', 'base64url')
}
const KEY_OF_NOBODY = rawOfNobody()

/** SHA-256, 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** True when both have the same bytes, in time that does not depend on them. */
export const sameSecret = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)

/** True when the token opens this friendId today. The same work is done for `undefined`. */
export const maySend = (row: ChannelRow | undefined, token: Uint8Array, day: number): boolean => {
  const right = sameSecret(sha256(token), row?.tokenHash ?? NOBODY)
  const expired = row !== undefined && row.expiresDay !== 0 && day > row.expiresDay
  return right && row !== undefined && !expired
}

/** What a login signs: the origin that was dialled, the server's nonce and the inbox. */
export interface LoginClaim {
  readonly origin: string
  readonly nonce: Uint8Array
  readonly inboxId: Uint8Array
  readonly signature: Uint8Array
}

const signatureHolds = (claim: LoginClaim, loginKey: Uint8Array): boolean => {
  const origin = createHash('sha256').update(claim.origin, 'utf8').digest()
  const signed = concatBytes(LOGIN_LABEL, origin, claim.nonce, claim.inboxId)
  try {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(loginKey) },
      format: 'jwk',
    })
    return verify(null, signed, key, claim.signature)
  } catch {
    // A key that is no point of the curve: nobody can sign with it.
    return false
  }
}

/** True when the claim was signed by `loginKey`; `undefined` costs the same and is never right. */
export const mayReceive = (claim: LoginClaim, loginKey: Uint8Array | undefined): boolean =>
  signatureHolds(claim, loginKey ?? KEY_OF_NOBODY) && loginKey !== undefined
