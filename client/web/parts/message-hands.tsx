// What appears beside a message under the pointer, and the listening on the whole list (hands.ts). Draws which
// messages are chosen: rows are kept as they are drawn, and that comes and goes.
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import { answer, isSilent, openAct } from '../doings.ts'
import { watchHands, type Over } from '../hands.ts'
import { More, Reply, Smile } from '../icons-acts.tsx'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import type { ListHold } from './list-hold.ts'

/** Beside the bubble, on the side with more room. */
const place = (tools: HTMLElement, row: HTMLElement): void => {
  const bubble = row.querySelector('.bubble')?.getBoundingClientRect()
  const around = tools.offsetParent?.getBoundingClientRect()
  if (!bubble || !around) return
  const width = tools.offsetWidth
  const left = bubble.left - around.left
  const right = around.right - bubble.right
  tools.style.top = `${Math.max(4, bubble.top - around.top)}px`
  tools.style.left = `${left > right ? left - width - 6 : bubble.right - around.left + 6}px`
}

const Tools = (props: { readonly app: App; readonly over: Over }) => {
  const { app } = props
  const { row, message } = props.over
  const ref = useRef<HTMLDivElement>(null)
  // Rows move without a scroll while a conversation is short: when something came, and once it is drawn.
  useLayoutEffect(() => {
    const now = (): void => {
      if (ref.current) place(ref.current, row)
    }
    now()
    const frame = requestAnimationFrame(now)
    return () => cancelAnimationFrame(frame)
  })
  const open = (event: MouseEvent, page: 'menu' | 'marks'): void => {
    const { clientX: x, clientY: y } = event
    row.focus({ preventScroll: true })
    openAct(app, page, [message], { x, y })
  }
  return (
    <div class="tools" ref={ref}>
      {isSilent(app) ? null : (
        <>
          <button
            type="button"
            tabIndex={-1}
            class="tool"
            aria-label={actsWords.react}
            title={actsWords.react}
            onClick={(event) => open(event, 'marks')}
          >
            <Smile />
          </button>
          <button
            type="button"
            tabIndex={-1}
            class="tool"
            aria-label={actsWords.reply}
            title={actsWords.reply}
            onClick={() => answer(app, message)}
          >
            <Reply />
          </button>
        </>
      )}
      <button
        type="button"
        tabIndex={-1}
        class="tool"
        aria-label={actsWords.more}
        title={actsWords.more}
        onClick={(event) => open(event, 'menu')}
      >
        <More />
      </button>
    </div>
  )
}

const drawChosen = (scroller: HTMLElement, chosen: ReadonlySet<string> | undefined): void => {
  scroller.classList.toggle('choosing', chosen !== undefined)
  for (const row of scroller.querySelectorAll<HTMLElement>('.row[data-id]')) {
    const is = chosen?.has(row.dataset['id'] ?? '') === true
    row.toggleAttribute('data-chosen', is)
    if (is) row.setAttribute('aria-current', 'true')
    else row.removeAttribute('aria-current')
  }
}

export const MessageHands = (props: {
  readonly app: App
  readonly person: PersonView
  readonly hold: ListHold
}) => {
  const { app, hold } = props
  const over = useSignal<Over | undefined>(undefined)
  const chosen = app.acts.chosen.value
  useEffect(() => {
    const scroller = hold.ref.current
    if (!scroller) return undefined
    scroller.dataset['hands'] = ''
    const stop = watchHands(app, scroller, over)
    return () => {
      stop()
      // They belong to the conversation that was open.
      app.acts.chosen.value = undefined
    }
  }, [])
  useLayoutEffect(() => {
    if (hold.ref.current) drawChosen(hold.ref.current, chosen)
  })
  const now = over.value
  // What it was about may have changed, or be gone, since.
  const message = app.chat.timeline.value.messages.find(({ id }) => id === now?.message.id)
  return now && message && !chosen && now.row.isConnected ? (
    <Tools key={message.id} app={app} over={{ row: now.row, message }} />
  ) : null
}
