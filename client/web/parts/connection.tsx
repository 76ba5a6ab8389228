// How the connection is: always one word for assistive technology, and a slim bar for everybody when it
// stays away.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { NetTrouble } from '../net-web.ts'
import type { App } from '../state.ts'
import type { Trouble } from '../tabs/index.ts'
import { words, type Stop } from '../words.ts'

export const ConnectionStatus = (props: { readonly app: App }) => (
  <div class="unseen" role="status" aria-label={words.connectionName}>
    {words.connections[props.app.snapshot.value.connection]}
  </div>
)

/** Envelopes to open after a login that are worth a word. */
const MANY = 20

const BlockedBar = (props: { readonly trouble: NetTrouble }) => (
  <div class="bar bar-strong">
    <span>{props.trouble.is === 'certificate' ? words.certificateBar : words.socketsBar}</span>
    {props.trouble.is === 'certificate' ? (
      <a class="bar-action" href={props.trouble.address} target="_blank" rel="noopener noreferrer">
        {words.openAndAccept}
      </a>
    ) : null}
  </div>
)

const isNetTrouble = (trouble: Trouble | undefined): trouble is NetTrouble =>
  trouble?.is === 'certificate' || trouble?.is === 'sockets'

/** The app lock has a screen of its own. */
const stopsPage = (
  trouble: Trouble | undefined,
): trouble is Exclude<Trouble, NetTrouble | { readonly is: 'locked' }> =>
  trouble !== undefined && !isNetTrouble(trouble) && trouble.is !== 'locked'

/** What stops this page: the engine's own halt, or what the tabs say of their storage and Worker. */
export const stopOf = (app: App): Stop | undefined => {
  const trouble = app.trouble.value
  const { halt } = app.snapshot.value
  return halt ?? (stopsPage(trouble) ? trouble.is : undefined)
}

/** Without a network it is this device; with one it is the server, which is tried again at a known time. */
const LostBar = (props: { readonly app: App }) => {
  const { retryAt } = props.app.snapshot.value
  const seconds = useSignal(0)
  const online = useSignal(navigator.onLine)
  useEffect(() => {
    const changed = (): void => {
      online.value = navigator.onLine
    }
    addEventListener('online', changed)
    addEventListener('offline', changed)
    return () => {
      removeEventListener('online', changed)
      removeEventListener('offline', changed)
    }
  }, [])
  useEffect(() => {
    const count = (): void => {
      seconds.value = Math.ceil(((retryAt ?? 0) - props.app.now()) / 1_000)
    }
    count()
    const timer = setInterval(count, 1_000)
    return () => clearInterval(timer)
  }, [retryAt])
  return (
    <div class="bar bar-strong">
      <span>
        {online.value ? words.serverBar : words.offlineBar}
        {online.value && seconds.value > 0 ? ` ${words.tryingIn(seconds.value)}` : null}
      </span>
      <button type="button" class="bar-action" onClick={props.app.retry}>
        {online.value ? words.tryNow : words.retry}
      </button>
    </div>
  )
}

export const ConnectionBar = (props: { readonly app: App }) => {
  const { app } = props
  const trouble = app.trouble.value
  if (isNetTrouble(trouble)) return <BlockedBar trouble={trouble} />
  if (app.outage.value === 'lost') return <LostBar app={app} />
  if (app.outage.value === 'slow') return <div class="bar">{words.connectingBar}</div>
  return app.snapshot.value.catchingUp > MANY ? <div class="bar">{words.updatingBar}</div> : null
}

/** A newer client waits until the person takes it. */
export const FreshBar = (props: { readonly app: App }) =>
  props.app.fresh.value ? (
    <div class="bar" role="status">
      <span>{words.freshBar}</span>
      <button type="button" class="bar-action" onClick={props.app.renew}>
        {words.takeFresh}
      </button>
    </div>
  ) : null
