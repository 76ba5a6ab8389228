// Pages of a conversation as the engine reads them from the disk, put together for the screen.
import type { Engine, MessageView } from '../engine/view.ts'
import { addLater, addPage, emptyTimeline, type Timeline } from './timeline.ts'

/** Messages read from the disk at a time. */
export const PAGE = 60
/** Sorts behind everything the engine has ordered. */
export const LAST = '\uffff'
/** Behind an order, it sorts before the next one: what ends here ends with that message. */
const WITH = '~'

/** A page on both sides of a message; undefined when there is no such message. */
export const readAround = async (
  engine: Engine,
  person: string,
  order: string,
): Promise<Timeline | undefined> => {
  const [until, behind] = await Promise.all([
    engine.run({ type: 'page', person, before: order + WITH, limit: PAGE }),
    engine.run({ type: 'page', person, before: undefined, after: order, limit: PAGE }),
  ])
  if (until.is !== 'page' || behind.is !== 'page') return undefined
  if (until.messages.at(-1)?.order !== order) return undefined
  return addLater(addPage(emptyTimeline, until.messages, until.more), behind.messages, behind.more)
}

/** The newest page. */
export const readNewest = async (engine: Engine, person: string): Promise<Timeline | undefined> => {
  const answer = await engine.run({ type: 'page', person, before: undefined, limit: PAGE })
  return answer.is === 'page' ? addPage(emptyTimeline, answer.messages, answer.more) : undefined
}

/** The oldest that the engine has ordered. */
export const oldestOf = (messages: readonly MessageView[]): string | undefined =>
  messages.find((message) => !message.order.startsWith(LAST))?.order

/** Pages before `first`, newest to oldest, until there are enough; given oldest first. */
export const readBack = async (
  engine: Engine,
  from: { readonly person: string; readonly first: string | undefined; readonly limit: number },
  enough: (messages: readonly MessageView[]) => boolean,
): Promise<{ readonly pages: readonly MessageView[]; readonly more: boolean }> => {
  const { person, first, limit } = from
  let pages: readonly MessageView[] = []
  let more = true
  do {
    const before = pages[0]?.order ?? first
    const answer = await engine.run({ type: 'page', person, before, limit })
    if (answer.is !== 'page') break
    pages = [...answer.messages, ...pages]
    more = answer.more
  } while (more && !enough(pages))
  return { pages, more }
}
