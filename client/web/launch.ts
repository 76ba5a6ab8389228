// What the app was opened for by its icon's menu or by another app: an invitation, or a text to pass on. Loaded
// when the address says so; nothing that is private stands there.
import { effect, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Engine, Snapshot } from '../engine/view.ts'
import type { Route } from './route.ts'

/** What is used of the app. */
export interface LaunchApp {
  readonly engine: Pick<Engine, 'run'>
  readonly snapshot: ReadonlySignal<Snapshot>
  readonly route: Pick<Route, 'sheet' | 'person' | 'openSheet'>
  readonly chat: { draft(person: string): Signal<string> }
}

/** Adds a text to what is typed and not sent in a conversation. */
const addToDraft = async (
  { engine, chat }: LaunchApp,
  person: string,
  text: string,
): Promise<void> => {
  const kept = await engine.run({ type: 'drafted', person })
  const typed = chat.draft(person).peek() || (kept.is === 'drafted' ? kept.text : '')
  chat.draft(person).value = [typed, text].filter((part) => part !== '').join('\n')
}

/** Asks for whom it is; it then stands in the composer of that conversation and is sent by its person alone. */
const passOn = (app: LaunchApp, text: string): void => {
  const { route } = app
  route.openSheet('switch')
  const stop = effect(() => {
    if (route.sheet.value === 'switch') return
    const person = route.person.value
    queueMicrotask(() => stop())
    if (person !== undefined) void addToDraft(app, person, text)
  })
}

/** `what`: the word of the address. `shared`: takes the shared text, once. */
export const launch = async (
  app: LaunchApp,
  what: string,
  shared: () => Promise<string | undefined>,
): Promise<void> => {
  if (app.snapshot.peek().phase !== 'ready') return
  if (what === 'invite') app.route.openSheet('invite')
  const text = what === 'share' ? await shared() : undefined
  if (text !== undefined) passOn(app, text)
}
