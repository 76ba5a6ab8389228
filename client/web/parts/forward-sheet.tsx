// To whom messages are forwarded: everybody whose name fits, to be ticked.
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { MessageView, PersonView } from '../../engine/view.ts'
import { forward } from '../doings.ts'
import { nameOf } from '../name-of.ts'
import { matching } from '../people-names.ts'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import { Avatar } from './avatar.tsx'
import { Sheet } from './sheet.tsx'

const Choice = (props: {
  readonly person: PersonView
  readonly chosen: boolean
  readonly onChange: () => void
}) => (
  <li>
    <label class="option">
      <Avatar id={props.person.id} name={props.person.name} class="avatar-small" />
      <span class="option-name">
        <bdi>{nameOf(props.person)}</bdi>
      </span>
      <input type="checkbox" class="option-tick" checked={props.chosen} onChange={props.onChange} />
    </label>
  </li>
)

export const ForwardSheet = (props: {
  readonly app: App
  readonly messages: readonly MessageView[]
}) => {
  const { app, messages } = props
  const typed = useSignal('')
  const chosen = useSignal<ReadonlySet<string>>(new Set())
  const missed = useSignal(false)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const people = app.snapshot.value.people.filter(
    ({ verification, removed, blocked }) => verification !== 'replaced' && !removed && !blocked,
  )
  const found = matching(people, typed.value)
  const toggle = (id: string): void => {
    const next = new Set(chosen.value)
    if (!next.delete(id)) next.add(id)
    chosen.value = next
    missed.value = false
  }
  const send = (): void => {
    if (chosen.value.size === 0) {
      missed.value = true
      return
    }
    app.route.back()
    void forward(app, messages, [...chosen.value])
  }
  return (
    <Sheet
      title={actsWords.forwardTitle}
      open={() => app.route.page.value === 'forward'}
      back={app.route.back}
    >
      <input
        ref={field}
        type="search"
        aria-label={actsWords.findPerson}
        placeholder={actsWords.findPerson}
        autocomplete="off"
        dir="auto"
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          const [only, another] = found
          if (event.key !== 'Enter' || !only || another) return
          event.preventDefault()
          toggle(only.id)
        }}
      />
      <ul class="options" aria-label={actsWords.forwardTitle}>
        {found.map((person) => (
          <Choice
            key={person.id}
            person={person}
            chosen={chosen.value.has(person.id)}
            onChange={() => toggle(person.id)}
          />
        ))}
      </ul>
      <p class="quiet" role="status">
        {found.length === 0 ? actsWords.nobodyFound : missed.value ? actsWords.forwardNobody : ''}
      </p>
      <button type="button" class="main-button wide" onClick={send}>
        {actsWords.forwardNow}
      </button>
    </Sheet>
  )
}
