// What the search over everything found: people, then messages with the words around the match, each a step
// away by the arrows and Enter.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { computed } from '@preact/signals'
import { clockWeb } from '../clock-web.ts'
import type { Hit } from '../../engine/view.ts'
import { numeral } from '../languages/spoken.ts'
import { paintFound } from '../paint-found.ts'
import { createSearch, hitId, personId, type FoundPerson, type Search } from '../search.ts'
import type { App } from '../state.ts'
import { listTime } from '../when.ts'
import { searchWords } from '../words-search.ts'
import { words } from '../words.ts'
import { Avatar } from './avatar.tsx'
import { Marked } from './marked.tsx'

interface ResultProps {
  readonly id: string
  readonly here: boolean
  readonly onPick: () => void
  readonly children: ComponentChildren
}

const Result = (props: ResultProps) => (
  <li
    id={props.id}
    role="option"
    aria-selected={props.here}
    class={props.here ? 'result is-here' : 'result'}
    onClick={props.onPick}
  >
    {props.children}
  </li>
)

const Person = (props: { readonly of: FoundPerson; readonly search: Search }) => {
  const { of, search } = props
  const { person, marks } = of
  const id = personId(person)
  return (
    <Result id={id} here={search.here.value === id} onPick={() => search.openPerson(person)}>
      <Avatar id={person.id} name={person.name} class="avatar-small" />
      <span class="result-name">
        <bdi>
          <Marked text={person.name} marks={marks} />
        </bdi>
      </span>
    </Result>
  )
}

const Message = (props: {
  readonly hit: Hit
  readonly name: string
  readonly now: number
  readonly search: Search
}) => {
  const { hit, name, search } = props
  const id = hitId(hit)
  return (
    <Result id={id} here={search.here.value === id} onPick={() => search.openHit(hit)}>
      <Avatar id={hit.person} name={name} class="avatar-small" />
      <div class="result-lines">
        <div class="result-line">
          <span class="result-name">
            <bdi>{name}</bdi>
          </span>
          <span class="person-time">{listTime(hit.time, props.now)}</span>
        </div>
        <div class="result-text">
          {hit.mine ? words.youSaid : ''}
          <bdi>
            <Marked text={hit.text} marks={hit.marks} />
          </bdi>
        </div>
      </div>
    </Result>
  )
}

const Group = (props: { readonly title: string; readonly children: ComponentChildren }) => (
  <li role="presentation">
    <div class="results-title" aria-hidden="true">
      {props.title}
    </div>
    <ul role="group" aria-label={props.title}>
      {props.children}
    </ul>
  </li>
)

/** Said aloud, and shown where there is nothing else to see. */
const Standing = (props: { readonly search: Search }) => {
  const { searching, people, hits } = props.search
  const any = people.value.length + hits.value.length > 0
  const none = !any && !searching.busy.value && searching.terms.value.length > 0
  const count = searching.found.value?.count ?? 0
  if (searching.failed.value)
    return (
      <p class="results-empty problem" role="alert">
        {searchWords.failed}
      </p>
    )
  return (
    <div role="status" class={any ? 'unseen' : 'results-empty'}>
      {searching.terms.value.length === 0 ? (
        <p>{searchWords.hint}</p>
      ) : none ? (
        <>
          <strong>{searchWords.nothing}</strong>
          <p>{searchWords.nothingHint}</p>
        </>
      ) : searching.busy.value ? (
        <p>{searchWords.searching}</p>
      ) : (
        <p>{searchWords.found(count)}</p>
      )}
    </div>
  )
}

const Rest = (props: { readonly search: Search }) => {
  const { searching, hits, more } = props.search
  const count = searching.found.value?.count ?? 0
  if (searching.busy.value && hits.value.length > 0)
    return <p class="results-rest">{searchWords.searching}</p>
  if (more.value)
    return (
      <button type="button" class="plain results-rest" onClick={props.search.showMore}>
        {searchWords.more}
      </button>
    )
  return hits.value.length > 0 && count > hits.value.length ? (
    <p class="results-rest">{searchWords.newest(hits.value.length)}</p>
  ) : null
}

/** The title of the messages says how many there are. */
const titleOf = ({ searching }: Search): string => {
  const { count, done } = searching.found.value ?? { count: 0, done: false }
  return `${searchWords.messages} · ${done ? numeral(count) : searchWords.atLeast(numeral(count))}`
}

export const SearchPanel = (props: { readonly app: App }) => {
  const { app } = props
  const [search] = useState(() =>
    createSearch({
      engine: app.engine,
      people: computed(() => app.snapshot.value.people),
      field: app.field,
      route: app.route,
      after: clockWeb.after,
    }),
  )
  useLayoutEffect(() => {
    const stop = paintFound(search.searching.terms)
    return () => {
      stop()
      search.close()
    }
  }, [])
  const here = search.here.value
  useLayoutEffect(() => {
    if (here !== undefined) document.getElementById(here)?.scrollIntoView({ block: 'nearest' })
  }, [here])
  const people = search.people.value
  const hits = search.hits.value
  const names = new Map(app.snapshot.value.people.map(({ id, name }) => [id, name]))
  return (
    <div class="results" tabIndex={0} role="group" aria-label={searchWords.results}>
      <ul id="search-results" role="listbox" aria-label={searchWords.results}>
        {people.length > 0 ? (
          <Group title={searchWords.people}>
            {people.map((one) => (
              <Person key={one.person.id} of={one} search={search} />
            ))}
          </Group>
        ) : null}
        {hits.length > 0 ? (
          <Group title={titleOf(search)}>
            {hits.map((hit) => (
              <Message
                key={hitId(hit)}
                hit={hit}
                name={names.get(hit.person) ?? ''}
                now={app.now()}
                search={search}
              />
            ))}
          </Group>
        ) : null}
      </ul>
      <Rest search={search} />
      <Standing search={search} />
    </div>
  )
}
