// What a menu, a key or a press does with messages: one verb each over the engine's commands. A refusal is said
// where one writes. Loaded with the first of them.
import type { Command, MessageView } from '../engine/view.ts'
import { isEditable, replyTo, rewriting } from './about.ts'
import type { Point } from './acts.ts'
import { newId } from './chat.ts'
import { LAST } from './page-reading.ts'
import type { App } from './state.ts'
import { troubleWords } from './words-trouble.ts'
import { words } from './words.ts'

/** What the sheet over messages can show. */
export type ActPage =
  | 'menu'
  | 'marks'
  | 'picker'
  | 'emoji'
  | 'erase'
  | 'forward'
  | 'details'
  | 'starred'

/** Six marks for one press. */
export const quickMarks = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/** True for what can be marked, answered and the like: no event, not taken back, and on the disk. */
export const isWhole = ({ erased, event, order }: MessageView): boolean =>
  !erased && !event && !order.startsWith(LAST)
/** True for what can be handed on: a text, or a file that is where others can fetch it. */
export const isForwardable = (message: MessageView): boolean => {
  const { attachment, state, text, needsNewer } = message
  const file = attachment && attachment.state !== 'gone' && attachment.state !== 'refused'
  const waits = attachment !== undefined && (state === 'sending' || state === 'failed')
  return isWhole(message) && !needsNewer && !waits && (attachment ? file === true : text !== '')
}
/** True for what can be copied as text. */
export const isText = (message: MessageView): boolean =>
  isWhole(message) && !message.needsNewer && message.text !== ''
export { isEditable }

/** True when nobody can be told anything about this conversation any more. */
export const isSilent = (app: App): boolean => {
  const person = app.person.peek()
  return !person || person.removed || person.verification === 'replaced'
}

/** Asks the engine; what it refuses is said. */
const ask = async (app: App, command: Command): Promise<boolean> => {
  const answer = await app.engine.run(command)
  const refused = answer.is === 'refused'
  app.chat.problem.value = refused ? troubleWords.troubles[answer.why] : undefined
  return !refused
}

/** Opens a page over the conversation about these messages. */
export const openAct = (
  app: App,
  page: ActPage,
  messages: readonly MessageView[],
  at?: Point,
): void => {
  app.acts.subject.value = messages
  app.acts.at.value = at
  app.route.openSheet('act', page)
}

export const ownMark = ({ marks }: MessageView): string =>
  marks.find(({ mine }) => mine)?.mark ?? ''

/** Puts a mark, or takes it back when it is there. */
export const react = (app: App, message: MessageView, mark: string): Promise<boolean> => {
  const { person, order } = message
  return ask(app, {
    type: 'react',
    person,
    order,
    mark: ownMark(message) === mark ? '' : mark,
  })
}

export const answer = (app: App, message: MessageView): void => {
  app.chat.about(message.person).value = replyTo(message)
}

export const rewrite = (app: App, message: MessageView): void => {
  app.chat.about(message.person).value = rewriting(message)
}

const ordersOf = (messages: readonly MessageView[]): readonly string[] =>
  messages.map(({ order }) => order)

export const star = (app: App, messages: readonly MessageView[], on: boolean): Promise<boolean> => {
  const [first] = messages
  return first
    ? ask(app, { type: 'star', person: first.person, orders: ordersOf(messages), on })
    : Promise.resolve(false)
}

export const pin = (app: App, { person, order }: MessageView, on: boolean): Promise<boolean> =>
  ask(app, { type: 'pin', person, order, on })

export const resend = (app: App, { person, order }: MessageView): Promise<boolean> =>
  ask(app, { type: 'resend', person, order })

/** Deletes, and lets go of what was about them. */
export const erase = (
  app: App,
  messages: readonly MessageView[],
  both: boolean,
): Promise<boolean> => {
  const [first] = messages
  if (!first) return Promise.resolve(false)
  const about = app.chat.about(first.person)
  if (messages.some(({ id }) => id === about.peek()?.message.id)) about.value = undefined
  app.acts.chosen.value = undefined
  return ask(app, { type: 'erase', person: first.person, orders: ordersOf(messages), both })
}

export const forward = (
  app: App,
  messages: readonly MessageView[],
  to: readonly string[],
): Promise<boolean> => {
  const [first] = messages
  app.acts.chosen.value = undefined
  return first
    ? ask(app, {
        type: 'forward',
        person: first.person,
        orders: ordersOf(messages),
        to,
        id: newId(),
      })
    : Promise.resolve(false)
}

/** To the clipboard, in the order of the conversation. */
export const copyTexts = async (app: App, messages: readonly MessageView[]): Promise<void> => {
  const texts = messages
    .filter(isText)
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ text }) => text)
  app.acts.chosen.value = undefined
  try {
    await navigator.clipboard.writeText(texts.join('\n'))
  } catch {
    app.chat.problem.value = words.copyFailed
  }
}

/** The chosen messages as they are now. */
export const chosenMessages = (app: App): readonly MessageView[] => {
  const chosen = app.acts.chosen.value
  return app.chat.timeline.value.messages.filter(({ id }) => chosen?.has(id))
}

/** Chooses a message, or not any more; without any the choosing ends. */
export const choose = (app: App, { id }: MessageView): void => {
  const now = new Set(app.acts.chosen.peek())
  if (!now.delete(id)) now.add(id)
  app.acts.chosen.value = now.size > 0 ? now : undefined
}

/** The message of a row as it is now. */
export const messageById = (app: App, id: string | undefined): MessageView | undefined =>
  app.chat.timeline.peek().messages.find((message) => message.id === id)
