// Typing, both ways: told at most every few seconds while a text grows, shown until a moment after the last word
// of it. Nothing of it is kept.
import { effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Engine } from '../engine/view.ts'
import type { After } from './outage.ts'

/** While somebody types they say so this often (milliseconds). */
export const TELL_EVERY = 3_000
/** Without another word of it they have stopped (milliseconds). */
export const TYPES_FOR = 6_000

export interface Typing {
  /** Who types now. */
  readonly people: ReadonlySignal<ReadonlySet<string>>
  close(): void
}

/** Watches the engine, and what is written in the open conversation. */
export const createTyping = (parts: {
  readonly engine: Engine
  readonly person: ReadonlySignal<string | undefined>
  readonly draft: (person: string) => Signal<string>
  readonly after: After
}): Typing => {
  const { engine, after } = parts
  const people = signal<ReadonlySet<string>>(new Set())
  const ends = new Map<string, () => void>()
  const end = (person: string): void => {
    ends.get(person)?.()
    ends.delete(person)
    people.value = new Set(ends.keys())
  }
  const stopWatching = engine.watch((event) => {
    if (event.type === 'typing') {
      ends.get(event.person)?.()
      ends.set(
        event.person,
        after(TYPES_FOR, () => end(event.person)),
      )
      people.value = new Set(ends.keys())
    } else if (event.type === 'messages') {
      // What was being typed is here.
      for (const { person, mine } of event.messages) if (!mine && ends.has(person)) end(person)
    }
  })
  let resting: (() => void) | undefined
  let before: readonly [person: string | undefined, text: string] = [undefined, '']
  const stopTelling = effect(() => {
    const person = parts.person.value
    const text = person === undefined ? '' : parts.draft(person).value
    const grew = before[0] === person && before[1] !== text && text !== ''
    before = [person, text]
    if (!grew || resting || person === undefined) return
    resting = after(TELL_EVERY, () => {
      resting = undefined
    })
    untracked(() => void engine.run({ type: 'typing', person }))
  })
  return {
    people,
    close: () => {
      stopWatching()
      stopTelling()
      resting?.()
      for (const stop of ends.values()) stop()
    },
  }
}
