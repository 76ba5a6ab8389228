// Where one writes. Never disabled: without a connection the message waits in the engine.
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import { sendsMessage } from '../enter.ts'
import { isEditable, rewriting } from '../about.ts'
import { Clip, Microphone, SendArrow, Smile } from '../icons.tsx'
import { isMac } from '../keys.ts'
import { offerFiles } from '../offered.ts'
import { pressedShortcut } from '../shortcuts.ts'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { later } from './later.tsx'

const AboutBar = later(async () => (await import('./about-bar.tsx')).AboutBar)
const VoiceBar = later(async () => (await import('./voice-bar.tsx')).VoiceBar)
const ChosenBar = later(async () => (await import('./chosen-bar.tsx')).ChosenBar)

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

const EmojiButton = (props: { readonly app: App }) => (
  <button
    type="button"
    class="round emoji-button"
    aria-label={words.emoji}
    title={words.emoji}
    onClick={() => {
      props.app.acts.subject.value = []
      props.app.route.openSheet('act', 'emoji')
    }}
  >
    <Smile />
  </button>
)

const AttachButton = (props: { readonly app: App }) => {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={field}
        hidden
        multiple
        type="file"
        aria-label={words.attach}
        onChange={(event) => {
          offerFiles(props.app, event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
      <button
        type="button"
        class="round attach-button"
        aria-label={words.attach}
        title={words.attach}
        onClick={() => field.current?.click()}
      >
        <Clip />
      </button>
    </>
  )
}

const SpeakButton = (props: { readonly onClick: () => void }) => (
  <button
    type="button"
    class="round"
    aria-label={words.speak}
    title={words.speak}
    onClick={props.onClick}
  >
    <Microphone />
  </button>
)

const pasteFiles = (app: App, event: ClipboardEvent): void => {
  const files = event.clipboardData?.files
  if (!files || files.length === 0) return
  event.preventDefault()
  offerFiles(app, files)
}

export const Composer = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app } = props
  const { id } = props.person
  // A touch keyboard opens by itself only for the first words of all.
  const fresh = props.person.last === undefined
  const about = app.chat.about(id)
  const now = about.value
  const draft = now?.is === 'edit' ? now.text : app.chat.draft(id)
  const box = useRef<HTMLTextAreaElement>(null)
  const speaks = useSignal(false)
  const text = draft.value
  const over = app.chat.over(text)
  useLayoutEffect(() => {
    if (box.current) grow(box.current)
  }, [text])
  useLayoutEffect(() => {
    if (!isTouch() || fresh) box.current?.focus({ preventScroll: true })
  }, [id])
  // Once nothing lies over it.
  const covered = app.route.sheet.value !== undefined
  useLayoutEffect(() => {
    if (now && !covered) box.current?.focus({ preventScroll: true })
  }, [now, covered])
  const send = (): void => {
    app.chat.send(id)
    box.current?.focus({ preventScroll: true })
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && now) {
      event.preventDefault()
      about.value = undefined
    }
    if (text === '' && !now && pressedShortcut(event, isMac(), 'writing') === 'edit') {
      const last = app.chat.timeline.peek().messages.findLast(isEditable)
      if (last) event.preventDefault()
      about.value = last && rewriting(last)
    }
    if (!sendsMessage(event, app.appearance.enter.peek(), isTouch())) return
    event.preventDefault()
    send()
  }
  if (app.acts.chosen.value) return <ChosenBar app={app} person={props.person} />
  if (speaks.value) return <VoiceBar app={app} person={id} onEnd={() => (speaks.value = false)} />
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Problem app={app} over={over} />
      {now ? <AboutBar app={app} person={props.person} about={now} /> : null}
      <div class="composer-line">
        {now?.is === 'edit' ? null : <AttachButton app={app} />}
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label={words.message}
          placeholder={words.message}
          value={text}
          onInput={(event) => (draft.value = event.currentTarget.value)}
          onKeyDown={pressed}
          onPaste={(event) => pasteFiles(app, event)}
        />
        <EmojiButton app={app} />
        {text === '' && !now ? <SpeakButton onClick={() => (speaks.value = true)} /> : null}
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
