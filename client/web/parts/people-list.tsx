// The navigation: one item for each friend, named by the friend.
import { useSignal } from '@preact/signals'
import type { PersonView } from '../../engine/view.ts'
import { AddPerson, Mark, Sliders } from '../icons.tsx'
import type { App } from '../state.ts'
import { numeral } from '../languages/spoken.ts'
import { rovingTo } from '../roving.ts'
import { listTime } from '../when.ts'
import { words } from '../words.ts'
import { Avatar } from './avatar.tsx'
import { hasExchanged } from '../reminder.ts'
import { later } from './later.tsx'
import { SearchField } from './search-field.tsx'
import { StateMark } from './state-mark.tsx'

const SearchPanel = later(async () => (await import('./search-panel.tsx')).SearchPanel)
const ConnectionFoot = later(async () => (await import('./connection-foot.tsx')).ConnectionFoot)

const LastLine = (props: { readonly person: PersonView; readonly draft: string }) => {
  const { last } = props.person
  if (props.draft !== '')
    return (
      <>
        <span class="draft-mark">{words.draftMark}</span>
        <bdi>{props.draft}</bdi>
      </>
    )
  if (!last) return <>{words.newPerson}</>
  return (
    <>
      {last.mine ? <StateMark state={last.state} /> : null}
      {last.mine ? words.youSaid : ''}
      <bdi>{last.text === '' ? words.needsNewerShort : last.text}</bdi>
    </>
  )
}

const classesOf = (person: PersonView, here: boolean): string =>
  `person${person.unread > 0 ? ' has-unread' : ''}${here ? ' is-here' : ''}`

/** The button is the name alone, and is laid over the whole item for the pointer. */
interface ItemProps {
  readonly app: App
  readonly person: PersonView
  /** The Tab key leads to this one. */
  readonly stop: boolean
}

const PersonItem = (props: ItemProps) => {
  const { app, person } = props
  const here = app.route.person.value === person.id
  const lastId = `last-${person.id}`
  return (
    <li class={classesOf(person, here)} aria-label={person.name}>
      <Avatar id={person.id} name={person.name} />
      <div class="person-lines">
        <div class="person-line">
          <button
            type="button"
            class="person-name"
            tabIndex={props.stop ? 0 : -1}
            aria-describedby={lastId}
            aria-current={here ? 'true' : undefined}
            onClick={() => app.route.openPerson(person.id)}
          >
            <bdi>{person.name}</bdi>
          </button>
          {person.last ? (
            <span class="person-time">{listTime(person.last.time, app.now())}</span>
          ) : null}
        </div>
        <div class="person-line" id={lastId}>
          <span class="person-last">
            <LastLine person={person} draft={here ? '' : app.chat.draftLine(person)} />
          </span>
          {person.unread > 0 ? (
            <span class="badge">
              <span aria-hidden="true">{numeral(person.unread)}</span>
              <span class="unseen">{words.unread(person.unread)}</span>
            </span>
          ) : null}
        </div>
      </div>
    </li>
  )
}

/** Everybody, as one stop of the Tab key. */
const Everybody = (props: { readonly app: App }) => {
  const { app } = props
  const { people } = app.snapshot.value
  const focused = useSignal<string | undefined>(undefined)
  const stop = [focused.value, app.route.person.value, people[0]?.id].find((id) =>
    people.some((person) => person.id === id),
  )
  const namesIn = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('.person-name')]
  return (
    <ul
      class="people-list"
      onFocusIn={(event) => {
        const at = namesIn(event.currentTarget).findIndex((name) => name === event.target)
        focused.value = people[at]?.id
      }}
      onKeyDown={(event) => {
        const names = namesIn(event.currentTarget)
        const from = names.findIndex((name) => name === event.target)
        const to = from < 0 ? undefined : rovingTo(event, from, names.length)
        if (to === undefined) return
        event.preventDefault()
        names[to]?.focus()
      }}
    >
      {people.map((person) => (
        <PersonItem key={person.id} app={app} person={person} stop={person.id === stop} />
      ))}
    </ul>
  )
}

const Nobody = (props: { readonly app: App }) => (
  <div class="nobody">
    <h2>{words.nobodyTitle}</h2>
    <p>{words.nobodyText}</p>
    <button type="button" class="main-button" onClick={() => props.app.route.openSheet('invite')}>
      <AddPerson />
      {words.inviteFriend}
    </button>
  </div>
)

const Reminder = later(async () => (await import('./reminder.tsx')).Reminder)

export const PeopleList = (props: { readonly app: App }) => {
  const { app } = props
  const { people, connection } = app.snapshot.value
  const way = app.way.value
  return (
    <nav class="people" aria-label={words.conversations}>
      <div class="people-head">
        <span class="brand">
          <Mark />
          {words.product}
        </span>
        <span class="people-actions">
          {people.length > 0 ? (
            <button
              type="button"
              class="round"
              aria-label={words.inviteFriend}
              title={words.inviteFriend}
              onClick={() => app.route.openSheet('invite')}
            >
              <AddPerson />
            </button>
          ) : null}
          <button
            type="button"
            class="round"
            aria-label={words.settings}
            title={words.settings}
            onClick={() => app.route.openSheet('settings')}
          >
            <Sliders />
          </button>
        </span>
      </div>
      {people.length === 0 ? null : <SearchField app={app} />}
      {people.length === 0 ? (
        <Nobody app={app} />
      ) : app.route.search.value === 'all' ? (
        <SearchPanel app={app} />
      ) : (
        <Everybody app={app} />
      )}
      {hasExchanged(app.snapshot.value) ? <Reminder app={app} /> : null}
      {connection === 'connected' && way !== undefined ? <ConnectionFoot way={way} /> : null}
    </nav>
  )
}
