// Deleting everything that is in this browser: what that means, and a word to be typed first.
import { useSignal } from '@preact/signals'
import { lockWords } from '../words-lock.ts'

interface EraseProps {
  readonly busy: boolean
  readonly onErase: () => void
  readonly onCancel: () => void
}

export const EraseForm = (props: EraseProps) => {
  const typed = useSignal('')
  const word = lockWords.eraseWord
  const isTyped = typed.value.trim().toLocaleLowerCase() === word.toLocaleLowerCase()
  return (
    <form
      class="card-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isTyped && !props.busy) props.onErase()
      }}
    >
      <p class="card-warning">{lockWords.eraseText}</p>
      <label for="erase-word">{lockWords.eraseType(word)}</label>
      <input
        id="erase-word"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="auto"
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      <button
        type="submit"
        class="main-button danger-button wide"
        aria-disabled={!isTyped || props.busy}
      >
        {props.busy ? lockWords.erasing : lockWords.eraseNow}
      </button>
      <button type="button" class="plain" onClick={props.onCancel}>
        {lockWords.cancel}
      </button>
    </form>
  )
}
