// In place of the composer while a voice note is spoken: how long it is, throw it away, or send it.
import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { newId } from '../chat.ts'
import { Cross, SendArrow } from '../icons.tsx'
import { clockLength } from '../lengths.ts'
import type { App } from '../state.ts'
import { startRecording, type Recording, type VoiceTrouble } from '../voice-note.ts'
import { filesWords } from '../words-files.ts'

/** Records as long as the bar is there. */
const useRecording = (
  app: App,
  trouble: Signal<VoiceTrouble | 'notSent' | undefined>,
  busy: ReadonlySignal<boolean>,
) => {
  const recording = useRef<Recording | undefined>(undefined)
  const length = useSignal(0)
  const begun = useRef(0)
  useEffect(() => {
    let gone = false
    void startRecording().then((started) => {
      if (typeof started === 'string') trouble.value = started
      else if (gone) started.cancel()
      else {
        recording.current = started
        begun.current = app.now()
      }
    })
    const ticking = setInterval(() => {
      if (recording.current && !busy.peek()) length.value = app.now() - begun.current
    }, 250)
    return () => {
      gone = true
      clearInterval(ticking)
      recording.current?.cancel()
    }
  }, [])
  return { recording, length }
}

export const VoiceBar = (props: {
  readonly app: App
  readonly person: string
  readonly onEnd: () => void
}) => {
  const { app, person, onEnd } = props
  const trouble = useSignal<VoiceTrouble | 'notSent' | undefined>(undefined)
  const busy = useSignal(false)
  const { recording, length } = useRecording(app, trouble, busy)
  const send = async (): Promise<void> => {
    const spoken = recording.current
    if (!spoken || busy.value) return
    busy.value = true
    try {
      const { file, ...rest } = await spoken.finish()
      const sealed = await (await app.media()).seal(file).sealed
      const attachment = { ...rest, sealed }
      const about = app.chat.about(person)
      const answered = about.peek()
      const reply = answered?.is === 'reply' && { reply: answered.message.order }
      const said = { type: 'send', person, text: '', id: newId(), attachment, ...reply } as const
      const answer = await app.engine.run(said)
      if (answer.is === 'refused') throw new Error('refused')
      if (reply) about.value = undefined
      onEnd()
    } catch {
      trouble.value = 'notSent'
      busy.value = false
    }
  }
  return (
    <div class="composer voice-bar" role="group" aria-label={filesWords.recording}>
      {trouble.value === undefined ? null : (
        <p class="composer-problem" role="alert">
          {filesWords[trouble.value]}
        </p>
      )}
      <div class="composer-line">
        <button
          type="button"
          class="round"
          aria-label={filesWords.dropVoice}
          title={filesWords.dropVoice}
          onClick={onEnd}
        >
          <Cross />
        </button>
        <span class="voice-running" role="timer">
          <span class="voice-dot" aria-hidden="true" />
          {clockLength(length.value)}
        </span>
        <button
          type="button"
          class="send"
          aria-label={filesWords.sendVoice}
          aria-disabled={busy.value || trouble.value !== undefined}
          onClick={() => void send()}
        >
          <SendArrow />
        </button>
      </div>
    </div>
  )
}
