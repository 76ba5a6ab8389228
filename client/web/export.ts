// One conversation as a file that can be read without Sotto: every message with its time and its writer, in order.
import type { AttachmentView, Engine, MessageView, PersonView } from '../engine/view.ts'

/** Messages asked for at a time. */
const PAGE = 500

export type ExportKind = 'text' | 'data'

/** The whole conversation, oldest first. Throws when the engine does not give it. */
const readAll = async (engine: Engine, person: string): Promise<readonly MessageView[]> => {
  const pages: (readonly MessageView[])[] = []
  let before: string | undefined
  for (;;) {
    const answer = await engine.run({ type: 'page', person, before, limit: PAGE })
    if (answer.is !== 'page') throw new Error('the conversation could not be read')
    pages.unshift(answer.messages)
    before = answer.messages[0]?.order
    if (!answer.more || before === undefined) return pages.flat()
  }
}

const stamp = (time: number): string => new Date(time).toISOString()

/** A file's name as its sender wrote it, without what would change the line it stands in. */
const nameOf = ({ name }: AttachmentView): string => name.unsafe.replace(/[\p{Cc}\p{Cf}]/gu, '')

/** What a message says beside its text. */
const beside = (message: MessageView): readonly string[] => [
  ...(message.attachment ? [`[${nameOf(message.attachment)}]`] : []),
  ...(message.erased ? ['[-]'] : []),
  ...message.marks.map(({ mark }) => `(${mark})`),
]

const asText = (messages: readonly MessageView[], own: string, theirs: string): string =>
  messages
    .filter(({ event }) => event === undefined)
    .map((message) => {
      const words = [message.text, ...beside(message)].filter((part) => part !== '').join(' ')
      return `[${stamp(message.time)}] ${message.mine ? own : theirs}: ${words}\n`
    })
    .join('')

const asData = (messages: readonly MessageView[], own: string, theirs: string): string => {
  const lines = messages.map(
    ({ id, mine, time, text, edited, erased, reply, marks, attachment }) => ({
      id,
      from: mine ? own : theirs,
      time: stamp(time),
      text,
      edited,
      deleted: erased,
      answers: reply?.order.slice(-32),
      reactions: marks.map(({ mark, mine: ours }) => ({ mark, from: ours ? own : theirs })),
      attachment: attachment && {
        name: nameOf(attachment),
        type: attachment.mediaType,
        size: attachment.size,
      },
    }),
  )
  return `${JSON.stringify({ version: 1, people: [own, theirs], messages: lines }, undefined, 1)}\n`
}

/** A name that every file system takes. */
const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .slice(0, 60) || 'conversation'

/** Makes the file. Rejects when the conversation cannot be read. */
export const exportConversation = async (
  engine: Engine,
  person: PersonView,
  kind: ExportKind,
): Promise<{ readonly name: string; readonly file: Blob }> => {
  const messages = await readAll(engine, person.id)
  const own = engine.snapshot().name
  const [text, type, ending] =
    kind === 'text'
      ? [asText(messages, own, person.name), 'text/plain;charset=utf-8', 'txt']
      : [asData(messages, own, person.name), 'application/json', 'json']
  return { name: `${fileName(person.name)}.${ending}`, file: new Blob([text], { type }) }
}

/** Hands a file to the person, as a download. */
export const saveFile = ({ name, file }: { readonly name: string; readonly file: Blob }): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
