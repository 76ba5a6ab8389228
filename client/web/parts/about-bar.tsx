// Above the composer: the message that is answered, or that gets another text.
import type { PersonView } from '../../engine/view.ts'
import type { About } from '../about.ts'
import { Pencil, Reply } from '../icons-acts.tsx'
import { Cross } from '../icons.tsx'
import { kindOf } from '../quote.ts'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import { lineOf } from '../line-of.ts'
import { Sentence } from './sentence.tsx'

const titleOf = ({ is, message }: About): string => {
  if (is === 'edit') return actsWords.editing
  return message.mine ? actsWords.answeringSelf : actsWords.answering
}

export const AboutBar = (props: {
  readonly app: App
  readonly person: PersonView
  readonly about: About
}) => {
  const { app, person, about } = props
  const { message } = about
  return (
    <div class="about-bar">
      {about.is === 'edit' ? <Pencil /> : <Reply />}
      <button
        type="button"
        class="about-lines"
        onClick={() => app.route.openAt(person.id, message.order)}
      >
        <strong>
          <Sentence of={titleOf(about)} name={person.name} />
        </strong>
        <span dir="auto">{lineOf({ kind: kindOf(message), text: message.text })}</span>
      </button>
      <button
        type="button"
        class="round"
        aria-label={actsWords.cancel}
        title={actsWords.cancel}
        onClick={() => {
          app.chat.about(person.id).value = undefined
          document.querySelector<HTMLElement>('.composer textarea')?.focus()
        }}
      >
        <Cross />
      </button>
    </div>
  )
}
