// A name and one button: all that anybody has to fill in.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { MAX_NAME_BYTES } from '../../../protocol/limits.ts'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { later } from './later.tsx'

const StopText = later(async () => (await import('./stop-text.tsx')).StopText)

const encoder = new TextEncoder()

export const NameForm = (props: { readonly app: App }) => {
  const { arrival } = props.app
  const name = useSignal('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const tooLong = encoder.encode(name.value.trim()).length > MAX_NAME_BYTES
  const trouble = arrival.problem.value
  const problem = tooLong ? words.nameTooLong : trouble && words.badName
  return (
    <form
      class="card-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.value.trim() === '') field.current?.focus()
        else if (!tooLong) arrival.begin(name.value)
      }}
    >
      <label for="your-name">{words.yourName}</label>
      <input
        ref={field}
        id="your-name"
        dir="auto"
        autocomplete="given-name"
        required
        aria-describedby="name-hint"
        aria-invalid={problem ? 'true' : undefined}
        value={name.value}
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
      <p id="name-hint" class={problem ? 'problem' : 'quiet'} aria-live="polite">
        {problem ?? (arrival.busy.value ? words.starting : words.nameHint)}
      </p>
      <button type="submit" class="main-button wide" aria-disabled={arrival.busy.value}>
        {words.startChatting}
      </button>
      {props.app.forgets.value ? (
        <p class="card-warning" role="alert">
          <StopText why="noStorage" />
        </p>
      ) : (
        <p class="quiet">{words.privateWindow}</p>
      )}
    </form>
  )
}
