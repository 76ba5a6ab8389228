// Messages of a friend that are missing here for good, and why (PROTOCOL 10.6). Counts tell: one that a later
// one overtook is a gap, and a gap that healing did not fill is named once, with its cause, never as a dead
// line in the history. What arrives after all takes its name back.
import { FORK_LEAP, RESET_EVERY } from '../../protocol/limits.ts'
import { devicesOf } from './people.ts'
import type { Arrived } from './receipts.ts'
import type { Draft } from './rows.ts'
import { activeSession } from './sessions.ts'
import type { DeviceRow, Rows } from './tables.ts'
import { must, type Turn } from './turn.ts'
import type { LossCause, Notice } from './view.ts'

/** Kinds of rows in `notice`: the causes, then what was said already, then a mark for what comes. */
const causes: ReadonlyMap<number, LossCause> = new Map([
  [2, 'setBack'],
  [5, 'unreadable'],
  [6, 'missing'],
])
/** Numbers of `notice.kind` that are about losses. */
export const lossKind = { setBack: 2, unreadable: 5, missing: 6, told: 7, wasSetBack: 8 } as const

/** A friend's own resending and a fresh session come first: only what lasts longer is lost. */
const LOST_AFTER = RESET_EVERY

export const lossKey = (person: string): string => `${lossKind.setBack}/${person}`
export const toldKey = (person: string): string => `${lossKind.told}/${person}`
const markKey = (person: string): string => `${lossKind.wasSetBack}/${person}`

/** How many counts below the highest have not arrived. A leap after a fork is no gap: nothing was in it. */
export const missingCounts = ({ upTo, above }: Arrived): number => {
  let [missing, next] = [0, upTo + 1]
  for (const { from, length } of above) {
    if (from - next < FORK_LEAP) missing += from - next
    next = from + length
  }
  return missing
}

const missingOf = (draft: Draft, person: string): number =>
  devicesOf(draft, person)
    .map(([, { receivedUpTo, receivedAbove }]) => ({ upTo: receivedUpTo, above: receivedAbove }))
    .reduce((sum, arrived) => sum + missingCounts(arrived), 0)

const causeNow = (draft: Draft, person: string, deviceKey: string): number => {
  if (draft.get('notice', markKey(person))) return lossKind.setBack
  return draft.entries('quarantine', `${deviceKey}/`).length > 0
    ? lossKind.unreadable
    : lossKind.missing
}

/** Keeps the record of what is missing of a friend true; called when a count arrived. */
export const noteLosses = (turn: Turn, deviceKey: string): void => {
  const { draft, now } = turn
  const { person, receivedAbove } = must(draft.get('device', deviceKey))
  const row = draft.get('notice', lossKey(person))
  if (!row && receivedAbove.length === 0) return
  const number = missingOf(draft, person)
  if (number === 0) {
    draft.delete('notice', lossKey(person))
    draft.delete('notice', toldKey(person))
    return
  }
  const first = row ?? { kind: causeNow(draft, person, deviceKey), person, time: now }
  draft.put('notice', lossKey(person), { ...first, number })
}

/** This profile went back to an earlier state: what is missing from now on had arrived and is gone. */
export const markSetBack = ({ draft, now }: Turn, person: string): void => {
  const row = { kind: lossKind.wasSetBack, person, number: 0, time: now }
  draft.put('notice', markKey(person), row)
}

/** True while a fresh session may still bring what is missing. */
const isHealing = (draft: Draft, device: DeviceRow): boolean =>
  device.wantsReset || activeSession(draft, device)?.answered === false

/** The notice of a row of `notice`, if the row is about a loss and it is time to speak of it. */
export const lossOf = (
  draft: Draft,
  row: Rows['notice'],
  now: number,
): Extract<Notice, { type: 'lost' }> | undefined => {
  const { person, number: count, time } = row
  const why = causes.get(row.kind)
  if (!why || count <= (draft.get('notice', toldKey(person))?.number ?? 0)) return undefined
  const fresh = now >= time && now - time < LOST_AFTER
  const healing = fresh || devicesOf(draft, person).some(([, device]) => isHealing(draft, device))
  return why !== 'setBack' && healing ? undefined : { type: 'lost', person, count, why }
}
