// How somebody gets in: the host's ticket, a friend's invitation, or a pasted link. Looking changes nothing;
// only the tap on the button makes keys.
import { batch, signal, type ReadonlySignal } from '@preact/signals'
import type { Answer, Engine, Snapshot } from '../engine/view.ts'
import { readPasted } from './link.ts'
import type { LinkTrouble } from './words.ts'

export type Stage =
  | { readonly is: 'none' }
  | { readonly is: 'looking' }
  | { readonly is: 'ticket'; readonly fragment: string }
  | { readonly is: 'invited'; readonly fragment: string; readonly name: string }
  | { readonly is: 'refused'; readonly why: LinkTrouble; readonly again: string }

export interface Arrival {
  readonly stage: ReadonlySignal<Stage>
  /** Keys are being made and the server is being asked. */
  readonly busy: ReadonlySignal<boolean>
  /** What is wrong with the name that was given. */
  readonly problem: ReadonlySignal<LinkTrouble | undefined>
  look(fragment: string): void
  /** Takes what the person pasted. */
  paste(text: string): void
  begin(name: string): void
  leave(): void
}

export interface ArrivalParts {
  readonly engine: Engine
  readonly snapshot: ReadonlySignal<Snapshot>
  /** Every address of this server. */
  readonly origins: () => readonly string[]
  readonly openPerson: (person: string) => void
}

const none: Stage = { is: 'none' }

/** Resolves once the account of this profile is there, so that no other screen flashes by. */
const untilReady = (snapshot: ReadonlySignal<Snapshot>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = snapshot.subscribe((now) => {
    if (now.phase === 'ready') resolve()
  })
  return promise.then(stop)
}

/** What the screen shows after a look at a link; undefined: the link leads into the app itself. */
const stageAfter = (answer: Answer, fragment: string, ready: boolean): Stage | undefined => {
  if (answer.is === 'ticket') return ready ? undefined : { is: 'ticket', fragment }
  if (answer.is === 'invitedBy') return { is: 'invited', fragment, name: answer.name }
  if (answer.is === 'refused') return { is: 'refused', why: answer.why, again: fragment }
  return undefined
}

export const createArrival = (parts: ArrivalParts): Arrival => {
  const { engine, snapshot } = parts
  const stage = signal<Stage>(none)
  const busy = signal(false)
  const problem = signal<LinkTrouble | undefined>(undefined)
  const look = async (fragment: string): Promise<void> => {
    batch(() => {
      stage.value = { is: 'looking' }
      problem.value = undefined
    })
    const answer = await engine.run({ type: 'look', fragment })
    if (stage.value.is !== 'looking') return
    stage.value = stageAfter(answer, fragment, snapshot.value.phase === 'ready') ?? none
    if (answer.is === 'person') parts.openPerson(answer.person)
  }
  const begin = async (name: string): Promise<void> => {
    const now = stage.value
    if (busy.value || (now.is !== 'ticket' && now.is !== 'invited')) return
    const { fragment } = now
    busy.value = true
    problem.value = undefined
    const type = now.is === 'ticket' ? 'start' : 'accept'
    const answer = await engine.run({ type, name: name.trim(), fragment })
    if (answer.is === 'refused') {
      if (answer.why === 'badName') problem.value = answer.why
      else stage.value = { is: 'refused', why: answer.why, again: fragment }
    } else {
      await untilReady(snapshot)
      batch(() => {
        stage.value = none
        if (answer.is === 'person') parts.openPerson(answer.person)
      })
    }
    busy.value = false
  }
  return {
    stage,
    busy,
    problem,
    look(fragment) {
      void look(fragment)
    },
    paste(text) {
      const pasted = readPasted(text, parts.origins())
      if (pasted.is === 'fragment') void look(pasted.fragment)
      else if (pasted.is === 'nothing') stage.value = { is: 'refused', why: 'mangled', again: '' }
      else stage.value = { is: 'refused', why: 'otherServer', again: pasted.link }
    },
    begin(name) {
      void begin(name)
    },
    leave() {
      batch(() => {
        stage.value = none
        problem.value = undefined
      })
    },
  }
}
