// What the composer is about besides a new message: one that is answered, or one that gets another text. Each
// conversation has its own, so that looking at another loses nothing.
import { signal, type Signal } from '@preact/signals'
import type { MessageView } from '../engine/view.ts'

export type About =
  | { readonly is: 'reply'; readonly message: MessageView }
  /** `text`: what it becomes; what was typed before stays where it is. */
  | { readonly is: 'edit'; readonly message: MessageView; readonly text: Signal<string> }

/** Of one conversation. */
export type AboutOf = (person: string) => Signal<About | undefined>

export const createAbout = (): AboutOf => {
  const known = new Map<string, Signal<About | undefined>>()
  return (person) => {
    const about = known.get(person) ?? signal(undefined)
    known.set(person, about)
    return about
  }
}

/** To answer a message, or to change one of one's own. */
export const replyTo = (message: MessageView): About => ({ is: 'reply', message })
export const rewriting = (message: MessageView): About => ({
  is: 'edit',
  message,
  text: signal(message.text),
})

/** True for what can be given another text. */
export const isEditable = ({ mine, erased, event, needsNewer, text }: MessageView): boolean =>
  mine && !erased && !event && !needsNewer && text !== ''
