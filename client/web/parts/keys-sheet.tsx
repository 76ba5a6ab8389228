// Every shortcut, drawn from the table that the keys are read from.
import { isMac } from '../keys.ts'
import { keyNames, shortcuts, type Shortcut } from '../shortcuts.ts'
import type { App } from '../state.ts'
import { keysWords } from '../words-keys.ts'
import { Sheet } from './sheet.tsx'

const groups = ['moving', 'reading', 'message', 'writing'] as const

const Line = (props: { readonly shortcut: Shortcut; readonly mac: boolean }) => (
  <div class="key-line" data-shortcut={props.shortcut.name}>
    <dt>{keysWords.shortcuts[props.shortcut.name]}</dt>
    <dd>
      {keyNames(props.shortcut.keys, props.mac).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </dd>
  </div>
)

export const KeysSheet = (props: { readonly app: App }) => {
  const { route } = props.app
  const mac = isMac()
  return (
    <Sheet title={keysWords.keysTitle} open={() => route.sheet.value === 'keys'} back={route.back}>
      {groups.map((group) => (
        <section key={group}>
          <h3 class="key-group">{keysWords.keyGroups[group]}</h3>
          <dl>
            {shortcuts
              .filter((one) => one.group === group)
              .map((one) => (
                <Line key={one.name} shortcut={one} mac={mac} />
              ))}
          </dl>
        </section>
      ))}
      <p class="quiet key-note">
        {keysWords.enterDoes[props.app.appearance.enter.value]} {keysWords.typeAnywhere}
      </p>
    </Sheet>
  )
}
