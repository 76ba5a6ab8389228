// The screens on the way in: what a link leads to, or that one is needed. Loaded when somebody comes; whoever is in
// already does not wait for them.
import type { Stage } from '../arrival.ts'
import type { App } from '../state.ts'
import { Invitation, LookingAtLink } from './invitation.tsx'
import { RefusedLink } from './refused.tsx'
import { Stranger } from './stranger.tsx'
import { Welcome } from './welcome.tsx'

export const Entrance = (props: { readonly app: App; readonly stage: Stage }) => {
  const { app, stage } = props
  switch (stage.is) {
    case 'looking':
      return <LookingAtLink />
    case 'ticket':
      return <Welcome app={app} />
    case 'invited':
      return <Invitation app={app} from={stage.name} />
    case 'refused':
      return <RefusedLink app={app} stage={stage} />
    case 'none':
      return <Stranger app={app} />
  }
}
