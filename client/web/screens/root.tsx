// Which screen stands: by the link that was opened, else by whether there is an account.
import { ConnectionBar, ConnectionStatus, FreshBar, stopOf } from '../parts/connection.tsx'
import { clockWeb } from '../clock-web.ts'
import { Installing } from '../parts/installing-later.ts'
import { later } from '../parts/later.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { Home } from './home.tsx'

/** When the clock is looked at: after everything that the first screen needs, milliseconds. */
const CLOCK_AFTER = 2_000

const ClockBar = later(async () => {
  await new Promise<void>((calm) => clockWeb.after(CLOCK_AFTER, calm))
  return (await import('../parts/clock-bar.tsx')).ClockBar
})

const Entrance = later(async () => (await import('./entrance.tsx')).Entrance)
const HaltBar = later(async () => (await import('../parts/halt-bar.tsx')).HaltBar)
const Notices = later(async () => (await import('../parts/notices.tsx')).Notices)

const Screen = (props: { readonly app: App }) => {
  const { app } = props
  const stage = app.arrival.stage.value
  const inside = stage.is === 'none' && app.snapshot.value.phase === 'ready'
  return inside ? <Home app={app} /> : <Entrance app={app} stage={stage} />
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
        {ready ? <ClockBar app={app} /> : null}
        {ready && app.install.prompt.value ? <Installing app={app} /> : null}
      </header>
      <Screen app={app} />
    </div>
  )
}
