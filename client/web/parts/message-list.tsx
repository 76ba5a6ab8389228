// The messages of the open conversation: a window of rows over what is loaded, the way to the newest and to
// what is unread, and the date of what is passed.
import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import { Down } from '../icons.tsx'
import { numeral } from '../languages/spoken.ts'
import { incomingAfter } from '../reading.ts'
import type { App } from '../state.ts'
import { firstUnread, rowsOf, type Row } from '../timeline.ts'
import { dayName } from '../when.ts'
import { fill, words } from '../words.ts'
import { later } from './later.tsx'
import { rowOf, useHold, type ListHold } from './list-hold.ts'
import { useWindow, type ListWindow } from './list-window.ts'
import { MessageRow } from './message-row.tsx'
import { Sentence } from './sentence.tsx'

const Attached = later(async () => (await import('./attached.tsx')).Attached)

const orderAt = (view: ListWindow, order: string | undefined): string | undefined =>
  view.messages.find((message) => message.order === order)?.id

/** The message that was gone to stands out, and has the focus unless somebody types in a field of a search. */
const useFound = (app: App, hold: ListHold): void => {
  const found = app.chat.found.value
  useLayoutEffect(() => {
    const scroller = hold.ref.current
    const row = scroller && found !== undefined ? rowOf(scroller, found) : undefined
    if (!row) return undefined
    row.classList.add('found')
    if (!document.activeElement?.closest('search')) {
      row.tabIndex = -1
      row.focus({ preventScroll: true })
    }
    return () => row.classList.remove('found')
  }, [found])
}

/** Opening goes to the unread divider; an own message goes to the end. */
const useJumps = (app: App, view: ListWindow, hold: ListHold): void => {
  const divider = app.chat.divider.value
  const sent = app.chat.sentCount.value
  useLayoutEffect(() => {
    const scroller = hold.ref.current
    if (!divider || !scroller) return
    const row = rowOf(scroller, divider.id)
    const edge = scroller.getBoundingClientRect().top
    if (!row || row.getBoundingClientRect().top < edge) hold.goTo(divider.id)
  }, [divider])
  const wished = app.chat.wished.value
  const wishedBefore = useRef<typeof wished>(undefined)
  useLayoutEffect(() => {
    const fresh = wished !== wishedBefore.current
    wishedBefore.current = wished
    if (!fresh) return
    const goal = wished?.to === 'message' ? orderAt(view, wished.order) : undefined
    if (goal !== undefined) hold.goTo(goal)
    else if (wished?.to === 'unread' && divider) hold.goTo(divider.id)
    else if (wished?.to === 'newest') hold.toEnd()
  }, [wished])
  const sentBefore = useRef(sent)
  useLayoutEffect(() => {
    if (sentBefore.current !== sent) hold.toEnd()
    sentBefore.current = sent
  }, [sent])
}

const same = (a: Row, b: Row): boolean =>
  a.message === b.message &&
  a.day === b.day &&
  a.divider === b.divider &&
  a.first === b.first &&
  a.last === b.last &&
  a.stamped === b.stamped

/** Elements of rows that did not change are the same objects, so that scrolling draws only what comes. */
const useElements = (rows: readonly Row[], make: (row: Row) => VNode, rest: string) => {
  const made = useRef({ rest, elements: new Map<string, { row: Row; element: VNode }>() })
  const before = made.current.rest === rest ? made.current.elements : undefined
  const elements = new Map<string, { row: Row; element: VNode }>()
  for (const row of rows) {
    const known = before?.get(row.message.id)
    const kept = known && same(known.row, row) ? known : { row, element: make(row) }
    elements.set(row.message.id, kept)
  }
  made.current = { rest, elements }
  return [...elements.values()].map(({ element }) => element)
}

const Beginning = (props: { readonly name: string; readonly empty: boolean }) => (
  <p class={props.empty ? 'beginning beginning-empty' : 'beginning'}>
    {props.empty ? (
      <strong>
        <Sentence of={words.sayHello} name={props.name} />
      </strong>
    ) : (
      words.beginning
    )}{' '}
    {words.areEncrypted}
  </p>
)

const JumpButton = (props: { readonly count: number; readonly onClick: () => void }) => (
  <button type="button" class="jump" onClick={props.onClick}>
    <Down />
    <span class="unseen">{words.jump}</span>
    {props.count > 0 ? (
      <span class="badge">
        <span aria-hidden="true">{numeral(props.count)}</span>
        <span class="unseen">{words.newMessages(props.count)}</span>
      </span>
    ) : null}
  </button>
)

/** Which day is in sight, while it is scrolled. The days stand in the list too: this one is for the eye. */
const DateChip = (props: { readonly app: App }) => {
  const { app } = props
  const time = app.chat.glance.value
  return time === undefined ? null : (
    <div class="day date-chip" aria-hidden="true">
      <span>{dayName(time, app.now())}</span>
    </div>
  )
}

const Hands = later(async () => (await import('./message-hands.tsx')).MessageHands)

/** Keyed by person where it is used, so that each conversation starts with a window of its own. */
export const MessageList = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  const view = useWindow(app)
  const hold = useHold(app, view)
  useJumps(app, view, hold)
  useFound(app, hold)
  const { loaded, more } = app.chat.timeline.value
  const divider = app.chat.divider.value
  const rows = rowsOf(view.messages, view.from, view.to, divider?.id)
  const now = app.now()
  const unread = divider?.count ?? 0
  const elements = useElements(
    rows,
    (row) => (
      <MessageRow
        key={row.message.id}
        row={row}
        name={person.name}
        now={now}
        unread={unread}
        attached={(message) => <Attached app={app} message={message} />}
      />
    ),
    `${new Date(now).toDateString()} ${unread} ${person.name}`,
  )
  // First to what is unread, when messages that were read lie between; then to the end.
  const jump = (): void => {
    const unseen = firstUnread(view.messages, person.unread)?.id
    const below = incomingAfter(view.messages, app.chat.seen.value) ?? 0
    if (!view.newer && unseen !== undefined && below > person.unread) hold.goTo(unseen)
    else hold.toEnd()
  }
  return (
    <div class="history">
      <div
        class="scroller"
        ref={hold.ref}
        onScroll={hold.scrolled}
        tabIndex={0}
        role="group"
        aria-label={words.history}
      >
        <div class="push" />
        {!loaded ? null : more || view.from > 0 ? (
          <p class="beginning">{words.loadingOlder}</p>
        ) : (
          <Beginning name={person.name} empty={view.messages.length === 0} />
        )}
        <ol class="messages" aria-label={words.messages}>
          {elements}
        </ol>
      </div>
      <DateChip app={app} />
      <Hands app={app} person={person} hold={hold} />
      {hold.far.value ? <JumpButton count={person.unread} onClick={jump} /> : null}
      <Heard app={app} name={person.name} />
    </div>
  )
}

/** Says new messages of the open conversation aloud; the list itself is not live. */
const Heard = (props: { readonly app: App; readonly name: string }) => {
  const heard = props.app.chat.heard.value
  return (
    <div class="unseen" aria-live="polite">
      {heard && !heard.needsNewer ? fill('{name}: ', props.name) + heard.text.slice(0, 300) : ''}
    </div>
  )
}
