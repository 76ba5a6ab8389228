// The bar above an open conversation in which one searches: the words, which match of how many, and the way to
// the earlier and the later one.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { clockWeb } from '../clock-web.ts'
import type { PersonView } from '../../engine/view.ts'
import { createFind, type Find } from '../find.ts'
import { Cross, Down, Magnifier } from '../icons.tsx'
import { numeral } from '../languages/spoken.ts'
import { paintFound } from '../paint-found.ts'
import type { App } from '../state.ts'
import { searchWords } from '../words-search.ts'
import { words } from '../words.ts'

const Count = (props: { readonly find: Find }) => {
  const { searching, place, count } = props.find
  const text = (): string => {
    if (searching.failed.value) return searchWords.failed
    if (searching.terms.value.length === 0) return ''
    if (count.value === 0) return searching.busy.value ? searchWords.searching : searchWords.nothing
    const all = numeral(count.value)
    const known = searching.found.value?.done === true ? all : searchWords.atLeast(all)
    return searchWords.place(numeral(place.value), known)
  }
  return (
    <span class="find-count" role="status">
      {text()}
    </span>
  )
}

export const FindBar = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  const box = useRef<HTMLInputElement>(null)
  const [find] = useState(() =>
    createFind({ engine: app.engine, person: person.id, chat: app.chat, after: clockWeb.after }),
  )
  useLayoutEffect(() => {
    box.current?.focus()
    const stop = paintFound(find.searching.terms)
    return () => {
      stop()
      find.close()
    }
  }, [])
  const pressed = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (event.key === 'Escape') app.route.closeSearch()
    else if (event.key === 'ArrowUp' || (event.key === 'Enter' && !event.shiftKey)) find.earlier()
    else if (event.key === 'ArrowDown' || event.key === 'Enter') find.later()
    else return
    event.preventDefault()
  }
  const none = find.count.value === 0
  return (
    <search class="find-bar">
      <Magnifier />
      <input
        ref={box}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label={words.searchHere}
        autocomplete="off"
        dir="auto"
        placeholder={words.searchHere}
        value={find.text.value}
        onInput={(event) => (find.text.value = event.currentTarget.value)}
        onKeyDown={pressed}
      />
      <Count find={find} />
      <button
        type="button"
        class="round find-earlier"
        aria-label={searchWords.earlier}
        title={searchWords.earlier}
        aria-disabled={none}
        onClick={find.earlier}
      >
        <Down />
      </button>
      <button
        type="button"
        class="round"
        aria-label={searchWords.later}
        title={searchWords.later}
        aria-disabled={none}
        onClick={find.later}
      >
        <Down />
      </button>
      <button type="button" class="round" aria-label={words.close} onClick={app.route.closeSearch}>
        <Cross />
      </button>
    </search>
  )
}
