// What can be done with one message: marks for one press, and everything else below them. Beside the pointer in a
// window, from below on a phone. Arrows, Home and End move, Enter does, Escape closes.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { MessageView } from '../../engine/view.ts'
import type { Point } from '../acts.ts'
import {
  answer,
  choose,
  copyTexts,
  isEditable,
  isForwardable,
  isSilent,
  isText,
  isWhole,
  openAct,
  ownMark,
  pin,
  quickMarks,
  react,
  resend,
  rewrite,
  star,
  type ActPage,
} from '../doings.ts'
import { Bin, Details, Forward, Pencil, Pin, Plus, Reply, StarLine, Tick } from '../icons-acts.tsx'
import { Copy } from '../icons.tsx'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import { words } from '../words.ts'

/** Pixels between a menu and the edge of the window. */
const EDGE = 8
/** Narrower windows have it at their lower edge. */
const NARROW = '(max-width: 599px)'

const place = (dialog: HTMLDialogElement, at: Point | undefined): void => {
  if (!at || matchMedia(NARROW).matches) return
  const { width, height } = dialog.getBoundingClientRect()
  const right = innerWidth - width - EDGE
  const low = innerHeight - height - EDGE
  // It begins at the point, to the side in which one reads.
  const begin = document.documentElement.dir === 'rtl' ? at.x - width : at.x
  dialog.style.margin = '0'
  dialog.style.right = 'auto'
  dialog.style.left = `${Math.max(EDGE, Math.min(begin, right))}px`
  dialog.style.top = `${Math.max(EDGE, Math.min(at.y, low))}px`
}

const itemsOf = (menu: HTMLElement): readonly HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]'),
]

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

const move = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
  const items = itemsOf(event.currentTarget)
  const here = items.findIndex((item) => item === document.activeElement)
  // Left and right follow the eye.
  const turned = getComputedStyle(event.currentTarget).direction === 'rtl'
  const key = turned
    ? ({ ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[event.key] ?? event.key)
    : event.key
  const next = moves[key]?.(here, items.length)
  if (next === undefined) return
  event.preventDefault()
  items[next]?.focus()
}

const Item = (props: {
  readonly onPick: () => void
  readonly grave?: boolean
  readonly children: ComponentChildren
}) => (
  <button
    type="button"
    role="menuitem"
    tabIndex={-1}
    class={props.grave ? 'menu-item menu-grave' : 'menu-item'}
    onClick={props.onPick}
  >
    {props.children}
  </button>
)

const QuickMarks = (props: {
  readonly app: App
  readonly message: MessageView
  readonly done: () => void
}) => {
  const { app, message, done } = props
  const own = ownMark(message)
  const shown: readonly string[] =
    own === '' || quickMarks.some((mark) => mark === own)
      ? quickMarks
      : [...quickMarks.slice(0, -1), own]
  return (
    <div role="group" class="menu-marks" aria-label={actsWords.react}>
      {shown.map((mark) => (
        <button
          key={mark}
          type="button"
          role="menuitemradio"
          tabIndex={-1}
          class="menu-mark"
          aria-checked={mark === own}
          onClick={() => {
            void react(app, message, mark)
            done()
          }}
        >
          {mark}
        </button>
      ))}
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        class="menu-mark menu-more"
        aria-label={actsWords.otherMark}
        title={actsWords.otherMark}
        onClick={() => openAct(app, 'picker', [message])}
      >
        <Plus />
      </button>
    </div>
  )
}

const Items = (props: {
  readonly app: App
  readonly message: MessageView
  readonly done: () => void
}) => {
  const { app, message } = props
  const and = (act: () => void) => (): void => {
    act()
    props.done()
  }
  const to = (page: ActPage) => (): void => openAct(app, page, [message])
  const whole = isWhole(message)
  const open = whole && !isSilent(app)
  return (
    <>
      {open ? (
        <Item onPick={and(() => answer(app, message))}>
          <Reply /> {actsWords.reply}
        </Item>
      ) : null}
      {open && isEditable(message) ? (
        <Item onPick={and(() => rewrite(app, message))}>
          <Pencil /> {actsWords.edit}
        </Item>
      ) : null}
      {open && message.state === 'failed' ? (
        <Item onPick={and(() => void resend(app, message))}>
          <Forward /> {words.retry}
        </Item>
      ) : null}
      {isText(message) ? (
        <Item onPick={and(() => void copyTexts(app, [message]))}>
          <Copy /> {actsWords.copyText}
        </Item>
      ) : null}
      {isForwardable(message) ? (
        <Item onPick={to('forward')}>
          <Forward /> {actsWords.forward}
        </Item>
      ) : null}
      {whole ? (
        <>
          <Item onPick={and(() => void star(app, [message], !message.starred))}>
            <StarLine /> {message.starred ? actsWords.unstar : actsWords.star}
          </Item>
          {message.starred ? (
            <Item onPick={to('starred')}>
              <StarLine /> {actsWords.allStarred}
            </Item>
          ) : null}
          <Item onPick={and(() => void pin(app, message, !message.pinned))}>
            <Pin /> {message.pinned ? actsWords.unpin : actsWords.pin}
          </Item>
        </>
      ) : null}
      <Item onPick={and(() => choose(app, message))}>
        <Tick /> {actsWords.choose}
      </Item>
      {whole ? (
        <Item onPick={to('details')}>
          <Details /> {actsWords.details}
        </Item>
      ) : null}
      <Item grave onPick={to('erase')}>
        <Bin /> {words.erase}
      </Item>
    </>
  )
}

/** `marks`: only these. */
export const MessageMenu = (props: {
  readonly app: App
  readonly message: MessageView
  readonly marks: boolean
}) => {
  const { app, message, marks } = props
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    if (element) {
      place(element, app.acts.at.peek())
      itemsOf(element)[0]?.focus()
    }
    return () => element?.close()
  }, [])
  const { back } = app.route
  const reacts = isWhole(message) && !isSilent(app)
  return (
    <dialog
      ref={dialog}
      class="menu"
      aria-label={actsWords.menu}
      onCancel={(event) => {
        event.preventDefault()
        back()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) back()
      }}
    >
      <div role="menu" class="menu-inner" aria-label={actsWords.menu} onKeyDown={move}>
        {reacts ? <QuickMarks app={app} message={message} done={back} /> : null}
        {marks ? null : <Items app={app} message={message} done={back} />}
      </div>
    </dialog>
  )
}
