// The half of the engine that comes later (later.ts), as the first half uses it: asked for at once, there after a
// moment, asked for again when it could not be loaded.
import type { ErrandParts, Errands } from './errands.ts'
import type { LoadLater } from './load-later.ts'
import type { Rare, RareParts } from './rare.ts'

export interface BackgroundParts extends Omit<RareParts, 'typing'>, ErrandParts {
  readonly later: LoadLater
}

export interface Background extends Pick<Errands, 'look' | 'heard'> {
  /** Loads it and starts the errands. */
  begin(): void
  /** The rare commands. */
  rare(): Promise<Rare>
  close(): void
}

/** After it could not be loaded, when to try again, milliseconds. */
const RETRY = 10_000

export const createBackground = (parts: BackgroundParts): Background => {
  const { later, timers } = parts
  let errands: Errands | undefined
  let rare: Rare | undefined
  let closed = false
  const start = async (): Promise<void> => {
    const { createErrands } = await later()
    if (closed) return
    errands = createErrands(parts)
    errands.look()
  }
  const begin = (): void => {
    void start().catch(() => {
      if (!closed) timers.later('begin', RETRY, begin)
    })
  }
  return {
    begin,
    look: () => errands?.look(),
    heard: (friendId, frame) => errands?.heard(friendId, frame),
    rare: async () =>
      (rare ??= (await later()).createRare({
        ...parts,
        typing: (person) => errands?.typing(person),
      })),
    close: () => {
      closed = true
      errands = undefined
    },
  }
}
