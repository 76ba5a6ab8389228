// The conversation pane: who it is with, the messages, the composer; or what to do when none is open.
import type { PersonView } from '../../engine/view.ts'
import { Back, Lock, Mark } from '../icons.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { Avatar } from './avatar.tsx'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'

const standing = (person: PersonView): string => {
  if (person.unreachable) return words.unreachable
  return person.answered ? words.encrypted : words.notAnswered
}

const Head = (props: { readonly app: App; readonly person: PersonView }) => (
  <header class="head">
    <button
      type="button"
      class="round head-back"
      aria-label={words.back}
      onClick={props.app.route.back}
    >
      <Back />
    </button>
    <Avatar id={props.person.id} name={props.person.name} class="avatar-small" />
    <div class="head-lines">
      <h2>
        <bdi>{props.person.name}</bdi>
      </h2>
      <p>
        <Lock />
        {standing(props.person)}
      </p>
    </div>
  </header>
)

const NothingOpen = (props: { readonly people: number }) => (
  <div class="nothing-open">
    <Mark />
    <h2>{props.people > 0 ? words.pickTitle : words.pickNobodyTitle}</h2>
    <p>{props.people > 0 ? words.pickText : words.pickNobodyText}</p>
  </div>
)

export const Conversation = (props: { readonly app: App }) => {
  const { app } = props
  const person = app.person.value
  return (
    <main class="conversation" aria-label={words.conversation}>
      {person ? (
        <>
          <Head app={app} person={person} />
          <MessageList key={person.id} app={app} person={person} />
          <Composer key={`to-${person.id}`} app={app} person={person} />
        </>
      ) : (
        <NothingOpen people={app.snapshot.value.people.length} />
      )}
    </main>
  )
}
