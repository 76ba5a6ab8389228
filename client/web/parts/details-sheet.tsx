// Where one message is and was: written, on the server, on the friend's device, read; and how it was protected.
import type { ComponentChildren } from 'preact'
import type { MessageView, PersonView } from '../../engine/view.ts'
import type { App } from '../state.ts'
import { fullTime } from '../when.ts'
import { actsWords } from '../words-acts.ts'
import { words } from '../words.ts'
import { Sentence } from './sentence.tsx'
import { Sheet } from './sheet.tsx'

const Line = (props: {
  readonly name: ComponentChildren
  readonly children: ComponentChildren
}) => (
  <div class="detail">
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
)

const said = (is: boolean): string => (is ? actsWords.yes : actsWords.notYet)

/** How far an own message came; each step is behind the one before. */
const STEPS = ['sent', 'delivered', 'read'] as const

const Way = (props: { readonly message: MessageView; readonly person: PersonView }) => {
  const { message, person } = props
  if (message.state === 'failed')
    return <Line name={words.states.failed}>{actsWords.notDelivered}</Line>
  const came = STEPS.findIndex((step) => step === message.state)
  return (
    <>
      <Line name={actsWords.onServer}>{said(came >= 0)}</Line>
      <Line name={<Sentence of={actsWords.onDevice} name={person.name} />}>{said(came >= 1)}</Line>
      <Line name={<Sentence of={actsWords.readThere} name={person.name} />}>
        {came < 2 ? actsWords.notKnown : actsWords.yes}
      </Line>
    </>
  )
}

export const DetailsSheet = (props: {
  readonly app: App
  readonly person: PersonView
  readonly message: MessageView
}) => {
  const { app, person, message } = props
  // As it is now: it may go on while it is looked at.
  const now = app.chat.timeline.value.messages.find(({ id }) => id === message.id) ?? message
  return (
    <Sheet
      title={actsWords.detailsTitle}
      open={() => app.route.page.value === 'details'}
      back={app.route.back}
    >
      <dl class="details">
        <Line name={actsWords.written}>{fullTime(now.time)}</Line>
        {now.edited === undefined ? null : (
          <Line name={actsWords.changedAt}>{fullTime(now.edited)}</Line>
        )}
        {person.self ? null : now.mine ? (
          <Way message={now} person={person} />
        ) : (
          <Line name={actsWords.receivedHere}>{actsWords.yes}</Line>
        )}
        <Line name={actsWords.security}>
          {actsWords.endToEnd.replace('{standing}', words.verification[person.verification])}
        </Line>
      </dl>
    </Sheet>
  )
}
