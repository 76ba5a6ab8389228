// Finds a person by a part of the name and opens the conversation: a text field over a list, arrows and Enter.
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import { matching } from '../people-names.ts'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { switchWords } from '../words-switch.ts'
import { Avatar } from './avatar.tsx'
import { Sheet } from './sheet.tsx'

const optionId = (person: PersonView): string => `to-${person.id}`

const Option = (props: {
  readonly person: PersonView
  readonly here: boolean
  readonly onPick: () => void
}) => {
  const { person, here } = props
  return (
    <li
      id={optionId(person)}
      role="option"
      aria-selected={here}
      class={here ? 'option is-here' : 'option'}
      onClick={props.onPick}
    >
      <Avatar id={person.id} name={person.name} class="avatar-small" />
      <span class="option-name">
        <bdi>{person.name}</bdi>
      </span>
      {person.unread > 0 ? <span class="badge">{person.unread}</span> : null}
    </li>
  )
}

export const SwitchSheet = (props: { readonly app: App }) => {
  const { route, snapshot } = props.app
  const text = useSignal('')
  const chosen = useSignal(0)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const found = matching(snapshot.value.people, text.value)
  const here = found[Math.min(chosen.value, found.length - 1)]
  const pick = (person: PersonView | undefined): void => {
    if (person) route.openPerson(person.id)
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined) {
      chosen.value = (Math.min(chosen.value, found.length - 1) + by + found.length) % found.length
    } else if (event.key === 'Enter') pick(here)
    else return
    event.preventDefault()
  }
  return (
    <Sheet
      title={switchWords.switchTitle}
      open={() => route.sheet.value === 'switch'}
      back={route.back}
    >
      <input
        ref={field}
        role="combobox"
        aria-label={switchWords.personName}
        aria-controls="switch-list"
        aria-expanded="true"
        aria-activedescendant={here && optionId(here)}
        autocomplete="off"
        dir="auto"
        placeholder={switchWords.personName}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value
          chosen.value = 0
        }}
        onKeyDown={pressed}
      />
      <ul id="switch-list" role="listbox" aria-label={words.conversations} class="options">
        {found.map((person) => (
          <Option
            key={person.id}
            person={person}
            here={person === here}
            onPick={() => pick(person)}
          />
        ))}
      </ul>
      {found.length === 0 ? (
        <p class="quiet" role="status">
          {switchWords.nobodyFound}
        </p>
      ) : null}
    </Sheet>
  )
}
