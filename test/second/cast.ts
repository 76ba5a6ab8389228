// The stage on which the product and the second implementation play the same scenes: a member of
// either makes keys, seals and opens, and the others see nothing of it but bytes (PROTOCOL 6 to 9, 11).
import type { Bytes } from './bytes.ts'
import type { Source } from './crypto.ts'

export const NOW = 1_800_000_000_000
export const EXPIRES = NOW + 45 * 86_400_000
export const SPK_ID = 7
export const PAIR_ID = 9
export const LAST_RESORT_ID = 0x8000_0003

export type Kind = 'pair' | 'lastResort'

/** The public bytes of a member. */
export interface Public {
  readonly account: Bytes
  readonly manifest: Bytes
  readonly signedPrekey: Bytes
  readonly pair: Bytes
  readonly lastResort: Bytes
  readonly certificate: Bytes
}

/** One end of a session. `open` throws whatever its implementation throws for bytes it refuses. */
export interface Talk {
  readonly sid: Bytes
  readonly seal: (source: Source, content: Bytes) => Bytes
  readonly open: (frame: Bytes) => Bytes
  readonly sealVolatile: (source: Source, counter: number, time: number) => Bytes
  readonly openVolatile: (frame: Bytes) => readonly [kind: number, counter: number, time: number]
}

export interface Taken {
  readonly talk: Talk
  readonly content: Bytes
  /** Account, device, revision of the initiator. */
  readonly initiator: readonly [Bytes, Bytes, number]
}

export interface CardWords {
  readonly houseKey: Bytes | null
  readonly name: string
}

/** A person with one device. */
export interface Member {
  readonly public: Public
  readonly start: (source: Source, peer: Public, kind: Kind, psk: Bytes | null) => Talk
  readonly take: (frame: Bytes, kind: Kind, psk: Bytes | null) => Taken
  readonly sealManifest: (source: Source, cardKey: Bytes) => Bytes
  /** The manifest inside. */
  readonly openManifest: (cardKey: Bytes, sealed: Bytes) => Bytes
  readonly sealCard: (source: Source, cardKey: Bytes, words: CardWords) => Bytes
  readonly openCard: (account: Bytes, cardKey: Bytes, sealed: Bytes, now: number) => CardWords
  readonly login: (source: Source, origin: string, nonce: Bytes, inboxId: Bytes) => Bytes
}

/** Draws: account 32; device id 4, X25519 32, Ed25519 32; signed prekey 32; pair 32, 64; last resort 64. */
export type MakeMember = (source: Source) => Member
