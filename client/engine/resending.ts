// Own messages again: one that was given up goes out under its own id and count, so that it can never show
// twice, and any message can be forwarded as a new one, which says that it was.
import { sha256 } from '../crypto/index.ts'
import { concatBytes, fromHex, utf8 } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { BLOB_LIFE_DAYS, DAY, ID_BYTES, SEAL_AGAIN_UNTIL } from '../../protocol/limits.ts'
import { attachment, itemType, type Item } from '../../protocol/message.ts'
import { UPLOAD } from './attachments.ts'
import { DONE, refused } from './commands.ts'
import { firstTime } from './content.ts'
import { messageKey, tellPending } from './history.ts'
import { MAX_AT_ONCE, messageAt } from './markings.ts'
import { sealPending } from './outgoing.ts'
import type { Profile } from './rows.ts'
import type { Runner } from './runner.ts'
import type { MessageRow } from './tables.ts'
import { wantBytes } from './transfers.ts'
import { must, type Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'
import { besides, whyNotTo, writeMessage } from './writing.ts'

/** People that one command may forward to. */
export const MAX_FORWARD_TO = 20

/** Sends a message again that was given up. It has another week before it is given up once more. */
export const resendMessage = (
  turn: Turn,
  { person, order }: Extract<Command, { type: 'resend' }>,
): Answer => {
  const row = messageAt(turn.draft, person, order)
  if (!row?.mine) return refused('unknown')
  if (!row.pending.startsWith(UPLOAD)) return resendContent(turn, person, row)
  // Its bytes first.
  return wantBytes(turn, person, order) ? DONE : refused('unknown')
}

const resendContent = (turn: Turn, person: string, row: MessageRow): Answer => {
  const { draft, now } = turn
  const waiting = draft.get('pending', row.pending)
  if (!waiting?.failed) return DONE
  const why = whyNotTo(draft, draft.get('person', person))
  if (why) return refused(why)
  // Later than that the friend's device may have forgotten that it had it.
  if (now - waiting.time > SEAL_AGAIN_UNTIL) return refused('tooOld')
  draft.put('pending', row.pending, { ...waiting, failed: false, sealed: now })
  sealPending(turn, row.pending.slice(0, row.pending.lastIndexOf('/')), row.pending)
  tellPending(turn, must(draft.get('pending', row.pending)))
  return DONE
}

type Forward = Extract<Command, { type: 'forward' }>

/** The ids that follow from a command's: the same for its repeats. */
const idFrom = (id: Uint8Array, at: number): Uint8Array =>
  sha256(concatBytes(id, Uint8Array.of(at >> 8, at & 0xff))).subarray(0, ID_BYTES)

/** Writes messages of one conversation to others. Refused as a whole when one of them can not go. */
export const forwardMessages = async (
  profile: Profile,
  change: Runner['change'],
  asked: Forward,
): Promise<Answer> => {
  const { person, orders, to } = asked
  if (orders.length > MAX_AT_ONCE || to.length > MAX_FORWARD_TO) return refused('tooMany')
  await profile.fetch(orders.map((order) => messageKey(person, order)))
  return change((turn) => forward(turn, asked))
}

/** Something to hand on, and not still on its way to the server. */
const isSendable = ({ needsNewer, text, attachment: file, pending }: MessageRow): boolean =>
  !needsNewer && (text !== '' || file !== undefined) && !pending.startsWith(UPLOAD)

/** A file is handed on by telling where it lies: the server forgets it after a while. */
const isFileGone = ({ now }: Turn, { attachment: file, time }: MessageRow): boolean =>
  file !== undefined && now - time > (BLOB_LIFE_DAYS - 1) * DAY

const forward = (turn: Turn, { person, orders, to, id }: Forward): Answer => {
  const { draft } = turn
  const from = fromHex(id)
  const rows = orders.toSorted().map((order) => messageAt(draft, person, order))
  const sendable = rows.flatMap((row) => (row && isSendable(row) ? [row] : []))
  if (from?.length !== ID_BYTES || sendable.length < rows.length) return refused('unknown')
  if (sendable.some((row) => isFileGone(turn, row))) return refused('fileGone')
  const people = to.map((one) => draft.get('person', one))
  const why = people.map((one) => whyNotTo(draft, one)).find((one) => one !== undefined)
  if (why) return refused(why)
  to.forEach((one, at) => {
    sendable.forEach((row, number) => {
      writeAgain(turn, one, idFrom(from, at * sendable.length + number), row)
    })
  })
  return DONE
}

/** Writes what is said elsewhere to somebody, and that it was forwarded. */
const writeAgain = (
  turn: Turn,
  person: string,
  id: Uint8Array,
  { text, attachment: file }: MessageRow,
): void => {
  if (!firstTime(turn, person, id)) return
  const row = must(turn.draft.get('person', person))
  const forwarded = true
  const items: Item[] = [...besides({ forwarded }, row)]
  if (text !== '') items.push({ type: itemType.text, body: utf8(text) })
  if (file) items.push({ type: itemType.attachment, body: encode(attachment, file) })
  const shown = { text, forwarded, lasts: row.timer, attachment: file }
  writeMessage(turn, person, { id, items, row: shown })
}
