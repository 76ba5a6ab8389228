// Who has something new to say, as it may be shown: one piece of news for each person, with no more in it than
// was chosen. The page and the service worker tell it alike.
import type { PersonView } from '../../engine/view.ts'
import { isQuiet, type Shows } from './unread.ts'

export interface News {
  readonly person: string
  readonly title: string
  readonly body: string
}

/** The texts of a notification, in the language of the page. */
export interface NewsWords {
  readonly product: string
  readonly newMessage: string
  /** A message that needs a newer client. */
  readonly newer: string
}

/** Unread messages by person. */
export type Counts = ReadonlyMap<string, number>

export const countsOf = (people: readonly PersonView[]): Counts =>
  new Map(people.map(({ id, unread }) => [id, unread]))

const bodyOf = ({ last }: PersonView, words: NewsWords): string =>
  last?.kind === 'newer' ? words.newer : last?.text || words.newMessage

/** The people with more unread messages than before, as they may be shown. `now` in ms. */
export const newsOf = (
  before: Counts,
  people: readonly PersonView[],
  as: { readonly shows: Shows; readonly words: NewsWords; readonly now: number },
): readonly News[] =>
  people
    .filter((one) => one.unread > (before.get(one.id) ?? 0) && !isQuiet(one, as.now))
    .map((one) => ({
      person: one.id,
      title: as.shows === 'plain' ? as.words.product : one.name,
      body: as.shows === 'full' ? bodyOf(one, as.words) : as.words.newMessage,
    }))
