// Blocking, removing, and coming back. To block somebody revokes the address under which they reach this device,
// so nothing of theirs is kept or wakes anybody; taking it back gives them a new one. To remove somebody ends the
// sessions too. The server hears of a revoked friendId and of nothing else.
import { toHex } from '../../protocol/bytes.ts'
import { ID_BYTES } from '../../protocol/limits.ts'
import { DONE, refused } from './commands.ts'
import { tellState } from './history.ts'
import { dropFrame, helloItem, pendingOf, queueContent } from './outgoing.ts'
import { devicesOf, makeRoutes, revokeRoute } from './people.ts'
import type { TableName } from './ports.ts'
import type { Draft, Profile } from './rows.ts'
import { isSelf } from './standing.ts'
import type { DeviceRow } from './tables.ts'
import { must, type Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'

/** Deletes all rows of a table that belong to one thing. */
const dropAll = (draft: Draft, table: TableName, of: string): void => {
  for (const [name] of draft.entries(table, `${of}/`)) draft.delete(table, name)
}

/** Their devices reach this one no more. */
const closeRoutes = ({ draft }: Turn, person: string): void => {
  for (const [key, device] of devicesOf(draft, person)) {
    if (device.inward) revokeRoute(draft, toHex(device.inward))
    draft.put('device', key, { ...device, inward: undefined, invitation: undefined })
  }
}

/** Blocks somebody, or takes it back: then they are told where this device is reached now. */
export const block = (turn: Turn, said: Extract<Command, { type: 'block' }>): Answer => {
  const { draft, random } = turn
  const row = draft.get('person', said.person)
  if (!row || isSelf(draft, row)) return refused('unknown')
  if (row.removed) return refused('removed')
  if (row.blocked === said.on) return DONE
  draft.put('person', said.person, { ...row, blocked: said.on })
  if (said.on) {
    closeRoutes(turn, said.person)
    return DONE
  }
  makeRoutes(turn, said.person)
  for (const [key] of devicesOf(draft, said.person)) {
    const items = [helloItem(draft, must(draft.get('device', key)))]
    const id = random.bytes(ID_BYTES)
    queueContent(turn, key, { id, items, lamport: row.lamport, order: '', shown: false })
  }
  return DONE
}

/** Nothing waits for a device any more, and nothing of its sessions is left. The channel keeps its numbers: the
 * server goes on from them. */
const dropLines = ({ draft }: Turn, key: string, device: DeviceRow): void => {
  if (device.out) dropAll(draft, 'frame', toHex(device.out))
  for (const session of device.sessions) {
    dropAll(draft, 'skipped', session)
    draft.delete('session', session)
  }
  dropAll(draft, 'quarantine', key)
}

/** Ends the sessions with somebody; what they have not got is not delivered. Counts stay: they go on
 * should the two meet again. */
export const sever = (turn: Turn, person: string): void => {
  const { draft } = turn
  closeRoutes(turn, person)
  for (const [key, device] of devicesOf(draft, person)) {
    for (const [pending, row] of pendingOf(draft, key)) {
      dropFrame(draft, row)
      draft.put('pending', pending, { ...row, channel: '', seq: 0, failed: true })
      tellState(turn, row, 'failed')
    }
    dropLines(turn, key, device)
    const now = must(draft.get('device', key))
    draft.put('device', key, {
      ...now,
      active: '',
      sessions: [],
      wantsReset: false,
      receiptOwed: false,
    })
  }
  draft.put('person', person, { ...must(draft.get('person', person)), removed: true })
}

/** Forgets a conversation with all that is known of the person. */
const forget = ({ draft, told }: Turn, person: string, messages: readonly string[]): void => {
  for (const key of messages) draft.delete('message', key)
  for (const key of messages) told.gone.set(key.slice(-2 * ID_BYTES), person)
}

const dropChannel = (draft: Draft, channel: string): void => {
  if (!draft.get('channel', channel)) return
  dropAll(draft, 'sent', channel)
  draft.delete('channel', channel)
}

const forgetPerson = ({ draft }: Turn, person: string): void => {
  for (const [key, { out }] of devicesOf(draft, person)) {
    dropAll(draft, 'pending', key)
    dropAll(draft, 'seen', key)
    dropChannel(draft, out ? toHex(out) : '')
    draft.delete('device', key)
  }
  dropAll(draft, 'known', person)
  dropAll(draft, 'late', person)
  for (const [name, row] of draft.entries('dying')) {
    if (row.person === person) draft.delete('dying', name)
  }
  for (const [name, row] of draft.entries('initiation')) {
    if (!draft.get('session', row.session)) draft.delete('initiation', name)
  }
  for (const table of ['draft', 'picture', 'person'] as const) draft.delete(table, person)
}

/** Messages deleted in one transaction. */
const AT_ONCE = 500

/** Removes a friend on this side, and the conversation when that is wanted. */
export const removePerson = async (
  parts: {
    readonly profile: Profile
    change<T>(decide: (turn: Turn) => T): Promise<T>
  },
  { person, forget: all }: Extract<Command, { type: 'remove' }>,
): Promise<Answer> => {
  const { profile, change } = parts
  const row = profile.rows.get('person', person)
  if (!row) return refused('unknown')
  if (!row.removed && !isSelf(profile.rows, row)) await change((turn) => sever(turn, person))
  if (!all) return DONE
  for (;;) {
    const range = { after: `${person}/`, before: `${person}0`, limit: AT_ONCE }
    const rows = await profile.history(range)
    if (rows.length === 0) break
    await change((turn) =>
      forget(
        turn,
        person,
        rows.map(([key]) => key),
      ),
    )
  }
  await change((turn) => forgetPerson(turn, person))
  return DONE
}
