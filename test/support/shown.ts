// What a screen has of the messages, kept up from what the engine tells.
import {
  plainMessage,
  type Engine,
  type MessageView,
  type ViewEvent,
} from '../../client/engine/view.ts'

/** Takes one event into what is shown, by message id. */
export const takeShown = (shown: Map<string, MessageView>, event: ViewEvent): void => {
  if (event.type === 'messages') for (const view of event.messages) shown.set(view.id, view)
  if (event.type === 'gone') for (const id of event.ids) shown.delete(id)
  if (event.type !== 'moved') return
  for (const moved of event.moved) {
    // An engine that was opened anew tells of messages that were told before.
    const before = shown.get(moved.id) ?? { ...plainMessage, mine: true, text: '', time: 0 }
    shown.set(moved.id, { ...before, ...moved })
  }
}

/** Follows an engine; `changed` is called after each event. */
export const watchShown = (
  engine: Engine,
  changed: (shown: ReadonlyMap<string, MessageView>) => void,
): (() => void) => {
  const shown = new Map<string, MessageView>()
  return engine.watch((event) => {
    takeShown(shown, event)
    changed(shown)
  })
}
