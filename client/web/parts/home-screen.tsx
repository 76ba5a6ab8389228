// Before keys are made on an iPhone: how Sotto gets onto the Home Screen, and the invitation with it.
import { useSignal } from '@preact/signals'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { installWords } from '../words-install.ts'

/** The sign of Safari's Share button. */
const ShareSign = () => (
  <svg class="share-sign" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M12 15V3m0 0L8 7m4-4 4 4M6 11H5v10h14V11h-1" />
  </svg>
)

export const HomeScreen = (props: { readonly app: App; readonly link: string }) => {
  const { app, link } = props
  const copied = useSignal<'yes' | 'failed' | undefined>(undefined)
  const copy = (): void => {
    // No clipboard at all on a page without a certificate that the browser accepts.
    const written =
      'clipboard' in navigator ? navigator.clipboard.writeText(link) : Promise.reject()
    written.then(
      () => (copied.value = 'yes'),
      () => (copied.value = 'failed'),
    )
  }
  return (
    <section class="home-screen" aria-labelledby="home-screen-title">
      <h2 id="home-screen-title">{installWords.iphoneTitle}</h2>
      <p class="quiet">{installWords.iphoneText}</p>
      <ol class="home-steps" aria-label={installWords.steps}>
        <li>
          <span>{installWords.copyStep}</span>
          <button type="button" class="second-button" aria-live="polite" onClick={copy}>
            {copied.value === 'yes' ? words.copied : words.copy}
          </button>
        </li>
        <li>
          <span>
            {installWords.shareStep} <ShareSign />
          </span>
        </li>
        <li>
          <span>{installWords.openStep}</span>
        </li>
      </ol>
      <p class="problem" role="alert">
        {copied.value === 'failed' ? installWords.copyFailed : null}
      </p>
      <button
        type="button"
        class="plain"
        onClick={() => {
          app.install.placed.value = 'tab'
        }}
      >
        {installWords.hereAnyway}
      </button>
    </section>
  )
}
