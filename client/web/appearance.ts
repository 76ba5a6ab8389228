// What one chooses about the look of the page and the Enter key. Kept in this browser, and followed by its other
// tabs.
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Kept } from './kept.ts'
import { applyLook, readLook, type Look } from './look.ts'

/** What the Enter key does where one writes; with Shift it does the other. */
export type EnterDoes = 'send' | 'line'

export interface Appearance {
  readonly look: ReadonlySignal<Look>
  readonly enter: ReadonlySignal<EnterDoes>
  change(look: Partial<Look>): void
  chooseEnter(does: EnterDoes): void
}

export interface AppearanceParts {
  readonly kept: (name: string) => Kept
  readonly root: HTMLElement
  /** The bars of the browser around the page take its colours. */
  readonly colours: readonly Pick<HTMLMetaElement, 'content'>[]
  /** The colour that the page has now, as CSS says it. */
  readonly ground: () => string
}

/** The names under which it is kept, with the value that needs no keeping. */
const entriesOf = ({ theme, textSize, still }: Look) =>
  [
    ['theme', theme, 'system'],
    ['text-size', String(textSize), '100'],
    ['still', still ? 'yes' : '', ''],
  ] as const

/** Follows what is kept; whatever changes is on the page at once. */
export const createAppearance = (parts: AppearanceParts): Appearance => {
  const keep = parts.kept
  const read = (): Look => readLook((name) => keep(name).read())
  const readEnter = (): EnterDoes => (keep('enter').read() === 'line' ? 'line' : 'send')
  const look = signal(read())
  const enter = signal(readEnter())
  const ownColours = parts.colours.map(({ content }) => content)
  effect(() => {
    applyLook(parts.root, look.value)
    const forced = look.value.theme === 'system' ? undefined : parts.ground()
    parts.colours.forEach((meta, at) => {
      meta.content = forced ?? ownColours[at] ?? ''
    })
  })
  for (const name of ['theme', 'text-size', 'still'])
    keep(name).watch(() => {
      look.value = read()
    })
  keep('enter').watch(() => {
    enter.value = readEnter()
  })
  return {
    look,
    enter,
    change(wanted) {
      look.value = { ...look.peek(), ...wanted }
      for (const [name, value, usual] of entriesOf(look.peek()))
        keep(name).write(value === usual ? undefined : value)
    },
    chooseEnter(does) {
      enter.value = does
      keep('enter').write(does === 'send' ? undefined : does)
    },
  }
}
