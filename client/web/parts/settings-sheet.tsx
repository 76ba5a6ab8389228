// What can be chosen for this browser, what it keeps, and where the keys are listed.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { choices } from '../notify.ts'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { Sheet } from './sheet.tsx'

const Notifications = (props: { readonly app: App }) => {
  const { notify } = props.app
  const problem = notify.problem.value
  return (
    <fieldset class="setting">
      <legend>{words.notifications}</legend>
      {choices.map((choice) => (
        <label key={choice} class="choice">
          <input
            type="radio"
            name="notify"
            checked={notify.choice.value === choice}
            onChange={() => notify.choose(choice)}
          />
          {words.notifyChoices[choice]}
        </label>
      ))}
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {words.notifyProblems[problem]}
        </p>
      )}
    </fieldset>
  )
}

const Stored = (props: { readonly app: App }) => {
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
      <h3>{words.storage}</h3>
      <p>{words.storedHere(bytes)}</p>
      <p class="quiet">{promised ? words.storagePromised : words.storageNotPromised}</p>
    </section>
  )
}

export const SettingsSheet = (props: { readonly app: App }) => {
  const { app } = props
  const { route } = app
  return (
    <Sheet title={words.settings} open={() => route.sheet.value === 'settings'} back={route.back}>
      <section class="setting">
        <h3>{words.yourName}</h3>
        <p>
          <bdi>{app.snapshot.value.name}</bdi>
        </p>
      </section>
      <Notifications app={app} />
      <Stored app={app} />
      <section class="setting">
        <h3>{words.thisServer}</h3>
        <p>{location.host}</p>
      </section>
      <button type="button" class="second-button" onClick={() => route.openSheet('keys')}>
        {words.keysTitle}
      </button>
    </Sheet>
  )
}
