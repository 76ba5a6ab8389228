// The conversation pane: who it is with, the messages, the composer; or what to do when none is open.
import { useSignal } from '@preact/signals'
import type { PersonView, Verification } from '../../engine/view.ts'
import { Back, Lock, Magnifier, Mark, Shield } from '../icons.tsx'
import type { App } from '../state.ts'
import { nameOf } from '../name-of.ts'
import { offerFiles } from '../offered.ts'
import { fill, words } from '../words.ts'
import { Avatar } from './avatar.tsx'
import { later } from './later.tsx'

const KeyRemarks = later(async () => (await import('./remarks.tsx')).KeyRemarks)

/** The messages and where one writes: a piece of their own, on its way as soon as there is a conversation. */
const Talk = later(async () => (await import('./talk.tsx')).Talk)
const FindBar = later(async () => (await import('./find-bar.tsx')).FindBar)

/** What keeps messages from arriving for now. */
const hindrance = (person: PersonView): string | undefined => {
  if (person.unreachable) return words.unreachable
  return person.answered ? undefined : words.notAnswered
}

const toneOf: Record<Verification, string> = {
  link: '',
  person: 'head-good',
  changed: 'head-warn',
  replaced: 'head-warn',
}

const Standing = (props: { readonly person: PersonView }) => {
  const { verification } = props.person
  const waits = hindrance(props.person)
  return (
    <p>
      <span class={`head-trust ${toneOf[verification]}`}>
        {verification === 'person' ? <Shield /> : <Lock />}
        {words.verification[verification]}
      </span>
      {waits === undefined ? null : <span class="head-waits"> · {waits}</span>}
    </p>
  )
}

const Head = (props: { readonly app: App; readonly person: PersonView }) => (
  <header class="head">
    <button
      type="button"
      class="round head-back"
      aria-label={words.back}
      onClick={props.app.route.back}
    >
      <Back />
    </button>
    <button type="button" class="head-person" onClick={() => props.app.route.openSheet('person')}>
      <Avatar
        id={props.person.id}
        name={nameOf(props.person)}
        class="avatar-small"
        src={props.app.pictures.of(props.person.id, props.person.picture)}
      />
      <span class="unseen">{fill(words.about, nameOf(props.person))}</span>
    </button>
    <div class="head-lines">
      <h2>
        <bdi>{nameOf(props.person)}</bdi>
      </h2>
      {props.app.typing.people.value.has(props.person.id) ? (
        <p class="head-typing">{words.typing}</p>
      ) : props.person.self ? null : (
        <Standing person={props.person} />
      )}
    </div>
    {props.person.self ? null : (
      <button
        type="button"
        class="round"
        aria-label={words.securityCode}
        title={words.securityCode}
        onClick={() => props.app.route.openCode(props.person.id)}
      >
        <Shield class="icon-plain" />
      </button>
    )}
    <button
      type="button"
      class="round"
      aria-label={words.searchHere}
      title={words.searchHere}
      onClick={() => props.app.route.openSearch('here')}
    >
      <Magnifier />
    </button>
  </header>
)

const NothingOpen = (props: { readonly people: number }) => (
  <div class="nothing-open">
    <Mark />
    <h2>{props.people > 0 ? words.pickTitle : words.pickNobodyTitle}</h2>
    <p>{props.people > 0 ? words.pickText : words.pickNobodyText}</p>
  </div>
)

/** Something is to be said of this conversation beside its messages. */
const isRemarked = (app: App, { id, verification, change }: PersonView): boolean =>
  change !== undefined ||
  verification === 'replaced' ||
  app.snapshot.value.notices.some((notice) => 'person' in notice && notice.person === id)

export const Conversation = (props: { readonly app: App }) => {
  const { app } = props
  const person = app.person.value
  const over = useSignal(false)
  const remarked = person !== undefined && isRemarked(app, person)
  return (
    <main
      class={over.value ? 'conversation is-over' : 'conversation'}
      aria-label={words.conversation}
      onDragOver={(event) => {
        if (!person || !event.dataTransfer?.types.includes('Files')) return
        event.preventDefault()
        over.value = true
      }}
      onDragLeave={(event) => {
        if (event.target === event.currentTarget) over.value = false
      }}
      onDrop={(event) => {
        over.value = false
        if (!person || !event.dataTransfer?.files.length) return
        event.preventDefault()
        offerFiles(app, event.dataTransfer.files)
      }}
    >
      {over.value ? <div class="drop-here">{words.dropHere}</div> : null}
      {person ? (
        <>
          <Head app={app} person={person} />
          {app.route.search.value === 'here' ? (
            <FindBar key={`in-${person.id}`} app={app} person={person} />
          ) : null}
          {remarked ? <KeyRemarks app={app} person={person} /> : null}
          <Talk app={app} person={person} remarked={remarked} />
        </>
      ) : (
        <NothingOpen people={app.snapshot.value.people.length} />
      )}
    </main>
  )
}
