// The commands of one view that have no answer yet. Each keeps its id for life; it is posted again until a
// host has taken it, and from the start when another host appears.
import type { Answer, Command } from '../../engine/view.ts'

interface One {
  readonly command: Command
  readonly answer: (answer: Answer) => void
  taken: boolean
}

/** The commands of one view that have no answer yet. */
export interface Asked {
  /** Posts a command; resolves with its answer, whichever host gives it. */
  ask(command: Command): Promise<Answer>
  taken(id: number): void
  /** The first answer counts; later ones of the same id are dropped. */
  answered(id: number, answer: Answer): void
  /** Posts again what nobody has taken. */
  repeat(): void
  /** Another host: it has taken nothing. */
  forgetTaken(): void
  waiting(): boolean
}

/** `post` sends one command with its id to whoever is host. */
export const createAsked = (post: (id: number, command: Command) => void): Asked => {
  const asked = new Map<number, One>()
  let last = 0
  return {
    ask: (command) =>
      new Promise((answer) => {
        asked.set(++last, { command, answer, taken: false })
        post(last, command)
      }),
    taken: (id) => {
      const one = asked.get(id)
      if (one) one.taken = true
    },
    answered: (id, answer) => {
      const one = asked.get(id)
      asked.delete(id)
      one?.answer(answer)
    },
    repeat: () => {
      for (const [id, one] of asked) if (!one.taken) post(id, one.command)
    },
    forgetTaken: () => {
      for (const one of asked.values()) one.taken = false
    },
    waiting: () => asked.size > 0,
  }
}
