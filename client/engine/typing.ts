// Typing: volatile frames, sealed outside the ratchet, delivered now or never, and only where both sides share it
// (PROTOCOL 11). Nothing of it is stored.
import { openVolatile, sealVolatile, VOLATILE_TOLERANCE, type Random } from '../crypto/index.ts'
import { toHex } from '../../protocol/bytes.ts'
import { devicesOf } from './people.ts'
import type { Draft } from './rows.ts'
import { activeSession } from './sessions.ts'
import { sharesTyping } from './shares.ts'
import type { DeviceRow } from './tables.ts'

/** Kind of a volatile frame that says: they type. */
const TYPING = 1

export interface Typing {
  /** Frames that say it to every device of a friend, by channel; none where it is not shared. */
  frames(person: string): readonly (readonly [channel: string, frame: Uint8Array])[]
  /** Who types, by a frame that came under a friendId; undefined for any other frame. */
  person(friendId: Uint8Array, frame: Uint8Array): string | undefined
}

/** Keeps the counters of both directions for as long as the engine runs. */
export const createTyping = (parts: {
  readonly rows: Draft
  readonly random: Random
  readonly now: () => number
}): Typing => {
  const { rows, random, now } = parts
  const taken = new Map<string, number>()
  let counter = 0
  return {
    frames: (person) => {
      const row = rows.get('person', person)
      if (!row || row.blocked || row.removed || !sharesTyping(rows, row)) return []
      const time = now()
      counter = Math.max(counter + 1, time)
      const said = { kind: TYPING, counter, time, body: new Uint8Array(0) }
      return devicesOf(rows, person).flatMap(([, device]) => {
        const session = activeSession(rows, device)
        if (!session || !device.out) return []
        return [[toHex(device.out), sealVolatile(session.state, said, random)] as const]
      })
    },
    person: (friendId, frame) => {
      const key = rows.get('route', toHex(friendId))?.device ?? ''
      const device = rows.get('device', key)
      const row = device && rows.get('person', device.person)
      if (!device || !row || !sharesTyping(rows, row)) return undefined
      const counted = openAny(rows, device, frame, { last: taken.get(key) ?? 0, now: now() })
      if (counted === undefined) return undefined
      taken.set(key, counted)
      return device.person
    },
  }
}

/** The counter of a genuine frame of any session of a device. */
const openAny = (
  rows: Draft,
  device: DeviceRow,
  frame: Uint8Array,
  at: { readonly last: number; readonly now: number },
): number | undefined => {
  // Their clock by their last content, and ours: a content that came late says little of their clock.
  const clocks = [at.now, at.now + device.peerTime - device.peerTimeAt]
  const sessions = device.sessions.flatMap((name) => rows.get('session', name) ?? [])
  for (const { state } of sessions) {
    for (const peerNow of clocks) {
      const said = openVolatile(state, frame, { lastCounter: at.last, peerNow })
      // A counter far ahead would silence them.
      if (said?.kind === TYPING && said.counter <= peerNow + VOLATILE_TOLERANCE) return said.counter
    }
  }
  return undefined
}
