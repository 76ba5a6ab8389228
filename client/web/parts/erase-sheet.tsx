// Asks before messages are deleted, and says what each way of it means.
import type { MessageView, PersonView } from '../../engine/view.ts'
import { erase, isSilent } from '../doings.ts'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import { words } from '../words.ts'
import { Sentence } from './sentence.tsx'
import { Sheet } from './sheet.tsx'

const waits = ({ mine, state }: MessageView): boolean => mine && state === 'sending'

export const EraseSheet = (props: {
  readonly app: App
  readonly person: PersonView
  readonly messages: readonly MessageView[]
}) => {
  const { app, person, messages } = props
  const { self } = person
  const both = !self && messages.every(({ mine, erased, event }) => mine && !erased && !event)
  const done = (forBoth: boolean): void => {
    app.route.back()
    void erase(app, messages, forBoth)
  }
  return (
    <Sheet
      title={actsWords.eraseTitle(messages.length)}
      open={() => app.route.page.value === 'erase'}
      back={app.route.back}
    >
      {self ? null : (
        <p class="quiet">
          <Sentence of={actsWords.eraseText} name={person.name} />
        </p>
      )}
      {both ? (
        <p class="quiet">
          <Sentence of={actsWords.bothText} name={person.name} />
        </p>
      ) : null}
      {messages.some(waits) ? <p class="quiet">{actsWords.waitingText}</p> : null}
      <div class="erase-ways">
        <button type="button" class="second-button wide" onClick={() => done(false)}>
          {self ? words.erase : actsWords.eraseForMe}
        </button>
        {both && !isSilent(app) ? (
          <button type="button" class="grave-button wide" onClick={() => done(true)}>
            {actsWords.eraseForBoth}
          </button>
        ) : null}
        <button type="button" class="plain" onClick={app.route.back}>
          {actsWords.cancel}
        </button>
      </div>
    </Sheet>
  )
}
