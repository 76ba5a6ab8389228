// The host's ticket: the first person of a new server.
import { Card } from '../parts/card.tsx'
import { Entry } from '../parts/entry.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'

export const Welcome = (props: { readonly app: App }) => (
  <Card>
    <h1>{words.welcomeTitle}</h1>
    <p class="lead">{words.welcomeText}</p>
    <Entry app={props.app} />
  </Card>
)
