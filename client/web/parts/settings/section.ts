// One page of the settings: a line in their list, and what stands on its own side. To add one, write its
// component in a file of this folder and put it into sections.ts; its words go into words-settings.ts.
import type { ComponentType } from 'preact'
import type { App } from '../../state.ts'

export interface Section {
  /** Its name in the address history; never shown. */
  readonly name: string
  /** Read when it is drawn: the language may change. */
  readonly title: () => string
  readonly Icon: ComponentType
  readonly Page: ComponentType<{ readonly app: App }>
}
