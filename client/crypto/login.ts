// Showing the right to an inbox (PROTOCOL 3.2): a signature over a label, the origin that was dialled, the
// server's nonce and the inbox. The label makes it useless elsewhere, the origin on another server.
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import { fixed, struct, type Of } from '../../protocol/codec.ts'
import { ID_BYTES, KEY_BYTES, NONCE_BYTES } from '../../protocol/limits.ts'
import { LABEL } from './kdf.ts'
import { sha256, sign, signingPublic, verify } from './primitives.ts'
import { draw, type Random } from './random.ts'
import { secret, type Secret } from './secret.ts'

/** An inbox's login key. It is random and never a device key: the server learns nothing from it. */
export const loginKeysCodec = struct({
  seed: secret('signing', KEY_BYTES),
  publicKey: fixed(KEY_BYTES),
})
export type LoginKeys = Of<typeof loginKeysCodec>

/** Makes a login key. */
export const makeLogin = (random: Random): LoginKeys => {
  const seed = draw(random, KEY_BYTES)
  return { seed, publicKey: signingPublic(seed) }
}

const loginText = (origin: string, nonce: Uint8Array, inboxId: Uint8Array): Uint8Array => {
  if (nonce.length !== NONCE_BYTES || inboxId.length !== ID_BYTES) throw new RangeError('login')
  return concatBytes(LABEL.login, sha256(utf8(origin)), nonce, inboxId)
}

/** Signs a login to `origin` (scheme, host and port as dialled). Throws RangeError for wrong lengths. */
export const signLogin = (
  seed: Secret<'signing'>,
  origin: string,
  nonce: Uint8Array,
  inboxId: Uint8Array,
): Uint8Array => sign(seed, loginText(origin, nonce, inboxId))

/** Checks a login as a server does. */
export const isLogin = (
  publicKey: Uint8Array,
  signature: Uint8Array,
  login: { readonly origin: string; readonly nonce: Uint8Array; readonly inboxId: Uint8Array },
): boolean => verify(publicKey, loginText(login.origin, login.nonce, login.inboxId), signature)
