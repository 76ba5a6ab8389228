// What is said in a conversation: what is pinned, the messages, and where one writes.
import type { PersonView } from '../../engine/view.ts'
import type { App } from '../state.ts'
import { Composer } from './composer.tsx'
import { later } from './later.tsx'
import { MessageList } from './message-list.tsx'

const MessageRemarks = later(async () => (await import('./remarks.tsx')).MessageRemarks)
const Severed = later(async () => (await import('./severed.tsx')).Severed)
const PinBar = later(async () => (await import('./pin-bar.tsx')).PinBar)

export const Talk = (props: {
  readonly app: App
  readonly person: PersonView
  /** Something is to be said about the conversation itself. */
  readonly remarked: boolean
}) => {
  const { app, person } = props
  return (
    <>
      <PinBar key={`pins-${person.id}`} app={app} person={person} />
      <MessageList key={person.id} app={app} person={person} />
      {props.remarked ? <MessageRemarks app={app} person={person} /> : null}
      {person.verification === 'replaced' ? null : person.blocked || person.removed ? (
        <Severed app={app} person={person} />
      ) : (
        <Composer key={`to-${person.id}`} app={app} person={person} />
      )}
    </>
  )
}
