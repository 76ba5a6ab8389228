// What friends are told, unless a conversation has a rule of its own.
import type { Shares } from '../../../engine/person-view.ts'
import type { App } from '../../state.ts'
import { settingsWords } from '../../words-settings.ts'

export const Privacy = (props: { readonly app: App }) => {
  const { engine, snapshot } = props.app
  const { shares } = snapshot.value
  const check = (what: keyof Shares, text: string) => (
    <label class="choice">
      <input
        type="checkbox"
        checked={shares[what]}
        onChange={(event) => {
          const on = event.currentTarget.checked
          void engine.run({ type: 'share', person: undefined, what, on })
        }}
      />
      {text}
    </label>
  )
  return (
    <fieldset class="setting">
      <legend>{settingsWords.tellFriends}</legend>
      {check('reads', settingsWords.tellReads)}
      {check('typing', settingsWords.tellTyping)}
      <p class="quiet">{settingsWords.tellText}</p>
    </fieldset>
  )
}
