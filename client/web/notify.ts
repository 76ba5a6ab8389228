// News for somebody who is looking elsewhere: one notification for each person who writes, and the count of all
// unread messages beside the app's icon. Off until asked for; a name and a text show only where that was chosen.
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Snapshot } from '../engine/view.ts'
import { words } from './words.ts'

/** `plain`: that something came. `full`: from whom, and what. */
export const choices = ['off', 'plain', 'full'] as const
export type NotifyChoice = (typeof choices)[number]

export interface News {
  readonly person: string
  readonly title: string
  readonly body: string
}

export interface Notify {
  readonly choice: ReadonlySignal<NotifyChoice>
  readonly problem: ReadonlySignal<'blocked' | 'unsupported' | undefined>
  choose(choice: NotifyChoice): void
}

/** What the browser gives for it. */
export interface NotifyPlatform {
  readonly kept: () => string | undefined
  readonly keep: (choice: NotifyChoice) => void
  /** Asks the person when that was not done yet; undefined where there are no notifications. */
  readonly ask: (() => Promise<NotificationPermission>) | undefined
  readonly allowed: () => boolean
  /** Somebody looks at another page of this profile. */
  readonly seenElsewhere: () => Promise<boolean>
  readonly show: (news: News, opened: () => void) => void
  readonly badge: (count: number) => void
}

export interface NotifyParts {
  readonly snapshot: ReadonlySignal<Snapshot>
  readonly present: ReadonlySignal<boolean>
  readonly openPerson: (person: string) => void
  readonly platform: NotifyPlatform
}

/** The people with more unread messages than before, as they may be shown. */
const newsOf = (
  before: ReadonlyMap<string, number>,
  { people }: Snapshot,
  choice: NotifyChoice,
): readonly News[] =>
  people
    .filter(({ id, unread }) => unread > (before.get(id) ?? 0))
    .map(({ id, name, last }) =>
      choice === 'full'
        ? { person: id, title: name, body: last?.text || words.needsNewerShort }
        : { person: id, title: words.product, body: words.newMessage },
    )

/** Follows the unread counts until the returned function is called. */
export const createNotify = (parts: NotifyParts): Notify & { readonly close: () => void } => {
  const { snapshot, present, platform } = parts
  const kept = choices.find((one) => one === platform.kept())
  const choice = signal<NotifyChoice>(kept !== undefined && platform.allowed() ? kept : 'off')
  const problem = signal<'blocked' | 'unsupported' | undefined>(undefined)
  let before: ReadonlyMap<string, number> | undefined
  const tell = async (news: readonly News[]): Promise<void> => {
    if (await platform.seenElsewhere()) return
    for (const one of news) platform.show(one, () => parts.openPerson(one.person))
  }
  const stop = effect(() => {
    const { people } = snapshot.value
    platform.badge(people.reduce((sum, { unread }) => sum + unread, 0))
    const known = before
    before = new Map(people.map(({ id, unread }) => [id, unread]))
    // What was unread when the page opened is no news.
    if (!known || present.peek() || choice.peek() === 'off') return
    const news = newsOf(known, snapshot.value, choice.peek())
    if (news.length > 0) void tell(news)
  })
  const choose = async (wanted: NotifyChoice): Promise<void> => {
    const allowed = wanted === 'off' || (await platform.ask?.()) === 'granted'
    problem.value = allowed ? undefined : platform.ask ? 'blocked' : 'unsupported'
    choice.value = allowed ? wanted : 'off'
    platform.keep(choice.value)
  }
  return {
    choice,
    problem,
    choose: (wanted) => void choose(wanted),
    close: stop,
  }
}
