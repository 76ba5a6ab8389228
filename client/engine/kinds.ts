// What stands in the history beside text: the kinds of a last line, and of events, as rows keep them.
import { safeMediaType } from './media-type.ts'
import type { MessageRow } from './tables.ts'
import type { EventView, LineKind } from './view.ts'

/** By number, as `person.lastKind` keeps them. */
const lineKinds: readonly LineKind[] = [
  'text',
  'erased',
  'photo',
  'video',
  'voice',
  'file',
  'event',
  'newer',
]
export const lineKindOf = (number: number): LineKind => lineKinds[number] ?? 'newer'

const shownKinds: Readonly<Record<string, LineKind>> = {
  image: 'photo',
  video: 'video',
  audio: 'voice',
}
/** What bytes of a media type are shown as. */
export const attachmentKind = (mediaType: string): LineKind =>
  shownKinds[safeMediaType(mediaType).slice(0, 5)] ?? 'file'

/** What a message is when it stands as the last line of a conversation. */
export const lineKindNumber = (row: MessageRow): number => {
  const kind = (): LineKind => {
    if (row.erased) return 'erased'
    if (row.event !== 0) return 'event'
    if (row.needsNewer) return 'newer'
    // A caption says more than "photo".
    return row.attachment && row.text === '' ? attachmentKind(row.attachment.mediaType) : 'text'
  }
  return lineKinds.indexOf(kind())
}

/** Numbers of `message.event`. */
export const eventKind = { timer: 1 } as const

/** An event as screens show it; undefined for a message. */
export const eventView = (row: MessageRow): EventView | undefined =>
  row.event === eventKind.timer ? { is: 'timer', seconds: row.eventValue } : undefined
