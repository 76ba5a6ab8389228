// Which of the sessions with a friend's device is used for sending (PROTOCOL 9.3). Both sides follow one
// table of generations, so that both-start-at-once and crossing resets end in the same session on both.
import {
  MAX_SKIPPED_STORED,
  SESSION_RECEIVE_ONLY_LIFE,
  SESSIONS_PER_DEVICE,
} from '../../protocol/limits.ts'
import { toHex } from '../../protocol/bytes.ts'
import { answered, type Session, type SkippedChange } from '../crypto/index.ts'
import type { Draft } from './rows.ts'
import type { DeviceRow, SessionRow } from './tables.ts'
import { must, ownProfile, type Turn } from './turn.ts'

/** Key of a session's row. */
export const sessionKey = (session: Session): string => toHex(session.sid)

/** The session to send in, if there is one. */
export const activeSession = (draft: Draft, device: DeviceRow): SessionRow | undefined =>
  device.active === '' ? undefined : draft.get('session', device.active)

const smaller = (a: Uint8Array, b: Uint8Array): boolean => toHex(a) < toHex(b)

/** True while the active session is one I started and heard nothing in: a race may be on. */
const racing = (active: SessionRow | undefined): boolean =>
  active !== undefined && active.initiator && !active.answered

interface NewSession {
  readonly deviceKey: string
  readonly state: Session
  readonly generation: number
  readonly active: boolean
  readonly reset: boolean
}

const addSession = (turn: Turn, added: NewSession): void => {
  const { draft, now } = turn
  const { deviceKey, state } = added
  const key = sessionKey(state)
  draft.put('session', key, {
    device: deviceKey,
    generation: added.generation,
    initiator: state.initiator,
    answered: !state.initiator,
    created: now,
    lastOpened: now,
    reset: added.reset,
    skipped: 0,
    state,
  })
  const device = must(draft.get('device', deviceKey))
  draft.put('device', deviceKey, {
    ...device,
    generation: Math.max(device.generation, added.generation),
    active: added.active ? key : device.active,
    sessions: [...device.sessions, key],
  })
  pruneSessions(turn, deviceKey)
}

/** A session that I start: the first, or after something did not open. */
export const addOwnSession = (
  turn: Turn,
  deviceKey: string,
  state: Session,
  reset: boolean,
): void => {
  const device = must(turn.draft.get('device', deviceKey))
  const generation = device.sessions.length === 0 ? 0 : device.generation + 1
  addSession(turn, { deviceKey, state, generation, active: true, reset })
}

/** A session whose INIT opened. `hasReset`: its first content says why it was opened. */
export const addPeerSession = (
  turn: Turn,
  deviceKey: string,
  state: Session,
  hasReset: boolean,
): void => {
  const device = must(turn.draft.get('device', deviceKey))
  const active = activeSession(turn.draft, device)
  const race = racing(active)
  const keepMine =
    race && !hasReset && smaller(ownProfile(turn.draft).device.dhPublic, device.identityDh)
  const generation =
    device.sessions.length === 0 || race ? device.generation : device.generation + 1
  addSession(turn, { deviceKey, state, generation, active: !keepMine, reset: false })
}

/** Puts a session's next state, its skipped keys, and what an opened body means for the choice. */
export const sessionOpened = (
  turn: Turn,
  deviceKey: string,
  key: string,
  opened: { readonly session: Session } & SkippedChange,
): void => {
  const { draft, now } = turn
  const row = must(draft.get('session', key))
  const device = must(draft.get('device', deviceKey))
  const active = activeSession(draft, device)
  const minePreferred =
    racing(active) && smaller(ownProfile(draft).device.dhPublic, device.identityDh)
  const current = row.generation === device.generation && !minePreferred
  for (const { chain, number } of opened.removed) {
    draft.delete('skipped', `${key}/${chain}/${number}`)
  }
  for (const skipped of opened.added) {
    draft.put('skipped', `${key}/${skipped.chain}/${skipped.number}`, skipped)
  }
  draft.put('session', key, {
    ...row,
    answered: true,
    lastOpened: now,
    reset: false,
    skipped: Math.min(
      Math.max(0, row.skipped + opened.added.length - opened.removed.length),
      MAX_SKIPPED_STORED,
    ),
    state: row.initiator ? answered(opened.session) : opened.session,
  })
  // After a fork none is active: the copy has this one too.
  const another = device.active !== '' && key !== device.active
  if (another && current) draft.put('device', deviceKey, { ...device, active: key })
}

const forget = (draft: Draft, key: string): void => {
  draft.delete('session', key)
  for (const [skipped] of draft.entries('skipped', `${key}/`)) draft.delete('skipped', skipped)
}

/** Keeps the active session and the most recently used others, at most SESSIONS_PER_DEVICE. */
export const pruneSessions = (turn: Turn, deviceKey: string): void => {
  const { draft, now } = turn
  const device = must(draft.get('device', deviceKey))
  const others = device.sessions
    .filter((key) => key !== device.active)
    .map((key) => ({ key, lastOpened: draft.get('session', key)?.lastOpened ?? 0 }))
    .toSorted((a, b) => b.lastOpened - a.lastOpened)
  const kept = others
    .slice(0, SESSIONS_PER_DEVICE - 1)
    .filter(({ lastOpened }) => now - lastOpened < SESSION_RECEIVE_ONLY_LIFE)
    .map(({ key }) => key)
  for (const { key } of others) if (!kept.includes(key)) forget(draft, key)
  const sessions = device.active === '' ? kept : [device.active, ...kept]
  if (sessions.length !== device.sessions.length)
    draft.put('device', deviceKey, { ...device, sessions })
}
