// Everything the screens see and may do, as signals over the engine's events. Components call one verb of it
// and hold no promises, timers or stores of their own.
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals'
import type { Engine, PersonView, Snapshot } from '../engine/view.ts'
import { createActs, type Acts } from './acts.ts'
import type { Appearance } from './appearance.ts'
import { createArrival, type Arrival } from './arrival.ts'
import { createChat, type Chat } from './chat.ts'
import type { Lock } from './lock.ts'
import type { Code } from './invites.ts'
import type { Install } from './install.ts'
import type { LanguageChoice } from './languages/choose.ts'
import type { Mark } from './mark.ts'
import { createNotify, type Notify, type NotifyPlatform } from './notify.ts'
import type { Media } from './media.ts'
import { createPictures, type Pictures } from './pictures.ts'
import type { Scanner } from './scanner.ts'
import type { About, Way } from './net-web.ts'
import { createSearchField, type SearchField } from './search-field.ts'
import { createRoute, type Browser, type Route } from './route.ts'
import { watchOutage, type After, type Outage } from './outage.ts'
import type { StorageUse } from './storage-use.ts'
import type { Trouble } from './tabs/index.ts'
import { createTyping, type Typing } from './typing.ts'
import type { Version } from './version.ts'

/** What the platform under the page gives; each is a thin wrapper of a browser call. */
export interface Platform {
  readonly browser: Browser
  readonly origin: string
  readonly device: Pick<Navigator, 'clipboard'> & Partial<Pick<Navigator, 'share'>>
  readonly present: ReadonlySignal<boolean>
  /** What the tabs and the sockets say is wrong. */
  readonly trouble: ReadonlySignal<Trouble | undefined>
  /** What is known of the server and the way to it. */
  readonly about: ReadonlySignal<About>
  /** This window is known to forget everything when it is closed. */
  readonly forgets: ReadonlySignal<boolean>
  readonly mark: Mark
  readonly after: After
  readonly now: () => number
  readonly draw: (text: string) => Code | undefined
  readonly scanner: () => Promise<Scanner>
  /** True when the browser promised to keep what is stored. */
  readonly askPersist: () => Promise<boolean>
  readonly setTitle: (title: string) => void
  readonly version: Version
  readonly install: Install
  readonly notify: NotifyPlatform
  readonly language: LanguageChoice
  readonly appearance: Appearance
  /** The app lock, loaded when it is wanted. */
  readonly lock: () => Promise<Lock>
  /** Files are sealed and opened by it, loaded when it is wanted. */
  readonly media: () => Promise<Media>
  /** What is kept here; rejects where the browser does not tell. */
  readonly storage: () => Promise<StorageUse>
  /** The server's time, in milliseconds; undefined when it does not say. */
  readonly serverTime: () => Promise<number | undefined>
  /** Which client this browser pinned; undefined for none. */
  readonly buildHash: () => Promise<string | undefined>
}

/** What the screens read from the platform as it is. */
type Passed = Pick<
  Platform,
  | 'trouble'
  | 'forgets'
  | 'now'
  | 'storage'
  | 'askPersist'
  | 'buildHash'
  | 'serverTime'
  | 'language'
  | 'appearance'
  | 'lock'
  | 'install'
  | 'media'
  | 'device'
  | 'draw'
  | 'scanner'
  | 'after'
>

export interface App extends Passed {
  readonly snapshot: ReadonlySignal<Snapshot>
  readonly person: ReadonlySignal<PersonView | undefined>
  readonly route: Route
  readonly arrival: Arrival
  readonly chat: Chat
  readonly field: SearchField
  readonly pictures: Pictures
  readonly typing: Pick<Typing, 'people'>
  /** For the state of parts that are loaded later. */
  readonly engine: Engine
  /** Where friends find this server. */
  outside(): string
  readonly acts: Acts
  readonly outage: ReadonlySignal<Outage>
  readonly way: ReadonlySignal<Way | undefined>
  /** There was an account in this browser, and the browser dropped it. */
  readonly emptied: ReadonlySignal<boolean>
  retry(): void
  dismiss(notice: number): void
  readonly notify: Notify
  /** A newer client is ready to be taken. */
  readonly fresh: ReadonlySignal<boolean>
  /** Reloads into the newest client there is. */
  renew(): void
  close(): void
}

const passedOn = (platform: Platform): Passed => {
  const { device, draw, scanner, after } = platform
  const { trouble, forgets, now, storage, askPersist, buildHash } = platform
  const { language, appearance, lock, install, media, serverTime } = platform
  const kept = { trouble, forgets, now, storage, askPersist, buildHash, serverTime }
  return { ...kept, language, appearance, lock, install, media, device, draw, scanner, after }
}

const countInTitle = (
  snapshot: ReadonlySignal<Snapshot>,
  setTitle: Platform['setTitle'],
): (() => void) =>
  effect(() => {
    const unread = snapshot.value.people.reduce((sum, one) => sum + one.unread, 0)
    setTitle(unread > 0 ? `(${unread}) Sotto` : 'Sotto')
  })

/** An account leaves its mark, so that an emptied browser is known again. */
const markAccount = (snapshot: ReadonlySignal<Snapshot>, mark: Mark): (() => void) =>
  effect(() => {
    if (snapshot.value.phase === 'ready') mark.set()
  })

/** A message somewhere else, or one that a step back returns to. */
const followGoals = (route: Route, chat: Chat): (() => void) =>
  effect(() => {
    const goal = route.goal.value
    if (goal) void untracked(() => chat.goTo(goal.order))
  })

/** The conversation of a notification that was tapped. */
const goWhereWanted = ({ wanted }: Version, openPerson: (person: string) => void): (() => void) =>
  effect(() => {
    const person = wanted.value
    if (person === undefined) return
    wanted.value = undefined
    untracked(() => openPerson(person))
  })

/** Builds the page's state over an engine; `fragment` is what the page was opened with. */
export const createApp = (engine: Engine, platform: Platform, fragment: string): App => {
  const snapshot = signal(engine.snapshot())
  const stopWatching = engine.watch((event) => {
    if (event.type === 'snapshot') snapshot.value = event.snapshot
  })
  const route = createRoute(platform.browser)
  const person = computed(() => snapshot.value.people.find((one) => one.id === route.person.value))
  const { origin, after, now, present } = platform
  const connection = computed(() => snapshot.value.connection)
  const outage = watchOutage(connection, after)
  // The host knows best where friends find the server: this page may have been opened on its own computer.
  const outside = (): string => platform.about.value.publicUrl ?? origin
  const arrival = createArrival({
    engine,
    snapshot,
    origins: () => [origin, outside()],
    openPerson: route.openPerson,
  })
  const chat = createChat({
    engine,
    snapshot,
    person: route.person,
    present,
    after,
    now,
    onFirstSend: () => void platform.askPersist(),
  })
  const typing = createTyping({ engine, person: route.person, draft: chat.draft, after })
  const { openPerson } = route
  const { mark } = platform
  const notify = createNotify({ engine, snapshot, openPerson, platform })
  if (fragment !== '') arrival.look(fragment)
  const stops = [
    stopWatching,
    countInTitle(snapshot, platform.setTitle),
    markAccount(snapshot, mark),
    notify.close,
    goWhereWanted(platform.version, openPerson),
    outage.close,
    followGoals(route, chat),
    typing.close,
    chat.close,
    route.close,
  ]
  return {
    ...passedOn(platform),
    snapshot,
    person,
    route,
    arrival,
    chat,
    field: createSearchField(),
    pictures: createPictures(engine),
    typing,
    engine,
    acts: createActs(),
    outside,
    outage: outage.outage,
    way: computed(() => platform.about.value.way),
    emptied: computed(() => mark.stands && snapshot.value.phase === 'fresh'),
    retry: () => void engine.run({ type: 'retry' }),
    notify,
    fresh: platform.version.fresh,
    renew: platform.version.renew,
    dismiss: (notice) => void engine.run({ type: 'dismiss', notice }),
    close() {
      for (const stop of stops) stop()
    },
  }
}
