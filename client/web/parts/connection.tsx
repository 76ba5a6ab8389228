// How the connection is: always one word for assistive technology, and a slim bar for everybody when it
// stays away. Also the notices and halts of the engine, one sentence and one action each.
import type { Notice } from '../../engine/view.ts'
import type { NetTrouble } from '../net-web.ts'
import type { App } from '../state.ts'
import type { Trouble } from '../tabs/index.ts'
import { words, type Stop } from '../words.ts'
import { Sentence } from './sentence.tsx'

export const ConnectionStatus = (props: { readonly app: App }) => (
  <div class="unseen" role="status" aria-label={words.connectionName}>
    {words.connections[props.app.snapshot.value.connection]}
  </div>
)

/** At the foot of the people: how messages travel, and what that means for whoever opens it. */
export const ConnectionFoot = (props: { readonly app: App }) => {
  const way = props.app.way.value
  const { connection } = props.app.snapshot.value
  if (connection !== 'connected' || way === undefined) return null
  const { name, text } = words.ways[way]
  return (
    <details class="foot">
      <summary>{words.connectedOver(name)}</summary>
      <p>{text}</p>
      {way === 'sockets' ? null : <p>{words.triesBetter}</p>}
    </details>
  )
}

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

export const ConnectionBar = (props: { readonly app: App }) => {
  const { app } = props
  const trouble = app.trouble.value
  if (isNetTrouble(trouble)) return <BlockedBar trouble={trouble} />
  if (app.outage.value === 'lost')
    return (
      <div class="bar bar-strong">
        <span>{words.offlineBar}</span>
        <button type="button" class="bar-action" onClick={app.retry}>
          {words.retry}
        </button>
      </div>
    )
  if (app.outage.value === 'slow') return <div class="bar">{words.connectingBar}</div>
  return app.snapshot.value.catchingUp > MANY ? <div class="bar">{words.updatingBar}</div> : null
}

const sentenceOf = (notice: Notice): string => {
  switch (notice.type) {
    case 'linkTriedTwice':
      return words.linkTriedTwice
    case 'lost':
      return words.lost(notice.count, notice.why)
    case 'profileCopied':
      return words.profileCopied
    case 'wrongKeys':
      return words.wrongKeys
    case 'peerCopied':
      return words.peerCopied
    case 'catchingUp':
      return words.catchingUp
  }
}

/** Said inside the conversation: catching up always, the rest while it is open (remarks.tsx). */
const isElsewhere = (notice: Notice, here: string | undefined): boolean =>
  notice.type === 'catchingUp' || ('person' in notice && notice.person === here)

export const Notices = (props: { readonly app: App }) => {
  const { notices, people } = props.app.snapshot.value
  const here = props.app.route.person.value
  const nameOf = (notice: Notice): string =>
    people.find((person) => 'person' in notice && person.id === notice.person)?.name ?? ''
  return (
    <>
      {notices.map((notice, at) =>
        isElsewhere(notice, here) ? null : (
          <div class={notice.type === 'wrongKeys' ? 'bar bar-halt' : 'bar'} role="alert">
            <span>
              <Sentence of={sentenceOf(notice)} name={nameOf(notice)} />
            </span>
            <button type="button" class="bar-action" onClick={() => props.app.dismiss(at)}>
              {words.dismiss}
            </button>
          </div>
        ),
      )}
    </>
  )
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

/** What stops the engine; the conversations stay readable under it. */
export const HaltBar = (props: { readonly app: App; readonly stop: Stop | undefined }) =>
  props.stop === undefined ? null : (
    <div class="bar bar-halt" role="alert">
      <span>{words.stops[props.stop]}</span>
      {props.stop === 'inboxGone' ? null : (
        <button type="button" class="bar-action" onClick={props.app.renew}>
          {words.reload}
        </button>
      )}
    </div>
  )
