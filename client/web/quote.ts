// A message as another one quotes it, and quotes that follow their message when it changes. Pure.
import { attachmentKind } from '../engine/kinds.ts'
import type { LineKind, MessageView, ReplyView } from '../engine/view.ts'

/** Letters of a quote at most. */
const QUOTE_LETTERS = 120

/** What a message is when it stands in one line. */
export const kindOf = ({ text, erased, event, needsNewer, attachment }: MessageView): LineKind => {
  if (erased) return 'erased'
  if (event) return 'event'
  if (needsNewer) return 'newer'
  return attachment && text === '' ? attachmentKind(attachment.mediaType) : 'text'
}

/** What an answer to this message quotes. */
export const quoteOf = (message: MessageView): ReplyView => ({
  order: message.order,
  mine: message.mine,
  text: message.text.slice(0, QUOTE_LETTERS).toWellFormed(),
  kind: kindOf(message),
  gone: message.erased,
})

/** Messages that quote others, as those read now; `changed` by order, undefined: gone. */
export const requote = (
  messages: readonly MessageView[],
  changed: ReadonlyMap<string, MessageView | undefined>,
): readonly MessageView[] =>
  messages.some(({ reply }) => reply && changed.has(reply.order))
    ? messages.map((message) => {
        const { reply } = message
        if (!reply || !changed.has(reply.order)) return message
        const now = changed.get(reply.order)
        return { ...message, reply: now ? quoteOf(now) : { ...reply, text: '', gone: true } }
      })
    : messages
