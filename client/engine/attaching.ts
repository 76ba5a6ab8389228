// Commands about attachments: a message with a file, its bytes fetched, stopped, removed here, and what opens them
// for the media Worker.
import { decode, encode } from '../../protocol/codec.ts'
import { equalBytes, fromHex, utf8 } from '../../protocol/bytes.ts'
import { blobTerms } from '../../protocol/blob.ts'
import {
  ID_BYTES,
  MAX_FILE_BYTES,
  MAX_FILE_NAME_BYTES,
  MAX_MEDIA_TYPE_BYTES,
  MAX_THUMBNAIL_BYTES,
  WAVEFORM_BYTES,
} from '../../protocol/limits.ts'
import { attachment, itemType, type Attachment, type Item } from '../../protocol/message.ts'
import { blobKeyOf, bindOf, isPossible } from './attachments.ts'
import { DONE, refused } from './commands.ts'
import { firstTime } from './content.ts'
import { safeFileName } from './file-name.ts'
import { safeMediaType } from './media-type.ts'
import { messageKey } from './history.ts'
import { ask, type JobParts } from './asking.ts'
import type { Draft } from './rows.ts'
import { fileKind, transferKind, type FileRow, type TransferRow } from './tables-files.ts'
import { freeBytes, holdUpload, stopTransfer, wantBytes } from './transfers.ts'
import type { Turn } from './turn.ts'
import type { Answer, FileCommand, NewAttachment, Refusal } from './view.ts'
import { besides, rowOf, tidyText, whyNotTo, writeMessage, type Send } from './writing.ts'

/** A caption is no longer than this, so that it fits beside a thumbnail, bytes. */
export const MAX_CAPTION_BYTES = 8_000

const MOST_PIXELS = 0xffff
const MOST_LENGTH = 0xffff_ffff

const shortened = (text: string, most: number): string => {
  let cut = text
  while (utf8(cut).length > most) cut = Array.from(cut).slice(0, -1).join('')
  return cut
}

const within = (value: number, most: number): number =>
  Math.max(0, Math.min(most, Math.round(Number.isFinite(value) ? value : 0)))

/** What is told of a file; what does not fit is cut, because it only adorns. */
const attachmentOf = (from: NewAttachment): Attachment => {
  const { blobId, key, hash, size } = from.sealed
  return {
    blobId,
    key,
    size,
    hash,
    mediaType: shortened(from.mediaType.toWellFormed(), MAX_MEDIA_TYPE_BYTES),
    name: shortened(safeFileName(from.name.toWellFormed()), MAX_FILE_NAME_BYTES),
    width: within(from.width, MOST_PIXELS),
    height: within(from.height, MOST_PIXELS),
    length: within(from.length, MOST_LENGTH),
    waveform: from.waveform.slice(0, WAVEFORM_BYTES),
    thumbnail: from.thumbnail.length > MAX_THUMBNAIL_BYTES ? new Uint8Array(0) : from.thumbnail,
  }
}

/** Why a text is no caption; undefined when it is one, as an empty one is. */
const whyNoCaption = (text: string): Refusal | undefined =>
  utf8(text).length > MAX_CAPTION_BYTES ? 'tooLong' : undefined

/** Writes a message with a file that was sealed here. Repeats change nothing. */
export const sendAttachment = (turn: Turn, said: Send, file: NewAttachment): Answer => {
  const person = turn.draft.get('person', said.person)
  const tidy = tidyText(said.text)
  const text = tidy.trim() === '' ? '' : tidy
  const why = whyNotTo(turn.draft, person) ?? whyNoCaption(text)
  if (why) return refused(why)
  const told = attachmentOf(file)
  const id = fromHex(said.id)
  if (!person || id?.length !== ID_BYTES || !isPossible(told)) return refused('unknown')
  if (!firstTime(turn, said.person, id)) return DONE
  const { local } = file.sealed
  writeMessage(turn, said.person, {
    id,
    items: [...itemsOf(text, told), ...besides(said, person)],
    row: { ...rowOf(said, person), text, attachment: told },
    hold: (out) => holdUpload(turn, said.person, { attachment: told, local }, out),
  })
  return DONE
}

const itemsOf = (text: string, told: Attachment): readonly Item[] => {
  const item = { type: itemType.attachment, body: encode(attachment, told) }
  return text === '' ? [item] : [{ type: itemType.text, body: utf8(text) }, item]
}

const isReadable = (row: FileRow | TransferRow): boolean =>
  'waiting' in row ? row.is === transferKind.up : row.is === fileKind.here

const rightOf = (draft: Draft, person: string, order: string): Answer => {
  const attachment = draft.get('message', messageKey(person, order))?.attachment
  const blob = attachment && blobKeyOf(attachment)
  if (!attachment || blob === undefined) return refused('unknown')
  // One's own bytes are here while they go up.
  const row = draft.get('file', blob) ?? draft.get('transfer', blob)
  const isHere = row !== undefined && isReadable(row)
  if (!isHere || !equalBytes(row.bind, bindOf(attachment))) return refused('unknown')
  return {
    is: 'file',
    right: { local: row.local, key: Uint8Array.from(attachment.key), size: attachment.size },
    name: safeFileName(attachment.name),
    mediaType: safeMediaType(attachment.mediaType),
  }
}

const listFiles = (rows: Draft): Answer => {
  const files = rows
    .entries('file')
    .filter(([, { is }]) => is === fileKind.here)
    .map(([, { place, size, time }]) => {
      const cut = place.indexOf('/')
      return { person: place.slice(0, cut), order: place.slice(cut + 1), size, time }
    })
    .toSorted((a, b) => b.size - a.size)
  return { is: 'files', files, bytes: files.reduce((sum, { size }) => sum + size, 0) }
}

const answerOf = (done: boolean): Answer => (done ? DONE : refused('unknown'))

/** Carries out one of them. */
export const performFile = async (parts: JobParts, command: FileCommand): Promise<Answer> => {
  const { net, rows, change } = parts
  switch (command.type) {
    case 'fetch':
      return answerOf(await change((turn) => wantBytes(turn, command.person, command.order)))
    case 'stop':
      return answerOf(await change((turn) => stopTransfer(turn, command.person, command.order)))
    case 'free':
      return answerOf(await change((turn) => freeBytes(turn, command.person, command.order)))
    case 'file':
      return change(({ draft }) => rightOf(draft, command.person, command.order))
    case 'files':
      return listFiles(rows)
    case 'terms': {
      const terms = decode(blobTerms, await ask(net, '/blobs/terms', new Uint8Array(0)))
      return { is: 'terms', maxFile: Math.min(terms.maxFile, MAX_FILE_BYTES) }
    }
  }
}
