// What is shown when something arrives, and whether it also comes while the app is closed. The browser is asked
// after a tap here and never before.
import { choices } from '../../notify.ts'
import type { App } from '../../state.ts'
import { words } from '../../words.ts'
import { settingsWords } from '../../words-settings.ts'

const Away = (props: { readonly app: App }) => {
  const { choice, away } = props.app.notify
  const state = away.value
  if (choice.value === 'off' || state === 'off') return null
  return (
    <p class="quiet" role="status">
      {settingsWords.notifyAway[state ?? 'asking']}
    </p>
  )
}

export const Notifications = (props: { readonly app: App }) => {
  const { notify } = props.app
  const problem = notify.problem.value
  return (
    <fieldset class="setting">
      <legend class="unseen">{words.notifications}</legend>
      {choices.map((choice) => (
        <label key={choice} class="choice">
          <input
            type="radio"
            name="notify"
            checked={notify.choice.value === choice}
            onChange={() => notify.choose(choice)}
          />
          {settingsWords.notifyChoices[choice]}
        </label>
      ))}
      <Away app={props.app} />
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {settingsWords.notifyProblems[problem]}
        </p>
      )}
    </fieldset>
  )
}
