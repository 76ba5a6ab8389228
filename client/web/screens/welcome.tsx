// The host's ticket: the first person of a new server.
import { Card } from '../parts/card.tsx'
import { NameForm } from '../parts/name-form.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'

export const Welcome = (props: { readonly app: App }) => (
  <Card>
    <h1>{words.welcomeTitle}</h1>
    <p class="lead">{words.welcomeText}</p>
    <NameForm app={props.app} />
  </Card>
)
