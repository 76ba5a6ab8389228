// What is shown when something arrives.
import { choices } from '../../notify.ts'
import type { App } from '../../state.ts'
import { words } from '../../words.ts'
import { settingsWords } from '../../words-settings.ts'

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
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {settingsWords.notifyProblems[problem]}
        </p>
      )}
    </fieldset>
  )
}
