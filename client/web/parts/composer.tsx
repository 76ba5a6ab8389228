// Where one writes. Never disabled: without a connection the message waits in the engine.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import { sendsMessage } from '../enter.ts'
import { SendArrow } from '../icons.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'

/** Its keyboard lies on the screen, opens over it, and has no Shift for Enter. */
const isTouch = (): boolean => matchMedia('(hover: none) and (pointer: coarse)').matches

const grow = (box: HTMLTextAreaElement): void => {
  box.style.blockSize = 'auto'
  box.style.blockSize = `${box.scrollHeight}px`
}

const Problem = (props: { readonly app: App; readonly over: number }) => {
  const text = props.over > 0 ? words.tooLong(props.over) : props.app.chat.problem.value
  return text === undefined ? null : (
    <p class="composer-problem" role="alert">
      {text}
    </p>
  )
}

export const Composer = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app } = props
  const { id } = props.person
  // A touch keyboard opens by itself only for the first words of all.
  const fresh = props.person.last === undefined
  const draft = app.chat.draft(id)
  const box = useRef<HTMLTextAreaElement>(null)
  const text = draft.value
  const over = app.chat.over(text)
  useLayoutEffect(() => {
    if (box.current) grow(box.current)
  }, [text])
  useLayoutEffect(() => {
    if (!isTouch() || fresh) box.current?.focus({ preventScroll: true })
  }, [id])
  const send = (): void => {
    app.chat.send(id)
    box.current?.focus({ preventScroll: true })
  }
  const pressed = (event: KeyboardEvent): void => {
    if (!sendsMessage(event, app.appearance.enter.peek(), isTouch())) return
    event.preventDefault()
    send()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Problem app={app} over={over} />
      <div class="composer-line">
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label={words.message}
          placeholder={words.message}
          value={text}
          onInput={(event) => (draft.value = event.currentTarget.value)}
          onKeyDown={pressed}
        />
        <button
          type="submit"
          class="send"
          aria-label={words.send}
          // Keeps a touch keyboard open.
          onPointerDown={(event) => event.preventDefault()}
        >
          <SendArrow />
        </button>
      </div>
    </form>
  )
}
