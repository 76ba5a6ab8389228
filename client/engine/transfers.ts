// What happens to the bytes of attachments, as decisions: an upload holds back its message until it is done, a
// download ends in bytes that are here or in the reason why not, and bytes that nobody needs are dropped. The
// work itself is carrier.ts.
import { equalBytes, toHex } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { problem, type ProblemName } from '../../protocol/errors.ts'
import { ID_BYTES } from '../../protocol/limits.ts'
import { itemList, type Attachment } from '../../protocol/message.ts'
import { bindOf, blobKeyOf, isPossible, UPLOAD } from './attachments.ts'
import { safeMediaType } from './media-type.ts'
import { messageKey, replaceMessage } from './history.ts'
import type { Outgoing } from './outgoing.ts'
import { devicesOf } from './people.ts'
import { fileKind, transferKind, type FileRow, type TransferRow } from './tables-files.ts'
import type { MessageRow } from './tables.ts'
import { must, type Turn } from './turn.ts'
import { queueToAll } from './writing.ts'

/** Pictures up to this are fetched when they come, bytes. */
export const FETCH_UNASKED = 5 * 1_048_576

/** Person and order of a message's row key. */
const placeOf = (place: string): readonly [person: string, order: string] => {
  const cut = place.indexOf('/')
  return [place.slice(0, cut), place.slice(cut + 1)]
}

/** What every transfer begins as. */
const bareTransfer = { failed: false, problem: 0, waiting: undefined } as const

/** Marks bytes as not needed any more. */
const dropBytes = ({ draft, now }: Turn, { place, bind, local }: FileRow | TransferRow): void => {
  if (local === '') return
  const row = { ...bareTransfer, is: transferKind.drop, place, bind, local, time: now }
  draft.put('transfer', `drop/${local}`, row)
}

/** Puts a changed message in its place. */
const showAs = (turn: Turn, place: string, message: MessageRow): void => {
  const { draft } = turn
  const [person, order] = placeOf(place)
  const shown = must(draft.get('person', person))
  if (shown.last && equalBytes(shown.last.id, message.id)) {
    draft.put('person', person, { ...shown, last: { ...shown.last, pending: message.pending } })
  }
  replaceMessage(turn, person, order, message)
}

/** Shows a message anew: where its bytes are has changed. */
const showAgain = (turn: Turn, place: string): void => {
  const message = turn.draft.get('message', place)
  if (message) showAs(turn, place, message)
}

/** Begins to fetch; false for what may not be fetched. */
const beginDownload = (turn: Turn, place: string, attachment: Attachment): boolean => {
  const { draft, now, random } = turn
  const blob = blobKeyOf(attachment)
  const bind = bindOf(attachment)
  const known = draft.get('file', blob)
  if (!isPossible(attachment) || (known && !equalBytes(known.bind, bind))) return false
  if (known?.is === fileKind.here) return true
  if (known) draft.delete('file', blob)
  const local = toHex(random.bytes(ID_BYTES))
  draft.put('transfer', blob, {
    ...bareTransfer,
    is: transferKind.down,
    place,
    bind,
    local,
    time: now,
  })
  showAgain(turn, place)
  return true
}

/** A message came, or lost its attachment (look-after.ts): a small picture is fetched, what nobody has goes. */
export const lookAt = (turn: Turn, key: string): void => {
  const { draft } = turn
  const row = draft.get('transfer', key)
  if (!row) return
  const attachment = draft.get('message', row.place)?.attachment
  draft.delete('transfer', key)
  if (attachment && key === `look/${blobKeyOf(attachment)}`)
    fetchUnasked(turn, row.place, attachment)
  else releaseBytes(turn, row.place, key.slice('look/'.length))
}

const fetchUnasked = (turn: Turn, place: string, attachment: Attachment): void => {
  if (attachment.size > FETCH_UNASKED || !safeMediaType(attachment.mediaType).startsWith('image/'))
    return
  const blob = blobKeyOf(attachment)
  if (turn.draft.get('transfer', blob) || turn.draft.get('file', blob)) return
  beginDownload(turn, place, attachment)
}

/** The bytes of a message that lost its attachment, unless they came with another message. */
const releaseBytes = (turn: Turn, place: string, blob: string): void => {
  const { draft } = turn
  for (const table of ['transfer', 'file'] as const) {
    const row = draft.get(table, blob)
    if (row?.place !== place) continue
    draft.delete(table, blob)
    dropBytes(turn, row)
  }
}

/** A message with a file whose sealed bytes are here as `local`. */
interface Held {
  readonly attachment: Attachment
  readonly local: string
}

/** Begins an upload; a note to oneself has its bytes where they belong. Gives what stands for the content. */
export const holdUpload = (
  { draft, now }: Turn,
  person: string,
  { attachment, local }: Held,
  out: Outgoing,
): string => {
  const blob = blobKeyOf(attachment)
  const place = messageKey(person, out.order)
  const bind = bindOf(attachment)
  if (devicesOf(draft, person).length === 0) {
    const { size } = attachment
    draft.put('file', blob, { is: fileKind.here, place, bind, local, size, time: now })
    return ''
  }
  draft.put('transfer', blob, {
    ...bareTransfer,
    is: transferKind.up,
    place,
    bind,
    local,
    time: now,
    waiting: { id: out.id, items: encode(itemList, out.items), lamport: out.lamport },
  })
  return UPLOAD + blob
}

const keepFile = (turn: Turn, blob: string, row: TransferRow, is: number): void => {
  const { place, bind, local } = row
  const size = turn.draft.get('message', place)?.attachment?.size ?? 0
  turn.draft.delete('transfer', blob)
  turn.draft.put('file', blob, { is, place, bind, local, size, time: turn.now })
}

/** The bytes are on the server: the message goes. */
export const uploadDone = (turn: Turn, blob: string): void => {
  const { draft } = turn
  const row = draft.get('transfer', blob)
  const message = row && draft.get('message', row.place)
  if (!row?.waiting) return
  if (!message?.attachment) {
    // Taken back meanwhile.
    draft.delete('transfer', blob)
    return dropBytes(turn, row)
  }
  const [person, order] = placeOf(row.place)
  const { id, lamport } = row.waiting
  const items = decode(itemList, row.waiting.items)
  const pending = queueToAll(turn, person, { id, items, lamport, order, shown: true })
  keepFile(turn, blob, row, fileKind.here)
  showAs(turn, row.place, { ...message, pending })
}

/** The upload cannot go on by itself. */
export const uploadFailed = (turn: Turn, blob: string, why: ProblemName): void => {
  const row = turn.draft.get('transfer', blob)
  if (!row) return
  turn.draft.put('transfer', blob, { ...row, failed: true, problem: problem[why] })
  showAgain(turn, row.place)
}

/** Fetches the bytes of a message; a failed upload is taken up again. False when there are none to fetch. */
export const wantBytes = (turn: Turn, person: string, order: string): boolean => {
  const { draft } = turn
  const place = messageKey(person, order)
  const attachment = draft.get('message', place)?.attachment
  if (!attachment) return false
  const blob = blobKeyOf(attachment)
  const moving = draft.get('transfer', blob)
  if (moving?.failed) draft.put('transfer', blob, { ...moving, failed: false, problem: 0 })
  if (moving) {
    showAgain(turn, place)
    return true
  }
  return beginDownload(turn, place, attachment)
}

/** A download ended: the bytes are here as promised, are gone, or are not what was promised. */
export const downloadEnded = (turn: Turn, blob: string, how: keyof typeof fileKind): void => {
  const row = turn.draft.get('transfer', blob)
  if (!row) return
  keepFile(turn, blob, how === 'here' ? row : { ...row, local: '' }, fileKind[how])
  if (how !== 'here') dropBytes(turn, row)
  showAgain(turn, row.place)
}

/** Stops what is under way: a download may be begun again, an unsent message is no more. */
export const stopTransfer = (turn: Turn, person: string, order: string): boolean => {
  const { draft } = turn
  const place = messageKey(person, order)
  const message = draft.get('message', place)
  const blob = message?.attachment && blobKeyOf(message.attachment)
  const row = blob === undefined ? undefined : draft.get('transfer', blob)
  if (!message || blob === undefined || row?.place !== place) return false
  draft.delete('transfer', blob)
  dropBytes(turn, row)
  if (row.is === transferKind.down) showAgain(turn, place)
  else takeOut(turn, person, place, message)
  return true
}

/** An own message that nobody has seen is no more. */
const takeOut = (
  { draft, told }: Turn,
  person: string,
  place: string,
  { id }: MessageRow,
): void => {
  draft.delete('message', place)
  told.gone.set(toHex(id), person)
  const shown = must(draft.get('person', person))
  if (shown.last && equalBytes(shown.last.id, id)) {
    draft.put('person', person, { ...shown, last: undefined })
  }
}

/** Only the bytes go; they may be fetched again while the server has them. */
export const freeBytes = (turn: Turn, person: string, order: string): boolean => {
  const place = messageKey(person, order)
  const attachment = turn.draft.get('message', place)?.attachment
  const row = attachment && turn.draft.get('file', blobKeyOf(attachment))
  if (!attachment || row?.place !== place) return false
  turn.draft.delete('file', blobKeyOf(attachment))
  dropBytes(turn, row)
  showAgain(turn, place)
  return true
}
