// The pinned messages of a conversation, one at a time on top of it: a press goes to the one that is shown and
// brings up the one before it.
import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { MessageView, PersonView } from '../../engine/view.ts'
import { Pin } from '../icons-acts.tsx'
import { Cross } from '../icons.tsx'
import { pin } from '../doings.ts'
import { kindOf } from '../quote.ts'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import { lineOf } from '../line-of.ts'

export const PinBar = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  const pinned = useSignal<readonly MessageView[]>([])
  const shown = useSignal(0)
  // What is loaded of the conversation tells when to look again.
  const marks = useComputed(() =>
    app.chat.timeline.value.messages
      .filter((message) => message.pinned)
      .map(({ id, text }) => `${id} ${text}`)
      .join(),
  )
  // And so does every commit, while something is pinned: its author may take it back.
  const news = pinned.value.length > 0 ? app.snapshot.value : undefined
  useEffect(() => {
    void app.engine.run({ type: 'marked', what: 'pinned', person: person.id }).then((answer) => {
      if (answer.is === 'messages') pinned.value = answer.messages
    })
  }, [marks.value, news])
  const count = pinned.value.length
  const at = count === 0 ? 0 : shown.value % count
  const message = pinned.value[at]
  if (!message) return null
  return (
    <section class="pin-bar" aria-label={actsWords.pinned}>
      <Pin />
      <button
        type="button"
        class="about-lines"
        onClick={() => {
          app.route.openAt(person.id, message.order)
          shown.value = at + 1
        }}
      >
        <strong>{actsWords.pinnedOf(at + 1, count)}</strong>
        <span dir="auto">{lineOf({ kind: kindOf(message), text: message.text })}</span>
      </button>
      <button
        type="button"
        class="round"
        aria-label={actsWords.unpin}
        title={actsWords.unpin}
        onClick={() => void pin(app, message, false)}
      >
        <Cross />
      </button>
    </section>
  )
}
