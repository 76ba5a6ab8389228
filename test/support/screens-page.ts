// Runs in a browser: the real screens over the engine in memory, one of them chosen by `?screen=`.
import { signal } from '@preact/signals'
import { h, render } from 'preact'
import type { Answer, Halt, PersonView, Refusal, Snapshot } from '../../client/engine/view.ts'
import { createAppearance } from '../../client/web/appearance.ts'
import { clockWeb } from '../../client/web/clock-web.ts'
import { drawCode } from '../../client/web/draw-code.ts'
import { keptAs } from '../../client/web/kept.ts'
import { watchKeys } from '../../client/web/keys.ts'
import { createLock } from '../../client/web/lock.ts'
import { Locked } from '../../client/web/screens/locked.tsx'
import { fakeLockParts } from './fake-lock.ts'
import { startCamera } from '../../client/web/scan.ts'
import type { Way } from '../../client/web/net-web.ts'
import { createLanguage, loadLanguage } from '../../client/web/languages/choose.ts'
import { isLanguage } from '../../client/web/languages/table.ts'
import type { Look } from '../../client/web/look.ts'
import { Root } from '../../client/web/screens/root.tsx'
import { Stopped } from '../../client/web/screens/stopped.tsx'
import { createApp } from '../../client/web/state.ts'
import type { Trouble } from '../../client/web/tabs/index.ts'
import type { Stop } from '../../client/web/words.ts'
import { createFakeEngine, fakeMessage, fakePerson, orderOf } from './fake-engine.ts'

const chosen = new URLSearchParams(location.search)
const screen = chosen.get('screen') ?? 'home'
/** For `link`, `stop` and `halt`: what is the matter. */
const why = chosen.get('why') ?? ''
const NOW = new Date(2026, 5, 15, 18, 20).getTime()
const MINUTE = 60_000

const people = [
  fakePerson({ id: 'ann', name: 'Ann Sommer' }),
  fakePerson({ id: 'bob', name: 'Bob', unread: 3 }),
  fakePerson({ id: 'miri', name: 'מירי לוי', unreachable: true }),
  fakePerson({ id: 'tom', name: 'Tom', answered: false }),
]
const engine = createFakeEngine({ phase: 'ready', name: 'Bea', people })
engine.store(
  Array.from({ length: 400 }, (_, n) =>
    fakeMessage({
      id: `bob-${n}`,
      person: 'bob',
      text: n % 7 === 0 ? `Message ${n}\n${'and some more words '.repeat(n % 23)}` : `Message ${n}`,
      mine: n % 3 === 0,
      time: NOW - (400 - n) * 2 * MINUTE,
      order: orderOf(n + 1),
      needsNewer: n === 397,
    }),
  ),
)
engine.store([
  fakeMessage({
    id: 'a1',
    person: 'ann',
    text: 'שלום',
    time: NOW - 90 * MINUTE,
    order: orderOf(1),
  }),
  fakeMessage({
    id: 'rich',
    person: 'ann',
    text: '*Bold*, _italic_, ~struck~ and `code`\n> a quote\n> of two lines\nhttps://bank.example@evil.example/login\n```\nlet it = "be"\n```',
    time: NOW - 85 * MINUTE,
    order: `${orderOf(1)}b`,
  }),
  fakeMessage({ id: 'a2', person: 'ann', text: '😂', time: NOW - 80 * MINUTE, order: orderOf(2) }),
  fakeMessage({
    id: 'a3',
    person: 'ann',
    mine: true,
    time: NOW,
    state: 'failed',
    order: orderOf(3),
  }),
])

/** Bob was verified, and Tom came under his name. */
const changed = (later: boolean): readonly PersonView[] => {
  const change = { before: 'bob', after: 'tom', later, holds: true }
  return people.map((one) => {
    if (one.id === 'bob') return { ...one, verification: 'changed', change }
    return one.id === 'tom' ? { ...one, name: 'Bob', answered: true, change } : one
  })
}

if (screen === 'changed')
  engine.store([
    fakeMessage({
      id: 't1',
      person: 'tom',
      text: 'Is it you?',
      mine: true,
      time: NOW,
      state: 'held',
      order: orderOf(1),
    }),
  ])

const fresh: Partial<Snapshot> = { phase: 'fresh', name: '', people: [] }
const arrivals: Record<string, { readonly change: Partial<Snapshot>; readonly answer: Answer }> = {
  welcome: { change: fresh, answer: { is: 'ticket' } },
  private: { change: fresh, answer: { is: 'ticket' } },
  iphone: { change: fresh, answer: { is: 'invitedBy', name: 'Ann' } },
  invitation: { change: fresh, answer: { is: 'invitedBy', name: 'Ann' } },
  known: { change: {}, answer: { is: 'invitedBy', name: 'Ann' } },
  refused: { change: fresh, answer: { is: 'refused', why: 'used' } },
  link: { change: fresh, answer: { is: 'refused', why: why as Refusal } },
}
const changes: Record<string, Partial<Snapshot>> = {
  stranger: fresh,
  installed: fresh,
  installable: {
    people: people.map((one) => ({
      ...one,
      last: { id: 'm', kind: 'text', text: 'Hi', mine: true, time: NOW, state: 'sent' },
    })),
  },
  emptied: fresh,
  empty: { people: [] },
  offline: { connection: 'offline' },
  halted: { halt: 'storageFull' },
  halt: { halt: why as Halt },
  server: { connection: 'offline', retryAt: NOW + 8_000 },
  notices: {
    notices: [
      { type: 'lost', person: 'ann', count: 3, why: 'unreadable' },
      { type: 'catchingUp', person: 'bob' },
      { type: 'wrongKeys', person: 'tom' },
    ],
  },
  exchanged: {
    people: people.map((one) =>
      one.id === 'ann'
        ? {
            ...one,
            last: {
              id: 'm',
              kind: 'text',
              text: 'See you there',
              mine: false,
              time: NOW,
              state: 'received',
            },
          }
        : one,
    ),
  },
  verified: {
    people: people.map((one) => ({
      ...one,
      verification: 'person',
      verifiedBy: 'scan',
      verifiedAt: NOW,
      renewals: { times: 2, at: NOW },
    })),
  },
  changed: { people: changed(false) },
  later: { people: changed(true) },
  replaced: {
    people: changed(false).map((one) =>
      one.id === 'bob' ? { ...one, verification: 'replaced' } : { ...one, change: undefined },
    ),
  },
}
const installPrompt = Object.assign(new Event('beforeinstallprompt'), {
  prompt: () => Promise.resolve(),
})
const arrival = arrivals[screen]
if (arrival) engine.answerNext('look', arrival.answer)
engine.set(arrival?.change ?? changes[screen] ?? {})

const place = document.getElementById('app') ?? document.body
const troubles: Readonly<Record<string, Trouble>> = {
  certificate: { is: 'certificate', address: 'https://localhost:1/' },
  sockets: { is: 'sockets' },
  newer: { is: 'newer' },
}
const trouble: Trouble | undefined = troubles[screen]
const asked = chosen.get('language') ?? undefined
const language = createLanguage({
  wanted: navigator.languages,
  kept: () => asked,
  keep: () => undefined,
  watch: () => undefined,
  root: document.documentElement,
  load: loadLanguage,
})
const appearance = createAppearance({
  kept: keptAs,
  root: document.documentElement,
  colours: [],
  ground: () => '',
})
/** `locked`: with a passphrase; `waiting`: after too many wrong ones. */
const fakeLock = createLock(
  fakeLockParts({
    passphrase: ['locked', 'waiting'].includes(screen) ? 'correct horse' : undefined,
    wait: screen === 'waiting' ? 40_000 : 0,
  }),
)
const lock = () => fakeLock
const ways: Readonly<Record<string, Way>> = { page: 'page', stream: 'stream', poll: 'poll' }
const way: Way = ways[chosen.get('way') ?? ''] ?? 'sockets'
const app = createApp(
  engine,
  {
    browser: window,
    origin: location.origin,
    device: { clipboard: navigator.clipboard, share: () => Promise.resolve() },
    present: signal(true),
    trouble: signal(trouble),
    about: signal({ way }),
    forgets: signal(screen === 'private'),
    notify: {
      kept: () => undefined,
      keep: () => undefined,
      ask: () => Promise.resolve('denied'),
      allowed: () => false,
      badge: () => undefined,
      load: () => Promise.reject(new Error('nothing is told here')),
    },
    storage: () =>
      Promise.resolve({
        all: 12_345_678,
        most: 2_400_000_000,
        messages: 11_800_000,
        client: 545_678,
        promised: false,
      }),
    // Seven minutes behind this device.
    serverTime: () => Promise.resolve(screen === 'clock' ? NOW - 7 * MINUTE : undefined),
    buildHash: () => Promise.resolve('0123456789abcdef'.repeat(4)),
    language,
    appearance,
    lock,
    install: {
      placed: signal(screen === 'iphone' ? 'iphone' : screen === 'installed' ? 'installed' : 'tab'),
      prompt: signal(screen === 'installable' ? installPrompt : undefined),
    },
    media: () => Promise.reject(new Error('no files here')),
    version: {
      fresh: signal(screen === 'fresh'),
      replaced: signal(false),
      wanted: signal(undefined),
      renew: () => undefined,
    },
    mark: { stands: screen === 'emptied', set: () => undefined },
    // The sentences about the connection are looked at without waiting for them.
    after: (delay, call) => clockWeb.after(delay / 100, call),
    now: () => NOW,
    draw: drawCode,
    scanner: () => Promise.resolve({ startCamera }),
    askPersist: () => Promise.resolve(false),
    setTitle: (title) => {
      document.title = title
    },
  },
  arrival ? 'fragment' : '',
)
await language.ready
// The browser tests go to messages by their order.
addEventListener('goto', (event) => {
  if (!(event instanceof CustomEvent)) return
  const [person, n, from] = String(event.detail).split(' ')
  const place = from === undefined ? undefined : orderOf(Number(from))
  if (person !== undefined) app.route.openAt(person, orderOf(Number(n)), place)
})
addEventListener('hostile', () => {
  const text = `${'\u202E'.repeat(3)}evil ${'x'.repeat(400)} ${'a\u0301'.repeat(200)}`
  engine.tell([fakeMessage({ id: 'evil', person: 'ann', text, time: NOW, order: orderOf(77) })])
})
watchKeys(app)
const person = chosen.get('person')
if (person !== null) app.route.openPerson(person)
const screenOf = () => {
  if (screen === 'stopped' || screen === 'stop') {
    const stop = (why || 'noStorage') as Stop
    return h(Stopped, { why: stop, onAnew: () => undefined, onReload: () => undefined })
  }
  return screen === 'locked' || screen === 'waiting' ? h(Locked, { load: lock }) : h(Root, { app })
}
render(screenOf(), place)

/** What a test tells the page, by the name of the event. */
const told = (name: string, hear: (detail: unknown) => void): void =>
  addEventListener(name, (event) => {
    if (event instanceof CustomEvent) hear(event.detail)
  })
told('speak', (code) => {
  if (typeof code === 'string' && isLanguage(code)) language.choose(code)
})
told('look', (look) => appearance.change(look as Partial<Look>))

addEventListener('incoming', () => {
  engine.set({ people: people.map((one) => (one.id === 'bob' ? { ...one, unread: 40 } : one)) })
  engine.tell([
    fakeMessage({
      id: 'new',
      person: 'bob',
      text: 'Are you there?',
      time: NOW,
      order: orderOf(999),
    }),
  ])
})
