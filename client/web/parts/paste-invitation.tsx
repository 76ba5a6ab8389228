// In the installed app, where no link leads: one button takes the invitation from the clipboard.
import { useSignal } from '@preact/signals'
import type { App } from '../state.ts'
import { installWords } from '../words-install.ts'

export const PasteInvitation = (props: { readonly app: App }) => {
  const failed = useSignal(false)
  const paste = (): void => {
    const read = navigator.clipboard?.readText?.() ?? Promise.reject(new TypeError('no clipboard'))
    read.then(
      (text) => {
        failed.value = text.trim() === ''
        if (!failed.value) props.app.arrival.paste(text)
      },
      () => {
        failed.value = true
      },
    )
  }
  return (
    <div class="card-form">
      <button type="button" class="main-button wide" onClick={paste}>
        {installWords.paste}
      </button>
      <p class="problem" role="alert">
        {failed.value ? installWords.pasteFailed : null}
      </p>
    </div>
  )
}
