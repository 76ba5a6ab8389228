// The only place where the page is put together: the address is stripped, the engine is found, the state is
// built over it, and the screens are drawn.
import { arrivedWith, watchFragment } from './link.ts'
import { computed, signal } from '@preact/signals'
import { render } from 'preact'
import { encodeQR } from 'qr'
import { clockWeb } from './clock-web.ts'
import { pathOf } from './invites.ts'
import { watchPresence } from './presence.ts'
import { loadScanner } from './scanner.ts'
import { Loading } from './screens/loading.tsx'
import { Root } from './screens/root.tsx'
import { Stopped } from './screens/stopped.tsx'
import { createApp } from './state.ts'
import { askPersist, connectEngine, type Trouble } from './tabs/index.ts'

const place = document.getElementById('app') ?? document.body
const trouble = signal<Trouble | undefined>(undefined)

/** What the engine or its storage says before there is a state to show. */
const Beginning = () => {
  const now = trouble.value
  if (!now || now.is === 'certificate' || now.is === 'sockets') return <Loading />
  return <Stopped why={now.is} />
}

const begin = async (): Promise<void> => {
  render(<Beginning />, place)
  const engine = await connectEngine({
    onTrouble: (now) => {
      trouble.value = now
    },
  })
  const app = createApp(
    engine,
    {
      browser: window,
      origin: location.origin,
      device: navigator,
      present: watchPresence(),
      trouble: computed(() => trouble.value),
      after: clockWeb.after,
      now: clockWeb.now,
      draw: (text) => pathOf(encodeQR(text, 'raw', { ecc: 'medium', border: 4 })),
      scanner: loadScanner,
      askPersist: () => void askPersist(),
      setTitle: (title) => {
        document.title = title
      },
    },
    arrivedWith,
  )
  watchFragment(app.arrival.look)
  render(<Root app={app} />, place)
}

void begin()
