// What people of the world do with messages that are there: marks, other texts, taking back, deleting. Which one
// is picked follows from what the engine has told them; whatever it is, both histories must come to the same.
import type { Command, MessageView } from '../../client/engine/view.ts'
import type { Chance } from './chance.ts'
import type { Person } from './person.ts'

export type ActKind = 'react' | 'edit' | 'erase' | 'drop'
export const actKinds: readonly ActKind[] = ['react', 'edit', 'erase', 'drop']

/** Somebody does something with one of the messages between two people. */
export interface ActScene {
  readonly is: 'act'
  readonly at: number
  readonly from: number
  readonly to: number
  readonly how: ActKind
  readonly pick: number
}

const MARKS = ['👍', '❤️', '']

/** Draws what is done in a story of this length. */
export const drawActs = (chance: Chance, people: number, span: number): readonly ActScene[] =>
  Array.from({ length: 12 + chance.below(40) }, () => ({
    is: 'act' as const,
    at: chance.below(span),
    from: chance.below(people),
    to: chance.below(people),
    how: chance.pick(actKinds),
    pick: chance.below(1_000),
  })).filter(({ from, to }) => from !== to)

/** What the author of a message may have made of it, and who forgot it: by message id. */
export const createDoings = () => {
  const texts = new Map<string, Set<string>>()
  const takenBack = new Set<string>()
  const forgotten = new Set<string>()
  const told = new Map<string, MessageView>()
  return {
    /** A view that somebody's engine told. */
    heard: (who: string, view: MessageView): void => {
      told.set(`${who} ${view.id}`, view)
    },
    /** True when this is what its author wrote, or made of it later. */
    isTrue: ({ id, text, erased }: MessageView, written: string): boolean =>
      erased ? takenBack.has(id) : text === written || texts.get(id)?.has(text) === true,
    /** True when its author withdrew it, or its reader deleted it: it need not be there. */
    mayLack: (id: string): boolean => takenBack.has(id) || forgotten.has(id),
    isForgotten: (id: string): boolean => forgotten.has(id),
    /** The command for a scene; undefined when there is nothing to do it with. */
    commandOf: (scene: ActScene, who: Person, friend: Person): Command | undefined => {
      const engine = who.engine()
      const person = engine?.snapshot().people.find(({ name }) => name === friend.name)?.id
      const known = [...told]
        .filter(([key, view]) => key.startsWith(`${who.name} `) && view.person === person)
        .map(([, view]) => view)
        .filter(({ id, mine }) => !forgotten.has(id) && (mine || scene.how !== 'erase'))
        .filter(({ mine }) => mine || scene.how !== 'edit')
      const view = known[scene.pick % Math.max(1, known.length)]
      if (!view || person === undefined) return undefined
      const { order, id } = view
      if (scene.how === 'react')
        return { type: 'react', person, order, mark: MARKS[scene.pick % MARKS.length] ?? '' }
      if (scene.how === 'edit') {
        const text = `changed ${scene.pick}`
        texts.set(id, (texts.get(id) ?? new Set()).add(text))
        return { type: 'edit', person, order, text }
      }
      const both = scene.how === 'erase'
      ;(both ? takenBack : forgotten).add(id)
      return { type: 'erase', person, orders: [order], both }
    },
  }
}
export type Doings = ReturnType<typeof createDoings>

const shown = ({ text, erased, edited, marks, mine }: MessageView, flip: boolean): string =>
  JSON.stringify({
    text,
    erased,
    edited: edited !== undefined,
    mine: mine !== flip,
    marks: marks.map((one) => `${one.mine !== flip} ${one.mark}`).toSorted(),
  })

/** Messages that two histories show differently; what one of them has not is another question. */
export const differences = (
  here: readonly MessageView[],
  there: readonly MessageView[],
): readonly string[] => {
  const others = new Map(there.map((view) => [view.id, view]))
  return here.flatMap((view) => {
    const other = others.get(view.id)
    if (!other || view.event || shown(view, false) === shown(other, true)) return []
    return [`${view.id}: ${shown(view, false)} and ${shown(other, true)}`]
  })
}
