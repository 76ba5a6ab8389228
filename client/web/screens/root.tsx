// Which screen stands: by the link that was opened, else by whether there is an account.
import { ConnectionBar, ConnectionStatus, FreshBar, stopOf } from '../parts/connection.tsx'
import { Installing } from '../parts/entry.tsx'
import { later } from '../parts/later.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { Home } from './home.tsx'
import { Invitation, LookingAtLink } from './invitation.tsx'
import { Welcome } from './welcome.tsx'

const Stranger = later(async () => (await import('./stranger.tsx')).Stranger)
const HaltBar = later(async () => (await import('../parts/halt-bar.tsx')).HaltBar)
const Notices = later(async () => (await import('../parts/notices.tsx')).Notices)
const RefusedLink = later(async () => (await import('./refused.tsx')).RefusedLink)

const Screen = (props: { readonly app: App }) => {
  const { app } = props
  const stage = app.arrival.stage.value
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
      return app.snapshot.value.phase === 'ready' ? <Home app={app} /> : <Stranger app={app} />
  }
}

export const Root = (props: { readonly app: App }) => {
  const { app } = props
  const ready = app.snapshot.value.phase === 'ready'
  const stop = stopOf(app)
  return (
    <div class="root">
      <ConnectionStatus app={app} />
      <header>
        {ready && app.arrival.stage.value.is === 'none' ? (
          <h1 class="unseen">{words.product}</h1>
        ) : null}
        {stop === undefined ? <FreshBar app={app} /> : <HaltBar app={app} stop={stop} />}
        {ready && stop === undefined ? <ConnectionBar app={app} /> : null}
        {ready && app.snapshot.value.notices.length > 0 ? <Notices app={app} /> : null}
        {ready && app.install.prompt.value ? <Installing app={app} /> : null}
      </header>
      <Screen app={app} />
    </div>
  )
}
