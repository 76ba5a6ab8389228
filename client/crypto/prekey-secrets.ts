// Prekeys with their private halves, as their owner keeps them (PROTOCOL 6).
import { fixed, oneOf, struct, u32, u53, type Of } from '../../protocol/codec.ts'
import { KEY_BYTES, LAST_RESORT_BYTES, PAIR_BYTES, SPK_BYTES } from '../../protocol/limits.ts'
import { KEM_SEED_BYTES } from './primitives.ts'
import { secret } from './secret.ts'

/** A signed prekey with its private half, as its owner keeps it. `public` is the 108-byte item. */
export const signedPrekeySecret = struct({
  id: u32,
  created: u53,
  public: fixed(SPK_BYTES),
  secret: secret('dh', KEY_BYTES),
})
export type SignedPrekeySecret = Of<typeof signedPrekeySecret>

const pairFields = {
  id: u32,
  created: u53,
  public: fixed(PAIR_BYTES),
  dhSecret: secret('dh', KEY_BYTES),
  kemSeed: secret('kemSeed', KEM_SEED_BYTES),
} as const
const lastResortFields = {
  id: u32,
  created: u53,
  public: fixed(LAST_RESORT_BYTES),
  kemSeed: secret('kemSeed', KEM_SEED_BYTES),
} as const

/** A KEM prekey with its private half: a one-time pair, or the last resort when none is left. */
export const kemSecret = oneOf({ pair: [1, pairFields], lastResort: [2, lastResortFields] })
export type KemSecret = Of<typeof kemSecret>
export type PairSecret = Extract<KemSecret, { readonly type: 'pair' }>
export type LastResortSecret = Extract<KemSecret, { readonly type: 'lastResort' }>
