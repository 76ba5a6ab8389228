// A passphrase being typed: hidden unless it is asked to be shown, with a word about Caps Lock.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Eye } from '../icons.tsx'
import { lockWords } from '../words-lock.ts'

interface PassphraseProps {
  readonly id: string
  readonly label: string
  readonly text: Signal<string>
  /** For password stores: the one that is there, or one to be made. */
  readonly kind: 'current-password' | 'new-password'
  readonly hint?: string | undefined
  readonly isWrong?: boolean
  /** Has the focus when it appears. */
  readonly first?: boolean
}

export const PassphraseField = (props: PassphraseProps) => {
  const { id, text } = props
  const shown = useSignal(false)
  const caps = useSignal(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (props.first) field.current?.focus()
  }, [])
  return (
    <div class="passphrase">
      <label for={id}>{props.label}</label>
      <div class="passphrase-line">
        <input
          ref={field}
          id={id}
          dir="auto"
          {...(shown.value ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
          autocomplete={props.kind}
          autocapitalize="none"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          aria-invalid={props.isWrong ? 'true' : undefined}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
          onKeyUp={(event) => (caps.value = event.getModifierState('CapsLock'))}
        />
        <button
          type="button"
          class="round"
          aria-label={lockWords.showPassphrase}
          aria-pressed={shown.value}
          onClick={() => (shown.value = !shown.value)}
        >
          <Eye />
        </button>
      </div>
      <p id={`${id}-hint`} class={props.isWrong ? 'problem' : 'quiet'} aria-live="polite">
        {[props.hint, caps.value ? lockWords.capsLock : undefined].filter(Boolean).join(' ')}
      </p>
    </div>
  )
}
