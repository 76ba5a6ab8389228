// The field above the people: typing in it opens the search over everything.
import { Cross, Magnifier } from '../icons.tsx'
import type { App } from '../state.ts'
import { words } from '../words.ts'

export const SearchField = (props: { readonly app: App }) => {
  const { route, field } = props.app
  const open = route.search.value === 'all'
  const show = (): void => route.openSearch('all')
  const pressed = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (event.key === 'Escape' && open) route.closeSearch()
    else if (!field.keys.peek()?.(event.key)) return
    event.preventDefault()
  }
  return (
    <search class="search-field">
      <Magnifier />
      <input
        role="combobox"
        inputMode="search"
        enterKeyHint="search"
        aria-label={words.search}
        aria-expanded={open}
        aria-controls={open ? 'search-results' : undefined}
        aria-activedescendant={open ? field.here.value : undefined}
        autocomplete="off"
        dir="auto"
        placeholder={words.search}
        value={field.text.value}
        onClick={show}
        onInput={(event) => {
          field.text.value = event.currentTarget.value
          show()
        }}
        onKeyDown={pressed}
      />
      {open ? (
        <button type="button" class="round" aria-label={words.close} onClick={route.closeSearch}>
          <Cross />
        </button>
      ) : null}
    </search>
  )
}
