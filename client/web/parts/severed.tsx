// In place of the composer, where nothing can be written any more: why, and the way back.
import type { PersonView } from '../../engine/view.ts'
import type { App } from '../state.ts'
import { personWords } from '../words-person.ts'
import { Sentence } from './sentence.tsx'

export const Severed = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  const unblock = (): void => void app.engine.run({ type: 'block', person: person.id, on: false })
  return (
    <div class="severed">
      <p>
        <Sentence
          of={person.removed ? personWords.isRemoved : personWords.isBlocked}
          name={person.name}
        />
      </p>
      {person.removed ? (
        <button type="button" class="second-button" onClick={() => app.route.openSheet('invite')}>
          {personWords.inviteAgain}
        </button>
      ) : (
        <button type="button" class="second-button" onClick={unblock}>
          {personWords.unblock}
        </button>
      )}
    </div>
  )
}
