// The keyboard: reads shortcuts from their table and does what they say, and leads what is typed anywhere into
// the composer. Nothing here is reachable by keys alone; each has a place on the screen too.
import type { PersonView } from '../engine/view.ts'
import {
  type MessageShortcutName,
  onMessage,
  pressedShortcut,
  type ShortcutName,
} from './shortcuts.ts'
import type { App } from './state.ts'

/** One page of the list, less what stays to hold on to. */
const PAGE_SHARE = 0.85

export const isMac = (): boolean => navigator.platform.startsWith('Mac')

const find = (selector: string): HTMLElement | undefined =>
  document.querySelector<HTMLElement>(selector) ?? undefined

const composer = (): HTMLElement | undefined => find('.composer textarea')

/** Where F6 leads, one after another, and what takes the focus there. */
const regions = (): readonly (readonly [region: string, HTMLElement | undefined])[] => [
  ['.people', find('.person-name[tabindex="0"]') ?? find('.people button')],
  ['.scroller', find('.scroller')],
  ['.composer', composer()],
]

const nextRegion = (): void => {
  const shown = regions().filter(([, target]) => target?.checkVisibility())
  const here = shown.findIndex(([region]) => document.activeElement?.closest(region))
  shown[(here + 1) % shown.length]?.[1]?.focus()
}

const turnPage = (by: number): void => {
  const list = find('.scroller')
  list?.scrollBy({ top: by * PAGE_SHARE * list.clientHeight })
}

/** Opens the neighbour in the list, or the next one with unread messages; it goes round. */
const openNeighbour = (app: App, by: 1 | -1, wanted: (person: PersonView) => boolean): void => {
  const { people } = app.snapshot.peek()
  const here = people.findIndex(({ id }) => id === app.route.person.peek())
  const start = here < 0 && by < 0 ? 0 : here
  for (let step = 1; step <= people.length; step += 1) {
    const person = people[(start + by * step + people.length * 2) % people.length]
    if (person && person.id !== app.route.person.peek() && wanted(person))
      return app.route.openPerson(person.id)
  }
}

const any = (): boolean => true
const isUnread = ({ unread }: PersonView): boolean => unread > 0

/** Puts marks around what is selected in the composer, as the person's own typing: it can be undone. */
const mark = (sign: string): void => {
  const box = composer()
  if (!(box instanceof HTMLTextAreaElement) || box !== document.activeElement) return
  const { selectionStart: start, selectionEnd: end, value } = box
  box.setRangeText(sign + value.slice(start, end) + sign, start, end, 'end')
  box.setSelectionRange(start + sign.length, end + sign.length)
  box.dispatchEvent(new InputEvent('input', { bubbles: true }))
}

/** Where no passphrase is set, it leads to where one can be. */
const lockNow = async (app: App): Promise<void> => {
  const lock = await app.lock()
  if (lock.isSet.peek()) return lock.lock()
  app.route.openSheet('settings')
  app.route.openPage('security', true)
}

/** Opens the search of the open conversation, or of everything where none is open. */
const findHere = (app: App): void => {
  if (!app.person.peek()) return openSearch(app)
  app.route.openSearch('here')
  find('.find-bar input')?.focus()
}

const openSearch = (app: App): void => {
  app.route.openSearch('all')
  find('.search-field input')?.focus()
}

/** Those of a message are heard by their list (hands.ts), and the last one by the composer. */
type Here = Exclude<ShortcutName, MessageShortcutName>
const isHere = (name: ShortcutName): name is Here => name !== 'edit' && !onMessage.includes(name)

const actionsOf = (app: App): Readonly<Record<Here, () => void>> => ({
  keys: () => app.route.openSheet('keys'),
  switch: () => app.route.openSheet('switch'),
  search: () => openSearch(app),
  find: () => findHere(app),
  next: () => openNeighbour(app, 1, any),
  previous: () => openNeighbour(app, -1, any),
  nextUnread: () => openNeighbour(app, 1, isUnread),
  previousUnread: () => openNeighbour(app, -1, isUnread),
  oldestUnread: () => app.chat.wish('unread'),
  pageUp: () => turnPage(-1),
  pageDown: () => turnPage(1),
  newest: () =>
    app.route.search.peek() === undefined ? app.chat.wish('newest') : app.route.closeSearch(),
  region: nextRegion,
  // A storage that can not be read has said so itself.
  lock: () => void lockNow(app).catch(() => undefined),
  bold: () => mark('*'),
  italic: () => mark('_'),
  code: () => mark('`'),
})

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement

/** What only makes sense where one writes. */
const inComposer: readonly ShortcutName[] = ['bold', 'italic', 'code']

const isTyping = (event: KeyboardEvent): boolean =>
  event.key.length === 1 &&
  // Presses the button that has the focus.
  event.key !== ' ' &&
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey

/** A sheet is a world of its own, and an input method has the first word. */
const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null

/** Pressed again where it leads to, the key that finds is the browser's own. */
const isOurs = (name: ShortcutName, target: EventTarget | null): boolean => {
  if (name === 'find') return !document.activeElement?.closest('.find-bar')
  return !inComposer.includes(name) || target === composer()
}

/** Listens until the returned function is called. */
export const watchKeys = (app: App): (() => void) => {
  const actions = actionsOf(app)
  const mac = isMac()
  const pressed = (event: KeyboardEvent): void => {
    if (isTaken(event)) return
    const name = pressedShortcut(event, mac)
    if (name === undefined) {
      if (isTyping(event) && !isText(event.target)) composer()?.focus({ preventScroll: true })
      return
    }
    if (!isHere(name) || !isOurs(name, event.target)) return
    event.preventDefault()
    actions[name]()
  }
  document.addEventListener('keydown', pressed)
  return () => document.removeEventListener('keydown', pressed)
}
