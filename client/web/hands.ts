// The hand on the messages: what a key, a press, a long press or a swipe on a row means. Listens on the whole
// list, so that a row knows nothing of it.
import type { Signal } from '@preact/signals'
import type { MessageView } from '../engine/view.ts'
import type { Point } from './acts.ts'
import {
  answer,
  choose,
  copyTexts,
  isForwardable,
  isSilent,
  isWhole,
  messageById,
  openAct,
  react,
  resend,
} from './doings.ts'
import { isMac } from './keys.ts'
import { pressedShortcut } from './shortcuts.ts'
import type { App } from './state.ts'

/** The row under the pointer. */
export interface Over {
  readonly message: MessageView
  readonly row: HTMLElement
}

/** A finger that stays so long means the menu (milliseconds); one that moves further than this does not. */
const LONG_PRESS = 500
const STILL = 10
/** How far a row is swiped to be answered, and at most, in pixels. */
export const SWIPED = 56
const SWIPE_MOST = 80

const rowAt = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element
    ? (target.closest<HTMLElement>('.row[data-id]') ?? undefined)
    : undefined

const bubbleOf = (row: HTMLElement): HTMLElement => row.querySelector<HTMLElement>('.bubble') ?? row

const corner = (element: HTMLElement): Point => {
  const { left, bottom } = element.getBoundingClientRect()
  return { x: left, y: bottom }
}

const hasSelection = (): boolean => getSelection()?.isCollapsed === false

/** Moves the focus from row to row; from the list itself to the last one in sight. */
const focusRow = (scroller: HTMLElement, from: HTMLElement | undefined, by: 1 | -1): void => {
  const rows = [...scroller.querySelectorAll<HTMLElement>('.row[data-id]')]
  const edge = scroller.getBoundingClientRect().bottom
  const inSight = rows.findLast((row) => row.getBoundingClientRect().top < edge - 20)
  const next = from ? rows[rows.indexOf(from) + by] : inSight
  if (!next) return
  for (const row of rows) if (row.tabIndex === 0) row.tabIndex = -1
  next.tabIndex = 0
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
}

type Doing = (app: App, message: MessageView, at: Point) => void

/** What shortcuts do with the message that has the focus. */
const always: Readonly<Record<string, Doing>> = {
  menu: (app, message, at) =>
    app.acts.chosen.peek() ? choose(app, message) : openAct(app, 'menu', [message], at),
  erase: (app, message) => openAct(app, 'erase', [message]),
  copy: (app, message) => void copyTexts(app, [message]),
}
/** And with one that is whole. */
const whole: Readonly<Record<string, Doing>> = {
  forward: (app, message) => {
    if (isForwardable(message)) openAct(app, 'forward', [message])
  },
}
/** And where the friend can hear of it. */
const told: Readonly<Record<string, Doing>> = {
  react: (app, message, at) => openAct(app, 'marks', [message], at),
  reply: (app, message) => answer(app, message),
}

const byKey = (app: App, name: string, row: HTMLElement): boolean => {
  const message = messageById(app, row.dataset['id'])
  if (!message) return false
  const open = isWhole(message)
  const doing =
    always[name] ??
    (open ? whole[name] : undefined) ??
    (open && !isSilent(app) ? told[name] : undefined)
  doing?.(app, message, corner(bubbleOf(row)))
  return doing !== undefined
}

const isOurs = (scroller: HTMLElement, { defaultPrevented, target }: Event): boolean =>
  // A button inside of a row has keys of its own.
  !defaultPrevented && (target === scroller || target === rowAt(target))

const watchKeys = (app: App, scroller: HTMLElement): ((event: KeyboardEvent) => void) => {
  const mac = isMac()
  const act = (name: string, row: HTMLElement | undefined): boolean => {
    if (name === 'copy' && hasSelection()) return false
    if (name !== 'above' && name !== 'below') return row !== undefined && byKey(app, name, row)
    focusRow(scroller, row, name === 'above' ? -1 : 1)
    return true
  }
  return (event) => {
    if (!isOurs(scroller, event)) return
    const name = pressedShortcut(event, mac, 'message')
    const row = event.target === scroller ? undefined : rowAt(event.target)
    if (name !== undefined && act(name, row)) event.preventDefault()
  }
}

/** A press on something inside of a row. */
const pressed = (app: App, event: MouseEvent): void => {
  const message = messageById(app, rowAt(event.target)?.dataset['id'])
  if (!message || !(event.target instanceof Element)) return
  if (app.acts.chosen.peek()) {
    event.preventDefault()
    return choose(app, message)
  }
  const on = event.target.closest<HTMLElement>('[data-quote], [data-mark], [data-act]')
  if (on) onPart(app, message, on.dataset)
}

const onPart = (app: App, message: MessageView, { quote, mark, act }: DOMStringMap): void => {
  if (quote !== undefined) app.route.openAt(message.person, quote, message.order)
  else if (mark !== undefined && !isSilent(app)) void react(app, message, mark)
  else if (act === 'resend') void resend(app, message)
  else if (act === 'erase') openAct(app, 'erase', [message])
}

const openMenu = (app: App, row: HTMLElement | undefined, at: Point | undefined): boolean => {
  const message = messageById(app, row?.dataset['id'])
  if (!message || message.event || app.acts.chosen.peek()) return false
  row?.focus({ preventScroll: true })
  openAct(app, 'menu', [message], at)
  return true
}

/** The menu may open under the finger: letting go presses nothing of it. */
const swallowRelease = (): void => {
  const options = { capture: true, once: true }
  const swallow = (event: Event): void => {
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener('click', swallow, options)
  document.addEventListener(
    'pointerdown',
    () => document.removeEventListener('click', swallow, options),
    options,
  )
}

/** A finger on a row: it stays for the menu, or draws the row to answer it. */
const watchFinger = (app: App, scroller: HTMLElement, after: (call: () => void) => () => void) => {
  let from: { readonly x: number; readonly y: number; readonly row: HTMLElement } | undefined
  let drawn = 0
  let cancel = (): void => undefined
  const end = (): void => {
    cancel()
    if (from) bubbleOf(from.row).style.translate = ''
    from = undefined
    drawn = 0
  }
  const down = ({ pointerType, target, clientX: x, clientY: y }: PointerEvent): void => {
    const row = rowAt(target)
    if (pointerType !== 'touch' || !row) return
    end()
    from = { x, y, row }
    cancel = after(() => {
      end()
      navigator.vibrate?.(10)
      if (openMenu(app, row, undefined)) swallowRelease()
    })
  }
  const move = ({ clientX, clientY }: PointerEvent): void => {
    if (!from) return
    const [x, y] = [clientX - from.x, clientY - from.y]
    if (Math.hypot(x, y) < STILL && drawn === 0) return
    cancel()
    // Forwards is the way of the writing.
    const forwards = x * (getComputedStyle(scroller).direction === 'rtl' ? -1 : 1)
    if (drawn === 0 && forwards < Math.abs(y)) return end()
    drawn = Math.min(Math.max(forwards, 0), SWIPE_MOST)
    bubbleOf(from.row).style.translate = `${Math.sign(x) * drawn}px`
  }
  const up = (): void => {
    const message = messageById(app, from?.row.dataset['id'])
    if (drawn >= SWIPED && message && isWhole(message) && !isSilent(app)) answer(app, message)
    end()
  }
  return { down, move, up, end }
}

/** Listens on the list until the returned function is called. */
export const watchHands = (
  app: App,
  scroller: HTMLElement,
  over: Signal<Over | undefined>,
): (() => void) => {
  const ended = new AbortController()
  const { signal } = ended
  const finger = watchFinger(app, scroller, (call) => {
    const timer = setTimeout(call, LONG_PRESS)
    return () => clearTimeout(timer)
  })
  const look = ({ pointerType, target }: PointerEvent): void => {
    if (pointerType === 'touch') return
    const row = rowAt(target)
    const message = messageById(app, row?.dataset['id'])
    const shown = row && message && isWhole(message) && !app.acts.chosen.peek()
    if (over.peek()?.row !== row) over.value = shown ? { message, row } : undefined
  }
  scroller.addEventListener('keydown', watchKeys(app, scroller), { signal })
  scroller.addEventListener('click', (event) => pressed(app, event), { signal })
  scroller.addEventListener('pointerover', look, { signal })
  scroller.addEventListener('pointerdown', finger.down, { signal })
  scroller.addEventListener('pointermove', finger.move, { signal })
  scroller.addEventListener('pointerup', finger.up, { signal })
  scroller.addEventListener('pointercancel', finger.end, { signal })
  const leave = (): void => {
    over.value = undefined
  }
  scroller.addEventListener('scroll', leave, { signal })
  // What stands beside the message is not inside the list.
  scroller.parentElement?.addEventListener('pointerleave', leave, { signal })
  scroller.addEventListener(
    'contextmenu',
    (event) => {
      // What is selected, and links, have the browser's own.
      const link = event.target instanceof Element && event.target.closest('a')
      if (hasSelection() || link) return
      const at = { x: event.clientX, y: event.clientY }
      const touch = event instanceof PointerEvent && event.pointerType === 'touch'
      finger.end()
      if (openMenu(app, rowAt(event.target), touch ? undefined : at)) event.preventDefault()
    },
    { signal },
  )
  return () => {
    finger.end()
    ended.abort()
  }
}
