// A message came with an attachment, or lost the one that it had: noted in the same commit, and looked at when
// the carrier of bytes is there (carrier.ts), which is loaded only when it is needed.
import type { Attachment } from '../../protocol/message.ts'
import { blobKeyOf } from './attachments.ts'
import { BIND_BYTES, transferKind } from './tables-files.ts'
import type { Turn } from './turn.ts'

/** Notes that the bytes of this attachment have to be looked after. `place`: row key of the message. */
export const lookAfter = ({ draft, now }: Turn, place: string, attachment: Attachment): void =>
  draft.put('transfer', `look/${blobKeyOf(attachment)}`, {
    is: transferKind.look,
    place,
    bind: new Uint8Array(BIND_BYTES),
    local: '',
    failed: false,
    problem: 0,
    time: now,
    waiting: undefined,
  })
