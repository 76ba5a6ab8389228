// Everything that is starred, newest first; a press leads to the message in its conversation.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { MessageView } from '../../engine/view.ts'
import { kindOf } from '../quote.ts'
import type { App } from '../state.ts'
import { listTime } from '../when.ts'
import { actsWords } from '../words-acts.ts'
import { lineOf } from '../line-of.ts'
import { words } from '../words.ts'
import { Sheet } from './sheet.tsx'

const Entry = (props: {
  readonly app: App
  readonly message: MessageView
  readonly name: string
}) => {
  const { app, message } = props
  return (
    <li>
      <button
        type="button"
        class="starred"
        onClick={() => app.route.openAt(message.person, message.order)}
      >
        <span class="starred-line">
          <strong>
            <bdi>{props.name}</bdi>
          </strong>
          <span class="quiet">{listTime(message.time, app.now())}</span>
        </span>
        <span class="starred-text" dir="auto">
          {message.mine ? words.youSaid : ''}
          {lineOf({ kind: kindOf(message), text: message.text })}
        </span>
      </button>
    </li>
  )
}

export const StarredSheet = (props: { readonly app: App }) => {
  const { app } = props
  const found = useSignal<readonly MessageView[] | undefined>(undefined)
  useEffect(() => {
    void app.engine.run({ type: 'marked', what: 'starred' }).then((answer) => {
      if (answer.is === 'messages') found.value = answer.messages
    })
  }, [])
  const { people } = app.snapshot.value
  return (
    <Sheet
      title={actsWords.starredTitle}
      open={() => app.route.page.value === 'starred'}
      back={app.route.back}
    >
      {found.value?.length === 0 ? <p class="quiet">{actsWords.noStars}</p> : null}
      <ul class="starred-list">
        {found.value?.map((message) => (
          <Entry
            key={message.id}
            app={app}
            message={message}
            name={people.find(({ id }) => id === message.person)?.name ?? ''}
          />
        ))}
      </ul>
    </Sheet>
  )
}
