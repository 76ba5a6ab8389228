// News for somebody who is looking elsewhere, and the count of all unread messages beside the app's icon. Off until
// asked for, after a tap; a name and a text show only where that was chosen. What tells the news is loaded when it
// is on (push/tell-news.ts).
import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Engine, Snapshot } from '../engine/view.ts'
import { shows, unreadIn } from './push/unread.ts'
import type { Away } from './push/subscription.ts'
import type { NewsPlatform, watchNews } from './push/tell-news.ts'

export const choices = ['off', ...shows] as const
export type NotifyChoice = (typeof choices)[number]

/** `homeScreen`: an iPhone has them for apps on the Home Screen alone. */
export type NotifyProblem = 'blocked' | 'unsupported' | 'homeScreen'

export interface Notify {
  readonly choice: ReadonlySignal<NotifyChoice>
  readonly problem: ReadonlySignal<NotifyProblem | undefined>
  /** Whether they come while every page is closed; undefined while that is found out. */
  readonly away: ReadonlySignal<Away | undefined>
  choose(choice: NotifyChoice): void
}

/** What the browser gives for it. */
export interface NotifyPlatform {
  readonly kept: () => string | undefined
  readonly keep: (choice: NotifyChoice) => void
  /** Asks the person when that was not done yet. */
  readonly ask: (() => Promise<NotificationPermission>) | 'unsupported' | 'homeScreen'
  readonly allowed: () => boolean
  readonly badge: (count: number) => void
  /** Loads what tells the news. */
  readonly load: () => Promise<{
    readonly watchNews: typeof watchNews
    readonly platform: NewsPlatform
  }>
}

export interface NotifyParts {
  readonly snapshot: ReadonlySignal<Snapshot>
  readonly engine: Pick<Engine, 'run'>
  readonly openPerson: (person: string) => void
  readonly platform: {
    readonly notify: NotifyPlatform
    readonly present: ReadonlySignal<boolean>
    readonly now: () => number
  }
}

/** What was chosen, and what became of it. */
export interface NotifyState {
  readonly choice: ReadonlySignal<NotifyChoice>
  readonly away: Signal<Away | undefined>
}

/** Begins to tell news when that is chosen; it then follows the choice until `close` is called. */
export const createNotify = (parts: NotifyParts): Notify & { readonly close: () => void } => {
  const { snapshot } = parts
  const { notify: platform, now } = parts.platform
  const kept = choices.find((one) => one === platform.kept())
  const choice = signal<NotifyChoice>(kept !== undefined && platform.allowed() ? kept : 'off')
  const problem = signal<NotifyProblem | undefined>(undefined)
  const away = signal<Away | undefined>(undefined)
  let watching: Promise<() => void> | undefined
  const watch = async (): Promise<() => void> => {
    const loaded = await platform.load()
    return loaded.watchNews(parts, { choice, away }, loaded.platform)
  }
  const stops = [
    effect(() => platform.badge(unreadIn(snapshot.value.people, now()))),
    effect(() => {
      if (choice.value === 'off') return
      watching ??= watch()
      watching.catch(() => {
        // Not loaded: the next choice tries again.
        watching = undefined
        away.value = 'failed'
      })
    }),
  ]
  const choose = async (wanted: NotifyChoice): Promise<void> => {
    const { ask } = platform
    const allowed = wanted === 'off' || (typeof ask === 'function' && (await ask()) === 'granted')
    problem.value = allowed ? undefined : typeof ask === 'function' ? 'blocked' : ask
    choice.value = allowed ? wanted : 'off'
    platform.keep(choice.value)
  }
  return {
    choice,
    problem,
    away,
    choose: (wanted) => void choose(wanted),
    close: () => {
      for (const stop of stops) stop()
      watching?.then(
        (stop) => stop(),
        () => undefined,
      )
    },
  }
}
