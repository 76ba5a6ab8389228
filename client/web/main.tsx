// The only place where the page is put together: the address is stripped, the engine is found, the state is
// built over it, and the screens are drawn. Whatever goes wrong on the way is a sentence, never a blank page.
import { arrivedWith, watchFragment } from './link.ts'
import { createAppearance } from './appearance.ts'
import { computed, signal } from '@preact/signals'
import { render } from 'preact'
import { checkRandom } from '../crypto/random.ts'
import { clockWeb, randomWeb } from './clock-web.ts'
import type { Code } from './invites.ts'
import { watchInstall } from './install.ts'
import { watchForgetting } from './keeping.ts'
import { keptAs } from './kept.ts'
import { watchKeys } from './keys.ts'
import { createLanguage, loadLanguage } from './languages/choose.ts'
import { DOOR_PATIENCE, lockLoader, WATCH_AFTER } from './lock-load.ts'
import { readMark } from './mark.ts'
import type { About } from './net-web.ts'
import { notifyWeb } from './notify-web.ts'
import { askPersist } from './persist.ts'
import { watchPresence } from './presence.ts'
import { later } from './parts/later.tsx'
import { loadScanner } from './scanner.ts'
import { Loading } from './screens/loading.tsx'
import { Root } from './screens/root.tsx'
import { createApp, type App } from './state.ts'
import { connectEngine, type Trouble } from './tabs/index.ts'
import { createTrusted } from './trusted.ts'
import { watchVersion } from './version.ts'
import { clockTime } from './when.ts'

const place = document.getElementById('app') ?? document.body
const trouble = signal<Trouble | undefined>(undefined)
const about = signal<About>({})
const mark = readMark()

const keptLanguage = keptAs('language')
const language = createLanguage({
  wanted: navigator.languages,
  kept: keptLanguage.read,
  keep: keptLanguage.write,
  watch: keptLanguage.watch,
  root: document.documentElement,
  load: loadLanguage,
})

const appearance = createAppearance({
  kept: keptAs,
  root: document.documentElement,
  colours: [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')],
  ground: () => getComputedStyle(document.body).backgroundColor,
})

const beginAnew = (): void => {
  // What can not be deleted is still there after the reload, and says so again.
  void import('./database.ts')
    .then(({ eraseProfile }) => eraseProfile())
    .finally(() => location.reload())
}

const install = watchInstall()
const trusted = createTrusted(globalThis)
const version = watchVersion({
  container: 'serviceWorker' in navigator ? navigator.serviceWorker : undefined,
  register: () => navigator.serviceWorker.register(trusted.serviceWorker()),
  reload: () => location.reload(),
  after: clockWeb.after,
})

let keepTyped = (): void => undefined
const lock = lockLoader({ worker: trusted.lockWorker, flush: () => keepTyped() })
const Locked = later(async () => (await import('./screens/locked.tsx')).Locked)

const Stopped = later(async () => (await import('./screens/stopped.tsx')).Stopped)

/** Something can be said: the words are here. */
const speaks = signal(false)

/** What the engine or its storage says before there is a state to show. */
const Beginning = () => {
  const now = trouble.value
  if (!speaks.value || !now || now.is === 'certificate' || now.is === 'sockets') return <Loading />
  if (now.is === 'locked') return <Locked load={lock} />
  return <Stopped why={now.is} onAnew={beginAnew} onReload={version.renew} />
}

const pencil = signal<((text: string) => Code) | undefined>(undefined)

/** A QR code, once the part that draws it is loaded: whoever asks in a computation is told then. */
const draw = (text: string): Code | undefined => {
  if (!pencil.value)
    import('./draw-code.ts').then(
      (loaded) => {
        pencil.value = loaded.drawCode
      },
      // The link stands beside it, and the next sheet tries again.
      () => undefined,
    )
  return pencil.value?.(text)
}

/** Ids of this page's commands come from it: a repeated one would swallow a message. */
const hasRandom = (): boolean => {
  try {
    checkRandom(randomWeb)
    return true
  } catch {
    return false
  }
}

/** A page that shows something leaves it, unless another tab lets the new Worker in. */
const meetLock = (): void => {
  clockWeb.after(DOOR_PATIENCE, () => {
    if (trouble.peek()?.is === 'locked') location.reload()
  })
}

/** What the icon's menu or another app opened this page for. */
const launchedFor = new URLSearchParams(location.search).get('do')

const launchApp = async (app: App, what: string): Promise<void> => {
  history.replaceState(history.state, '', '/')
  const [{ launch }, { claimShare }] = await Promise.all([
    import('./launch.ts'),
    import('./service-worker-share.ts'),
  ])
  await launch(app, what, claimShare)
}

const begin = async (): Promise<void> => {
  let shown = false
  const engine = await connectEngine({
    engineWorker: trusted.engineWorker,
    onTrouble: (now) => {
      trouble.value = now
      if (shown && now?.is === 'locked') meetLock()
    },
    onAbout: (now) => {
      about.value = now
    },
  })
  const present = watchPresence()
  const app = createApp(
    engine,
    {
      browser: window,
      origin: location.origin,
      device: navigator,
      present,
      notify: notifyWeb(present),
      storage: async () => (await import('./storage-use.ts')).readStorageUse(navigator.storage),
      serverTime: async () => (await import('./server-time.ts')).readServerTime(),
      buildHash: async () => (await import('./build-hash.ts')).readBuildHash(),
      language,
      appearance,
      lock,
      media: async () => (await import('./media.ts')).mediaOf(trusted.mediaWorker, clockWeb.after),
      trouble: computed(() => (version.replaced.value ? { is: 'newer' } : trouble.value)),
      version,
      install,
      about: computed(() => about.value),
      forgets: watchForgetting(),
      mark,
      after: clockWeb.after,
      now: clockWeb.now,
      draw,
      scanner: loadScanner,
      askPersist,
      setTitle: (title) => {
        document.title = title
      },
    },
    arrivedWith,
  )
  await language.ready
  watchFragment(app.arrival.look)
  watchKeys(app)
  keepTyped = app.chat.keep
  shown = true
  render(<Root app={app} />, place)
  // The first conversation finds it here; without a way to it now, it is asked for again then.
  void import('./parts/talk.tsx').catch(() => undefined)
  if (launchedFor !== null) void launchApp(app, launchedFor).catch(() => undefined)
  // Without it nothing closes by itself; the storage says itself that it can not be read.
  clockWeb.after(WATCH_AFTER, () => void lock().catch(() => undefined))
}

// Whoever never had an account here meets the screens on the way in: they come while the engine opens.
if (!mark.stands) void import('./screens/entrance.tsx').catch(() => undefined)
render(<Beginning />, place)
void language.ready.then(() => {
  speaks.value = true
  // While the engine opens: the first time that is written loads the locale's data.
  clockTime(clockWeb.now())
})
if (hasRandom())
  begin().catch(() => {
    trouble.value = { is: 'workerFailed' }
  })
else trouble.value = { is: 'brokenRandom' }
