// The navigation: one item for each friend, named by the friend.
import { useSignal } from '@preact/signals'
import type { PersonView } from '../../engine/view.ts'
import { AddPerson, BellOff, Mark, Pin, Sliders } from '../icons.tsx'
import type { App } from '../state.ts'
import { numeral } from '../languages/spoken.ts'
import { rovingTo } from '../roving.ts'
import { nameOf } from '../name-of.ts'
import { arranged } from '../people-order.ts'
import { listTime } from '../when.ts'
import { lineOf } from '../line-of.ts'
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
  if (!last) return <>{props.person.self ? '' : words.newPerson}</>
  return (
    <>
      {last.mine && !props.person.self ? <StateMark state={last.state} /> : null}
      {last.mine && !props.person.self ? words.youSaid : ''}
      <bdi>{lineOf(last)}</bdi>
    </>
  )
}

const isUnread = ({ unread, unreadMark }: PersonView): boolean => unread > 0 || unreadMark

const classesOf = (person: PersonView, here: boolean): string =>
  `person${isUnread(person) ? ' has-unread' : ''}${here ? ' is-here' : ''}`

/** What stands behind the last line: how many are unread, and what is special about the conversation. */
const Signs = (props: { readonly person: PersonView; readonly now: number }) => {
  const { unread, unreadMark, mutedUntil, pinned } = props.person
  return (
    <>
      {mutedUntil > props.now ? <BellOff label={words.muted} /> : null}
      {pinned > 0 ? <Pin label={words.onTop} /> : null}
      {unread > 0 || unreadMark ? (
        <span class={mutedUntil > props.now ? 'badge badge-quiet' : 'badge'}>
          <span aria-hidden="true">{unread > 0 ? numeral(unread) : ''}</span>
          <span class="unseen">{words.unread(unread)}</span>
        </span>
      ) : null}
    </>
  )
}

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
  const name = nameOf(person)
  return (
    <li class={classesOf(person, here)} aria-label={name}>
      <Avatar id={person.id} name={name} src={app.pictures.of(person.id, person.picture)} />
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
            <bdi>{name}</bdi>
          </button>
          {person.last ? (
            <span class="person-time">{listTime(person.last.time, app.now())}</span>
          ) : null}
        </div>
        <div class="person-line" id={lastId}>
          <span class="person-last">
            {app.typing.people.value.has(person.id) ? (
              <span class="person-typing">{words.typing}</span>
            ) : (
              <LastLine person={person} draft={here ? '' : app.chat.draftLine(person)} />
            )}
          </span>
          <Signs person={person} now={app.now()} />
        </div>
      </div>
    </li>
  )
}

/** Everybody, as one stop of the Tab key; archived ones when they are asked for. */
const Everybody = (props: { readonly app: App }) => {
  const { app } = props
  const { shown, archived } = arranged(app.snapshot.value.people)
  const open = useSignal(false)
  const focused = useSignal<string | undefined>(undefined)
  const people = open.value ? [...shown, ...archived] : shown
  const stop = [focused.value, app.route.person.value, people[0]?.id].find((id) =>
    people.some((person) => person.id === id),
  )
  const namesIn = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('.person-name')]
  const item = (person: PersonView) => (
    <PersonItem key={person.id} app={app} person={person} stop={person.id === stop} />
  )
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
      {shown.map(item)}
      {archived.length > 0 ? (
        <li class="people-archive">
          <button
            type="button"
            class="plain"
            aria-expanded={open.value}
            onClick={() => (open.value = !open.value)}
          >
            {words.archived(archived.length)}
          </button>
        </li>
      ) : null}
      {open.value ? archived.map(item) : null}
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
