// Attachments as decisions and screens see them: which bytes belong to one, where these are, and that one blob id
// stands for one key, hash and size for ever (PROTOCOL 14). Names and types are words of the sender.
import { sha256 } from '../crypto/index.ts'
import { concatBytes, equalBytes, toHex } from '../../protocol/bytes.ts'
import { encode, u53 } from '../../protocol/codec.ts'
import { MAX_FILE_BYTES } from '../../protocol/limits.ts'
import type { Attachment } from '../../protocol/message.ts'
import { safeMediaType } from './media-type.ts'
import type { Draft } from './rows.ts'
import { BIND_BYTES, transferKind, type TransferRow } from './tables-files.ts'
import type { MessageRow } from './tables.ts'
import type { AttachmentState, AttachmentView, MessageState } from './view.ts'

/** `pending` of a message whose bytes are not on the server yet begins with it; the blob's key follows. */
export const UPLOAD = 'upload/'

/** Row key of everything about the bytes of an attachment. */
export const blobKeyOf = ({ blobId }: Pick<Attachment, 'blobId'>): string => toHex(blobId)

/** What a blob id is bound to. */
export const bindOf = ({
  key,
  hash,
  size,
}: Pick<Attachment, 'key' | 'hash' | 'size'>): Uint8Array =>
  sha256(concatBytes(key, hash, encode(u53, size))).slice(0, BIND_BYTES)

/** True when an attachment is one that may be fetched at all. */
export const isPossible = ({ size }: Pick<Attachment, 'size'>): boolean => size <= MAX_FILE_BYTES

/** By `file.is`; before there is such a row the bytes are on the server. */
const states: readonly AttachmentState[] = ['remote', 'here', 'gone', 'refused']

const movingState = ({ is, failed }: TransferRow): AttachmentState => {
  if (is !== transferKind.up) return 'loading'
  return failed ? 'failed' : 'uploading'
}

const stateOf = (draft: Draft, attachment: Attachment, bind: Uint8Array): AttachmentState => {
  const blob = blobKeyOf(attachment)
  const transfer = draft.get('transfer', blob)
  const file = draft.get('file', blob)
  const bound = transfer ?? file
  if (!isPossible(attachment) || (bound && !equalBytes(bound.bind, bind))) return 'refused'
  if (transfer) return movingState(transfer)
  return states[file?.is ?? 0] ?? 'refused'
}

/** An attachment as screens show it. */
export const attachmentView = (
  draft: Draft,
  { attachment }: Pick<MessageRow, 'attachment'>,
): AttachmentView | undefined => {
  if (!attachment) return undefined
  const { size, width, height, length } = attachment
  const bind = bindOf(attachment)
  return {
    blob: toHex(bind),
    name: { unsafe: attachment.name },
    mediaType: safeMediaType(attachment.mediaType),
    size,
    width,
    height,
    length,
    waveform: Uint8Array.from(attachment.waveform),
    thumbnail: Uint8Array.from(attachment.thumbnail),
    state: stateOf(draft, attachment, bind),
  }
}

/** Where an own message is whose bytes were not on the server when it was written. */
export const uploadState = (draft: Draft, pending: string): MessageState => {
  const transfer = draft.get('transfer', pending.slice(UPLOAD.length))
  return transfer && !transfer.failed ? 'sending' : 'failed'
}
