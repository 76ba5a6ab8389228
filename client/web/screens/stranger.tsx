// No account and no link: says how one gets in, and takes a pasted link. Where an account was, says so.
import { useSignal } from '@preact/signals'
import { Card } from '../parts/card.tsx'
import { PasteInvitation } from '../parts/paste-invitation.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { stopsWords } from '../words-stops.ts'

export const Stranger = (props: { readonly app: App }) => {
  const text = useSignal('')
  const installed = props.app.install.placed.value === 'installed'
  return (
    <Card>
      {props.app.emptied.value ? (
        <div role="alert">
          <h1>{stopsWords.lostTitle}</h1>
          <p class="lead">{stopsWords.stops.evicted}</p>
        </div>
      ) : (
        <>
          <h1>{words.strangerTitle}</h1>
          <p class="lead">{words.strangerText}</p>
        </>
      )}
      {installed ? <PasteInvitation app={props.app} /> : null}
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
        <button type="submit" class={installed ? 'second-button' : 'main-button wide'}>
          {words.openInvitation}
        </button>
      </form>
    </Card>
  )
}
