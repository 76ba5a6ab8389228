// The settings: the list of their pages beside the one that is open, or one after the other on a phone, where
// back leads from the page to the list. What stands on a page is its own file in settings/.
import { watchNarrow } from '../narrow.ts'
import type { App } from '../state.ts'
import { words } from '../words.ts'
import { keysWords } from '../words-keys.ts'
import { settingsWords } from '../words-settings.ts'
import { Keyboard, Onward } from './settings/icons.tsx'
import type { Section } from './settings/section.ts'
import { sections } from './settings/sections.ts'
import { Sheet } from './sheet.tsx'

interface ListProps {
  readonly app: App
  readonly open: Section | undefined
  readonly narrow: boolean
}

const List = ({ app, open, narrow }: ListProps) => (
  <nav class="settings-list" aria-label={words.settings}>
    <ul>
      {sections.map(({ name, title, Icon }) => (
        <li key={name}>
          <button
            type="button"
            class="settings-line"
            aria-current={open?.name === name ? 'page' : undefined}
            onClick={() => app.route.openPage(name, !narrow)}
          >
            <Icon />
            <span>{title()}</span>
            {narrow ? <Onward /> : null}
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="settings-line" onClick={() => app.route.openSheet('keys')}>
          <Keyboard />
          <span>{keysWords.keysTitle}</span>
          {narrow ? <Onward /> : null}
        </button>
      </li>
    </ul>
  </nav>
)

interface DetailProps {
  readonly app: App
  readonly section: Section
  /** The sheet's own title says it already. */
  readonly titled: boolean
}

const Detail = (props: DetailProps) => {
  const { Page, title, name } = props.section
  return (
    <section key={name} class="settings-page" aria-labelledby="settings-page-title">
      <h3 id="settings-page-title" class={props.titled ? 'unseen' : undefined}>
        {title()}
      </h3>
      <Page app={props.app} />
    </section>
  )
}

export const SettingsSheet = (props: { readonly app: App }) => {
  const { app } = props
  const { route } = app
  const narrow = watchNarrow().value
  const chosen = sections.find(({ name }) => name === route.page.value)
  // Beside the list there is always a page.
  const open = narrow ? chosen : (chosen ?? sections[0])
  return (
    <Sheet
      title={narrow && open ? open.title() : words.settings}
      class={narrow ? 'sheet-tall' : 'sheet-wide'}
      open={() => route.sheet.value === 'settings'}
      back={route.back}
      up={narrow && open ? settingsWords.backToList : undefined}
    >
      <div class="settings">
        {narrow && open ? null : <List app={app} open={open} narrow={narrow} />}
        {open ? <Detail app={app} section={open} titled={narrow} /> : null}
      </div>
    </Sheet>
  )
}
