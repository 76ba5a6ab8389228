// The messages of the open conversation: a window of rows over what is loaded. What is being read never
// moves: the first row in sight is measured before a change and put back to its place after it.
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import { Down } from '../icons.tsx'
import type { App } from '../state.ts'
import { rowsOf } from '../timeline.ts'
import { fill, words } from '../words.ts'
import { MessageRow } from './message-row.tsx'
import { Sentence } from './sentence.tsx'

/** Rows in the page at most, and how many come or go at once. */
export const WINDOW = 240
export const STEP = 60
/** Pixels from an edge at which more rows come, and within which the list sticks to its end. */
const NEAR_EDGE = 1_500
const NEAR_END = 80
/** Pixels from the end at which the button to jump there appears. */
const FAR_FROM_END = 480

interface Anchor {
  readonly id: string
  readonly top: number
}

/** The first row that can be seen, and where it is. */
const findAnchor = (scroller: HTMLElement): Anchor | undefined => {
  const top = scroller.getBoundingClientRect().top
  const rows = scroller.querySelectorAll<HTMLElement>('[data-id]')
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle
    else low = middle + 1
  }
  const row = rows[low]
  const id = row?.dataset['id']
  return row && id !== undefined ? { id, top: row.getBoundingClientRect().top } : undefined
}

const restore = (scroller: HTMLElement, anchor: Anchor | undefined): void => {
  if (!anchor) return
  const row = scroller.querySelector(`[data-id="${CSS.escape(anchor.id)}"]`)
  if (row) scroller.scrollTop += row.getBoundingClientRect().top - anchor.top
}

const fromEnd = (scroller: HTMLElement): number =>
  scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop

/** The window as ids, because indices move when an older page arrives. `undefined`: the very end. */
interface Span {
  readonly from: string | undefined
  readonly to: string | undefined
}

const useWindow = (app: App) => {
  const span = useSignal<Span>({ from: undefined, to: undefined })
  const { messages, more } = app.chat.timeline.value
  const indexOf = (id: string | undefined): number | undefined => {
    const found = id === undefined ? -1 : messages.findIndex((message) => message.id === id)
    return found < 0 ? undefined : found
  }
  const to = indexOf(span.value.to) ?? messages.length
  const from = Math.max(indexOf(span.value.from) ?? to - STEP * 2, to - WINDOW, 0)
  const idAt = (index: number): string | undefined => messages[index]?.id
  return {
    messages,
    more,
    from,
    to,
    atNewest: to === messages.length,
    earlier() {
      if (from === 0) {
        if (more) app.chat.older()
        return
      }
      const start = Math.max(0, from - STEP)
      span.value = { from: idAt(start), to: idAt(Math.min(to, start + WINDOW)) }
    },
    later() {
      const end = Math.min(messages.length, to + STEP)
      span.value = { from: idAt(Math.max(from, end - WINDOW)), to: idAt(end) }
    },
    newest() {
      span.value = { from: undefined, to: undefined }
    },
  }
}

/** Keeps the scroll position true through every change; returns what the scroller needs. */
const useAnchoring = (app: App, view: ReturnType<typeof useWindow>) => {
  const ref = useRef<HTMLDivElement>(null)
  const stick = useRef(true)
  const far = useSignal(false)
  const scroller = ref.current
  const anchor = scroller && !stick.current ? findAnchor(scroller) : undefined
  const toEnd = (): void => {
    const now = ref.current
    if (now) now.scrollTop = now.scrollHeight
  }
  const note = (): void => {
    const now = ref.current
    if (!now) return
    const rest = fromEnd(now)
    stick.current = view.atNewest && rest < NEAR_END
    far.value = !view.atNewest || rest > FAR_FROM_END
    app.chat.atEnd.value = stick.current
    if (now.scrollTop < NEAR_EDGE) view.earlier()
    else if (!view.atNewest && rest < NEAR_EDGE) view.later()
  }
  useLayoutEffect(() => {
    const now = ref.current
    if (!now) return
    if (stick.current) toEnd()
    else restore(now, anchor)
  })
  // Rows that came may still leave an edge in sight.
  useEffect(note)
  useEffect(() => {
    const now = ref.current
    if (!now) return undefined
    const observer = new ResizeObserver(() => {
      if (stick.current) toEnd()
    })
    observer.observe(now)
    return () => observer.disconnect()
  }, [])
  return { ref, stick, far, note, toEnd }
}

/** Opening goes to the unread divider; an own message goes to the end. */
const useJumps = (
  app: App,
  view: ReturnType<typeof useWindow>,
  hold: ReturnType<typeof useAnchoring>,
) => {
  const divider = app.chat.divider.value
  const sent = app.chat.sentCount.value
  const jump = (): void => {
    hold.stick.current = true
    view.newest()
    hold.toEnd()
  }
  useLayoutEffect(() => {
    const scroller = hold.ref.current
    const row = divider && scroller?.querySelector(`[data-id="${CSS.escape(divider.id)}"]`)
    if (!row || !scroller) return
    const above = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top
    if (above >= 0) return
    hold.stick.current = false
    scroller.scrollTop += above - scroller.clientHeight / 4
    hold.note()
  }, [divider])
  const sentBefore = useRef(sent)
  useLayoutEffect(() => {
    if (sentBefore.current !== sent) jump()
    sentBefore.current = sent
  }, [sent])
  return jump
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
      <span class="badge" title={words.newMessages(props.count)}>
        {props.count}
      </span>
    ) : null}
  </button>
)

/** Keyed by person where it is used, so that each conversation starts with a window of its own. */
export const MessageList = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  const view = useWindow(app)
  const hold = useAnchoring(app, view)
  const jump = useJumps(app, view, hold)
  const { loaded, more } = app.chat.timeline.value
  const divider = app.chat.divider.value
  const rows = rowsOf(view.messages, view.from, view.to, divider?.id)
  return (
    <div class="history">
      <div
        class="scroller"
        ref={hold.ref}
        onScroll={hold.note}
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
          {rows.map((row) => (
            <MessageRow
              key={row.message.id}
              row={row}
              name={person.name}
              now={app.now()}
              unread={divider?.count ?? 0}
            />
          ))}
        </ol>
      </div>
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
