// A story is data: who is there, what they say, what goes wrong and when. Drawn from a seed, run by world.ts,
// shortened by shrink.ts. Each seed draws its own subset of faults, half the seeds few and half many.
import { drawActs, type ActScene } from './acts.ts'
import { createChance, type Chance } from './chance.ts'
import { evils, type Evil } from './evil.ts'
import { lies, type Lie } from './liar.ts'

type Fate = 'lost' | 'kept'

/** What goes wrong. `who` counts people from 0; spans are milliseconds. */
export type Fault =
  | { readonly is: 'crash'; readonly who: number; readonly fate: Fate; readonly span: number }
  | {
      readonly is: 'crashAtCommit'
      readonly who: number
      readonly nth: number
      readonly fate: Fate
      readonly span: number
    }
  | { readonly is: 'cut'; readonly who: number; readonly span: number }
  | { readonly is: 'freeze'; readonly who: number }
  | { readonly is: 'diskFull'; readonly who: number; readonly span: number }
  | { readonly is: 'steal'; readonly who: number }
  | { readonly is: 'rollBack'; readonly who: number; readonly back: number }
  | { readonly is: 'copy'; readonly who: number; readonly span: number }
  | { readonly is: 'clock'; readonly who: number; readonly by: number }
  | { readonly is: 'serverCrash'; readonly fate: Fate; readonly span: number }
  | { readonly is: 'serverRestore'; readonly back: number; readonly span: number }
  | { readonly is: 'serverFull'; readonly span: number }
  | { readonly is: 'lie'; readonly who: number; readonly how: Lie; readonly span: number }
  | { readonly is: 'evil'; readonly who: number; readonly how: Evil }
  /** One goes to sleep, after `span` everybody does, for so many days. */
  | { readonly is: 'night'; readonly who: number; readonly span: number; readonly days: number }
export type FaultKind = Fault['is']

/** One thing that happens, `at` milliseconds after the start. */
export type Scene =
  | ActScene
  | (Fault & { readonly at: number })
  | {
      readonly is: 'say'
      readonly at: number
      readonly from: number
      readonly to: number
      readonly size: number
    }

export interface Story {
  readonly seed: string
  readonly people: number
  /** Who invites person n (n from 1): an earlier one. */
  readonly inviters: readonly number[]
  readonly scenes: readonly Scene[]
  /** Milliseconds until the faults stop. */
  readonly span: number
}

export const faultKinds: readonly FaultKind[] = [
  'crash',
  'crashAtCommit',
  'cut',
  'freeze',
  'diskFull',
  'steal',
  'rollBack',
  'copy',
  'clock',
  'serverCrash',
  'serverRestore',
  'serverFull',
  'lie',
  'evil',
  'night',
]

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const drawFault = (chance: Chance, is: FaultKind, people: number): Fault => {
  const who = chance.below(people)
  const fate: Fate = chance.maybe(0.5) ? 'kept' : 'lost'
  const span = chance.pick([300, 3 * SECOND, 20 * SECOND, 2 * MINUTE])
  switch (is) {
    case 'crash':
      return { is, who, fate, span }
    case 'crashAtCommit':
      return { is, who, nth: 1 + chance.below(12), fate, span }
    case 'cut':
    case 'diskFull':
    case 'copy':
      return { is, who, span }
    case 'freeze':
    case 'steal':
      return { is, who }
    case 'rollBack':
      return { is, who, back: 1 + chance.below(4) }
    case 'clock':
      return { is, who, by: chance.pick([-3 * HOUR, -MINUTE, MINUTE, 2 * HOUR, 3 * DAY]) }
    case 'serverCrash':
      return { is, fate, span }
    case 'serverRestore':
      return { is, back: 1 + chance.below(4), span }
    case 'serverFull':
      return { is, span }
    case 'lie':
      return { is, who, how: chance.pick(lies), span: Math.max(span, 20 * SECOND) }
    case 'evil':
      return { is, who, how: chance.pick(evils) }
    case 'night':
      return { is, who, span, days: chance.pick([2, 8, 31, 50, 95, 130]) }
  }
}

const drawSize = (chance: Chance): number =>
  chance.maybe(0.03)
    ? chance.below(60_000)
    : chance.maybe(0.2)
      ? chance.below(3_000)
      : chance.below(200)

/** Draws a story. `kinds` limits which faults may be drawn; `acts`: something is done with messages too. */
export const drawStory = (
  seed: string,
  kinds: readonly FaultKind[] = faultKinds,
  acts = false,
): Story => {
  const chance = createChance(`story ${seed}`)
  const people = chance.maybe(0.6) ? 2 : 2 + chance.below(3)
  const inviters = Array.from({ length: people - 1 }, (_, at) => chance.below(at + 1))
  const many = chance.maybe(0.5)
  const span = (many ? 3 : 10) * MINUTE + chance.below(5 * MINUTE)
  const chosen = kinds.filter(() => chance.maybe(many ? 0.45 : 0.2))
  const faults = chosen.length === 0 ? 0 : many ? 8 + chance.below(25) : 1 + chance.below(6)
  // A third of the stories are stormy from the first moment; the others let the people meet first.
  const calm = chance.maybe(0.35) ? 0 : 25 * SECOND
  const scenes: Scene[] = []
  for (let count = 0; count < faults; count++) {
    const fault = drawFault(chance, chance.pick(chosen), people)
    scenes.push({ ...fault, at: calm + chance.below(span - calm) })
  }
  const bursts = 4 + chance.below(12)
  for (let burst = 0; burst < bursts; burst++) {
    const at = chance.below(span)
    const from = chance.below(people)
    const to = chance.below(people)
    const length = chance.maybe(0.1) ? 40 : 1 + chance.below(6)
    for (let number = 0; number < length; number++) {
      const pause = chance.below(400) * number
      if (from !== to) scenes.push({ is: 'say', at: at + pause, from, to, size: drawSize(chance) })
    }
  }
  // Drawn apart, so that the rest of a story is the same with it and without.
  if (acts) scenes.push(...drawActs(createChance(`acts ${seed}`), people, span))
  return { seed, people, inviters, scenes: scenes.toSorted((a, b) => a.at - b.at), span }
}
