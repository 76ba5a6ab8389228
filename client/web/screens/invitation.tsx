// A friend's invitation: who it is from, a name, one button. Whoever has an account here only presses it.
import { Avatar } from '../parts/avatar.tsx'
import { Card } from '../parts/card.tsx'
import { Entry } from '../parts/entry.tsx'
import { Sentence } from '../parts/sentence.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'

const Known = (props: { readonly app: App; readonly name: string }) => {
  const { arrival } = props.app
  return (
    <div class="card-form">
      <p class="quiet">
        <Sentence of={words.invitedAs} name={props.name} />
      </p>
      <button
        type="button"
        class="main-button wide"
        aria-disabled={arrival.busy.value}
        onClick={() => arrival.begin(props.name)}
      >
        {words.startChatting}
      </button>
      <button type="button" class="plain" onClick={arrival.leave}>
        {words.toConversations}
      </button>
    </div>
  )
}

export const Invitation = (props: { readonly app: App; readonly from: string }) => {
  const { app, from } = props
  const { phase, name } = app.snapshot.value
  return (
    <Card>
      <Avatar id={from} name={from} class="avatar-large" />
      <h1>
        <Sentence of={words.invitesYou} name={from} />
      </h1>
      {app.install.placed.value === 'iphone' ? null : <p class="lead">{words.invitesText}</p>}
      {phase === 'ready' ? <Known app={app} name={name} /> : <Entry app={app} />}
    </Card>
  )
}

export const LookingAtLink = () => (
  <Card>
    <h1 class="calm">{words.lookingAtLink}</h1>
    <div class="wait" aria-hidden="true" />
  </Card>
)
