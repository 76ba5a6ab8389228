// No account and no link: says how one gets in, and takes a pasted link.
import { useSignal } from '@preact/signals'
import { Card } from '../parts/card.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'

export const Stranger = (props: { readonly app: App }) => {
  const text = useSignal('')
  return (
    <Card>
      <h1>{words.strangerTitle}</h1>
      <p class="lead">{words.strangerText}</p>
      <form
        class="card-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.value.trim() !== '') props.app.arrival.paste(text.value)
        }}
      >
        <label for="pasted">{words.haveInvitation}</label>
        <input
          id="pasted"
          inputMode="url"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          placeholder={words.pasteHint}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
        <button type="submit" class="main-button wide">
          {words.openInvitation}
        </button>
      </form>
    </Card>
  )
}
