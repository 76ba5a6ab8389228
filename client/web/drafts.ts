// What is typed and not sent: the text of each conversation as the screen holds it, kept in the sealed storage
// a moment after the last key, and read from there when a conversation is opened for the first time.
import { effect, signal, type Signal } from '@preact/signals'
import type { Engine } from '../engine/view.ts'
import type { After } from './outage.ts'

/** After the last key, how long until a draft is kept (milliseconds). */
export const KEEP_AFTER = 300

export interface Drafts {
  /** The text of a conversation; setting it keeps it soon. */
  of(person: string): Signal<string>
  /** True when the text of this conversation is known here. */
  has(person: string): boolean
  /** Reads what was kept, unless something was typed meanwhile. */
  load(person: string): Promise<void>
  /** The engine has this text and keeps none. */
  sent(person: string): void
  /** Keeps at once what is still to be kept: the page may go. */
  flush(): void
  close(): void
}

interface Kept {
  readonly text: Signal<string>
  /** What the engine has, as far as this page knows. */
  kept: string
  save(): void
  stop(): void
}

/** Drafts over an engine. */
export const createDrafts = (engine: Engine, after: After): Drafts => {
  const drafts = new Map<string, Kept>()
  const make = (person: string): Kept => {
    const text = signal('')
    let cancel = (): void => undefined
    const save = (): void => {
      cancel()
      if (made.kept === text.peek()) return
      made.kept = text.peek()
      void engine.run({ type: 'draft', person, text: made.kept })
    }
    const made: Kept = { text, kept: '', save, stop: () => undefined }
    const stop = effect(() => {
      const changed = text.value !== made.kept
      cancel()
      if (changed) cancel = after(KEEP_AFTER, save)
    })
    made.stop = () => {
      stop()
      cancel()
    }
    return made
  }
  const of = (person: string): Kept => {
    const known = drafts.get(person) ?? make(person)
    drafts.set(person, known)
    return known
  }
  return {
    of: (person) => of(person).text,
    has: (person) => drafts.has(person),
    load: async (person) => {
      if (drafts.has(person)) return
      const draft = of(person)
      const answer = await engine.run({ type: 'drafted', person })
      if (answer.is !== 'drafted' || draft.text.peek() !== '' || draft.kept !== '') return
      draft.kept = answer.text
      draft.text.value = answer.text
    },
    sent: (person) => {
      of(person).kept = ''
    },
    flush: () => {
      for (const draft of drafts.values()) draft.save()
    },
    close: () => {
      for (const draft of drafts.values()) draft.stop()
    },
  }
}
