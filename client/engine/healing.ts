// What happens when something does not open (PROTOCOL 9.3): the bytes are kept, a fresh session is asked for
// at a bounded rate, and what was kept is tried again when it exists. Never a dead line on the screen.
import { toHex } from '../../protocol/bytes.ts'
import { DAY, QUARANTINE_LIFE, QUARANTINE_PER_FRIEND } from '../../protocol/limits.ts'
import { countAgain, sealAllAgain } from './outgoing.ts'
import type { Draft } from './rows.ts'
import { activeSession } from './sessions.ts'
import type { DeviceRow, SessionRow } from './tables.ts'
import { attempt, must, type Turn } from './turn.ts'

const quarantineKey = (deviceKey: string, number: number): string => `${deviceKey}/${number}`

/** Keeps a frame that did not open, at most QUARANTINE_PER_FRIEND of a device. */
export const quarantine = (turn: Turn, deviceKey: string, frame: Uint8Array): void => {
  const { draft, now } = turn
  const device = must(draft.get('device', deviceKey))
  const number = device.quarantined + 1
  draft.put('quarantine', quarantineKey(deviceKey, number), { frame, time: now })
  draft.delete('quarantine', quarantineKey(deviceKey, number - QUARANTINE_PER_FRIEND))
  draft.put('device', deviceKey, { ...device, quarantined: number })
}

/** Tries the kept frames again; those that open are gone from here, and so are those too old. */
export const retryQuarantine = (
  turn: Turn,
  deviceKey: string,
  open: (turn: Turn, frame: Uint8Array) => boolean,
): void => {
  const { draft, now } = turn
  for (const [key, row] of draft.entries('quarantine', `${deviceKey}/`)) {
    const opened = attempt(turn, (inner) => open(inner, row.frame))
    if (opened || now - row.time > QUARANTINE_LIFE) draft.delete('quarantine', key)
  }
}

/** Asks for a fresh session with this device; granted by `resetDue` at most hourly, then less often. */
export const wantReset = (turn: Turn, deviceKey: string): void => {
  const device = must(turn.draft.get('device', deviceKey))
  turn.draft.put('device', deviceKey, {
    ...device,
    wantsReset: true,
    failures: Math.min(device.failures + 1, 0xffff),
  })
}

/**
 * This profile exists twice, or went back to an earlier state: what waits gets counts above `above` that no
 * copy used, and goes in a session that no copy has (PROTOCOL 10.4).
 */
export const forked = (turn: Turn, deviceKey: string, above = 0): void => {
  const { draft } = turn
  countAgain(turn, deviceKey, above)
  const device = must(draft.get('device', deviceKey))
  // Receipts on their way belong to the session that is given up.
  const channel = device.out ? toHex(device.out) : ''
  for (const [frame] of draft.entries('frame', `${channel}/`)) draft.delete('frame', frame)
  if (isNew(activeSession(draft, device))) {
    sealAllAgain(turn, deviceKey)
    return
  }
  draft.put('device', deviceKey, { ...device, active: '' })
  wantReset(turn, deviceKey)
}

/**
 * True for a session that this profile opened to heal and that nobody answered: the inbox told of the fork
 * before the channel did. Should a copy have even this one, the friend's device asks for another.
 */
const isNew = (session: SessionRow | undefined): boolean =>
  session !== undefined && session.reset && session.initiator && !session.answered

/** No fresh session was needed for a day. */
export const calm = (device: DeviceRow, now: number): boolean => now - device.lastReset > DAY

/** True when a wished-for session may be opened now. */
export const resetDue = (device: DeviceRow, now: number): boolean =>
  device.wantsReset &&
  device.out !== undefined &&
  (calm(device, now) || now < device.lastReset || now - device.lastReset >= device.resetEvery)

/** Milliseconds until the next wished-for session may be opened; undefined when none is wished for. */
export const nextResetIn = (draft: Draft, now: number): number | undefined => {
  const waits = draft
    .entries('device')
    .filter(([, device]) => device.wantsReset && device.out !== undefined)
    .map(([, device]) => (resetDue(device, now) ? 0 : device.lastReset + device.resetEvery - now))
  return waits.length === 0 ? undefined : Math.min(...waits)
}
