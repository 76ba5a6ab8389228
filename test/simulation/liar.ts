// What a lying host does to what it says to one person: withholds, replays, reorders and renumbers
// deliveries, tells wrong numbers and digests at an attach, flips bits, and hands out old or foreign bundles.
import type { HttpAnswer } from '../../client/engine/ports.ts'
import type { Chance } from './chance.ts'

export const lies = [
  'withhold',
  'replay',
  'reorder',
  'renumber',
  'wrongAttached',
  'corrupt',
  'staleBundle',
  'wrongBundle',
  'wrongWelcome',
] as const
export type Lie = (typeof lies)[number]

const DELIVER = 0x93
const ATTACHED = 0x81
const WELCOME = 0x92
const KEPT = 40
/** The share of frames that a lie touches. */
const SHARE = 0.3

export interface Liar {
  /** From now on the host lies to `who` in this way; undefined ends it. */
  lie(who: string, how: Lie | undefined): void
  /** True once anything untrue was said to `who`. */
  hasLied(who: string): boolean
  /** What is said instead of a frame. */
  frames(who: string, frame: Uint8Array): readonly Uint8Array[]
  answer(who: string, path: string, answer: HttpAnswer): HttpAnswer
}

const flipped = (chance: Chance, bytes: Uint8Array, from: number): Uint8Array => {
  const copy = new Uint8Array(bytes)
  if (copy.length <= from) return copy
  const at = from + chance.below(copy.length - from)
  copy[at] = (copy[at] ?? 0) ^ (1 << chance.below(8))
  return copy
}

const renumbered = (frame: Uint8Array, by: number): Uint8Array => {
  const copy = new Uint8Array(frame)
  const view = new DataView(copy.buffer)
  view.setUint32(5, view.getUint32(5) + by)
  return copy
}

export const createLiar = (chance: Chance): Liar => {
  const how = new Map<string, Lie>()
  const lied = new Set<string>()
  const heard = new Map<string, Uint8Array[]>()
  const held = new Map<string, Uint8Array>()
  const bundles: HttpAnswer[] = []

  const remember = (who: string, frame: Uint8Array): void => {
    const kept = heard.get(who) ?? []
    kept.push(frame)
    if (kept.length > KEPT) kept.shift()
    heard.set(who, kept)
  }
  const deliver = (who: string, lie: Lie, frame: Uint8Array): readonly Uint8Array[] => {
    if (lie === 'withhold') return []
    if (lie === 'corrupt') return [flipped(chance, frame, 29)]
    if (lie === 'renumber') return [renumbered(frame, chance.pick([-70_000, -3, 1, 5, 90_000]))]
    if (lie === 'replay') {
      const old = chance.pick(heard.get(who) ?? [frame])
      return [frame, chance.maybe(0.5) ? old : renumbered(old, 1_000)]
    }
    if (lie !== 'reorder') return [frame]
    const before = held.get(who)
    if (before) {
      held.delete(who)
      return [frame, before]
    }
    held.set(who, frame)
    return []
  }
  const touched = (who: string, frame: Uint8Array): boolean => {
    const lie = how.get(who)
    if (lie === undefined || !chance.maybe(SHARE)) return false
    const tag = frame[0]
    if (lie === 'wrongAttached') return tag === ATTACHED
    if (lie === 'wrongWelcome') return tag === WELCOME
    return tag === DELIVER && lie !== 'staleBundle' && lie !== 'wrongBundle'
  }
  return {
    lie: (who, now) => {
      if (now === undefined) how.delete(who)
      else how.set(who, now)
      held.delete(who)
    },
    hasLied: (who) => lied.has(who),
    frames: (who, frame) => {
      const lie = how.get(who)
      if (frame[0] === DELIVER) remember(who, frame)
      if (lie === undefined || !touched(who, frame)) return [frame]
      lied.add(who)
      if (lie === 'wrongAttached') return [flipped(chance, frame, 3)]
      if (lie === 'wrongWelcome') return [flipped(chance, frame, 1)]
      return deliver(who, lie, frame)
    },
    answer: (who, path, answer) => {
      if (path !== '/keys/bundle' || answer.status !== 200) return answer
      bundles.push(answer)
      const lie = how.get(who)
      if (lie !== 'staleBundle' && lie !== 'wrongBundle') return answer
      lied.add(who)
      if (lie === 'staleBundle') return bundles[0] ?? answer
      return { ...answer, body: flipped(chance, answer.body, 0) }
    },
  }
}
