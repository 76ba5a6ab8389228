// What stops the engine while the conversations stay readable under it.
import type { App } from '../state.ts'
import { words, type Stop } from '../words.ts'
import { stopsWords } from '../words-stops.ts'

export const HaltBar = (props: { readonly app: App; readonly stop: Stop }) => (
  <div class="bar bar-halt" role="alert">
    <span>{stopsWords.stops[props.stop]}</span>
    {props.stop === 'inboxGone' ? null : (
      <button type="button" class="bar-action" onClick={props.app.renew}>
        {words.reload}
      </button>
    )}
  </div>
)
