// What the relay and the key exchange ask of the store besides appending and acknowledging. Each call
// runs at its place in the ordered queue; what it changed is durable before its outcome is told.
import type { FriendIdEntry, PublishPrekeys } from '../../protocol/exchange.ts'
import type { BlobMade, BlobRoom, BlobRow, NewBlob } from './blobs.ts'
import type { CensusRow, ListedInbox } from './host.ts'

/** A friendId as stored. Counters include everything committed before this call. */
export interface ChannelRow {
  readonly friendId: Uint8Array
  readonly inbox: InboxRow
  readonly tokenHash: Uint8Array
  readonly expiresDay: number
  readonly quota: number
  readonly high: number
  readonly digest: Uint8Array
  readonly expiredUpTo: number
  readonly envelopes: number
  readonly bytes: number
}

/** An inbox as stored. */
export interface InboxRow {
  readonly inboxNo: number
  readonly inboxId: Uint8Array
  readonly loginKey: Uint8Array
  readonly head: number
  readonly ackedUpTo: number
  readonly envelopes: number
  readonly bytes: number
}

/** Room that a deletion gave back to one channel. `expiredUpTo` is 0 unless envelopes expired. */
export interface Freed {
  readonly inboxNo: number
  readonly friendId: Uint8Array
  readonly envelopes: number
  readonly bytes: number
  readonly expiredUpTo: number
}

/** Waiting envelopes as records (batch.ts), in order. `last` is the number up to which was read. */
export interface Page {
  readonly records: Uint8Array
  readonly last: number
  readonly more: boolean
  readonly damaged: readonly Freed[]
}

type Revoked = { readonly is: 'done'; readonly freed: readonly Freed[] }

/** Every call: what it takes and what it answers. */
export interface StoreCalls {
  openChannel: { take: { friendId: Uint8Array }; give: ChannelRow | undefined }
  openInbox: { take: { inboxId: Uint8Array }; give: InboxRow | undefined }
  pairIds: { take: { inboxNo: number }; give: readonly number[] }
  page: { take: { inboxNo: number; after: number; envelopes: number; bytes: number }; give: Page }
  /** `most`: inboxes in all; absent is no limit. */
  createInbox: {
    take: { inboxId: Uint8Array; loginKey: Uint8Array; mayCreate: boolean; most?: number }
    give: 'created' | 'exists' | 'taken' | 'notInvited' | 'serverFull'
  }
  putFriendIds: {
    take: { inboxNo: number; complete: boolean; entries: readonly FriendIdEntry[] }
    give: Revoked | { readonly is: 'taken' } | { readonly is: 'tooMany' }
  }
  revoke: { take: { inboxNo: number; friendIds: readonly Uint8Array[] }; give: Revoked }
  publish: { take: { inboxNo: number; prekeys: PublishPrekeys }; give: 'done' | 'tooMany' }
  claim: {
    take: { inboxNo: number; pair: boolean }
    give:
      | {
          readonly sealedManifest: Uint8Array
          readonly signedPrekey: Uint8Array
          readonly pair: Uint8Array | undefined
          readonly lastResort: Uint8Array
        }
      | undefined
  }
  card: { take: { friendId: Uint8Array }; give: Uint8Array | undefined }
  hasInbox: { take: Record<never, never>; give: boolean }
  sweep: {
    take: { before: number; envelopes: number }
    give: { readonly freed: readonly Freed[]; readonly more: boolean; readonly blobs: number }
  }
  /** Where an inbox is pushed to; put with an empty address ends it, dropped is only that very address. */
  push: { take: { inboxNo: number }; give: string | undefined }
  putPush: { take: { inboxNo: number; endpoint: string }; give: true }
  dropPush: { take: { inboxNo: number; endpoint: string }; give: boolean }
  census: { take: Record<never, never>; give: CensusRow }
  inboxes: { take: Record<never, never>; give: readonly ListedInbox[] }
  closeInbox: { take: { inboxNo: number }; give: boolean }
  openBlob: { take: { blobHash: Uint8Array }; give: BlobRow | undefined }
  createBlob: { take: { wish: NewBlob; room: BlobRoom }; give: BlobMade }
  completeBlob: { take: { blobHash: Uint8Array }; give: true }
  /** With `inboxNo` only blobs of that inbox. */
  dropBlobs: { take: { blobHashes: readonly Uint8Array[]; inboxNo?: number }; give: true }
  /** Names of files without a row; the second call ends that these are told. */
  goneBlobs: { take: Record<never, never>; give: readonly Uint8Array[] }
  forgetBlobs: { take: { names: readonly Uint8Array[] }; give: true }
  checkpoint: { take: Record<never, never>; give: true }
  /** Refused while the disk takes no writes. */
  ready: { take: Record<never, never>; give: true }
}

/** The outcome of what the disk refused; no call has it as its own. */
export const REFUSED = null

/** The name of a call. */
export type CallName = keyof StoreCalls

/** A call as it travels to the thread. */
export type Call = { [K in CallName]: { readonly is: K } & StoreCalls[K]['take'] }[CallName]
