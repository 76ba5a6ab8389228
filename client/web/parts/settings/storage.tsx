// What this browser keeps, and whether it promised to.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { App } from '../../state.ts'
import { settingsWords } from '../../words-settings.ts'

export const Storage = (props: { readonly app: App }) => {
  const kept = useSignal<{ readonly bytes: number; readonly promised: boolean } | undefined>(
    undefined,
  )
  useEffect(() => {
    props.app.storage().then(
      (now) => {
        kept.value = now
      },
      () => undefined,
    )
  }, [])
  if (!kept.value) return null
  const { bytes, promised } = kept.value
  return (
    <section class="setting">
      <p>{settingsWords.storedHere(bytes)}</p>
      <p class="quiet">
        {promised ? settingsWords.storagePromised : settingsWords.storageNotPromised}
      </p>
    </section>
  )
}
