// The profile as screens may know it: names, last lines, states. Built anew after each commit.
import { toHex } from '../../protocol/bytes.ts'
import { DAY } from '../../protocol/limits.ts'
import { previewOf, stateOf } from './history.ts'
import { lineKindOf } from './kinds.ts'
import { invitationView } from './invitations.ts'
import { lossOf } from './losses.ts'
import { noticeKind } from './notices.ts'
import { devicesOf } from './people.ts'
import type { Draft } from './rows.ts'
import { ME } from './turn.ts'
import { sharesOf, sharesReads } from './shares.ts'
import { changeOf, isSelf, verificationOf, waysVerified } from './standing.ts'
import { MUTED_FOR_GOOD, type PersonRow, type Rows } from './tables.ts'
import type { Connection, Halt, Notice, PersonView, Snapshot, MessageState } from './view.ts'

/** What the runner knows beside the profile. */
export interface Outside {
  readonly connection: Connection
  readonly retryAt: number | undefined
  readonly catchingUp: number
  readonly halt: Halt | undefined
  readonly now: number
}

/** Used invitations stay listed this long. */
const SHOW_USED = DAY

const ownPicture = (rows: Draft): number => {
  const row = rows.get('picture', ME)
  return row && row.webp.length > 0 ? row.time : 0
}

const nobody = {
  phase: 'fresh',
  name: '',
  picture: 0,
  shares: { reads: true, typing: true },
  people: [],
  invitations: [],
  notices: [],
} as const

/** The whole view. */
export const snapshotOf = (rows: Draft, outside: Outside): Snapshot => {
  const me = rows.get('profile', ME)
  const { connection, retryAt, catchingUp, halt, now } = outside
  const beside = { connection, retryAt, catchingUp, halt }
  if (!me) return { ...nobody, ...beside }
  const people = rows.entries('person').map(([key, row]) => personView(rows, key, row))
  return {
    phase: 'ready',
    name: me.name,
    picture: ownPicture(rows),
    shares: sharesOf(rows),
    ...beside,
    people: people.toSorted((a, b) => b.activity - a.activity),
    invitations: rows
      .entries('invitation')
      .toSorted(([, a], [, b]) => b.created - a.created)
      .map(([key, row]) => invitationView(rows, key, row, now))
      .filter(({ state, expires }) => state !== 'revoked' && expires > now - SHOW_USED),
    notices: noticesOf(rows, now).map(({ notice }) => notice),
  }
}

const personView = (rows: Draft, key: string, row: PersonRow): PersonView => {
  const devices = devicesOf(rows, key).map(([, device]) => device)
  const self = isSelf(rows, row)
  const refused = devices.some(({ out }) => {
    const channel = out && rows.get('channel', toHex(out))
    return channel !== undefined && channel.refusedSince > 0
  })
  const { last } = row
  return {
    id: key,
    name: row.name,
    unread: row.unread,
    answered: self || devices.some(({ answered }) => answered),
    unreachable: refused,
    verification: verificationOf(rows, row),
    verifiedBy: waysVerified[row.verified],
    verifiedAt: row.verified === 0 ? undefined : row.verifiedAt,
    renewals: {
      times: devices.reduce((sum, { resets }) => sum + resets, 0),
      at: Math.max(0, ...devices.map(({ resetAt }) => resetAt)),
    },
    change: changeOf(rows, key, row),
    last: last && {
      id: toHex(last.id),
      mine: last.mine,
      text: last.text,
      time: last.time,
      state: last.mine ? lastState(rows, row, last) : 'received',
      kind: lineKindOf(row.lastKind),
    },
    draft: previewOf(rows.get('draft', key)?.text ?? ''),
    activity: row.activity,
    mutedUntil: mutedUntil(row),
    archived: row.archived,
    unreadMark: row.unreadMark,
    blocked: row.blocked,
    removed: row.removed,
    pinned: row.pinned,
    timer: row.timer,
    theyRead: sharesReads(rows, row) ? row.theyRead : '',
    sharesReads: choiceOf(row.sharesReads),
    sharesTyping: choiceOf(row.sharesTyping),
    self,
    picture: rows.get('picture', key)?.time ?? 0,
  }
}

/** The newest message of all is read when they have seen as far as it. */
const lastState = (
  rows: Draft,
  row: PersonRow,
  last: NonNullable<PersonRow['last']>,
): MessageState => {
  const state = stateOf(rows, last.pending)
  const read = state === 'delivered' && row.theyRead.endsWith(`-${toHex(last.id)}`)
  return read && sharesReads(rows, row) ? 'read' : state
}

const mutedUntil = (row: PersonRow): number =>
  row.mutedUntil === MUTED_FOR_GOOD ? Infinity : row.mutedUntil

const choiceOf = (choice: number): boolean | undefined => (choice === 0 ? undefined : choice === 1)

const noticeOf = (rows: Draft, row: Rows['notice'], now: number): Notice | undefined => {
  const { kind, person } = row
  if (kind === noticeKind.wrongKeys) return { type: 'wrongKeys', person }
  if (kind === noticeKind.peerCopied) return { type: 'peerCopied', person }
  if (kind === noticeKind.profileCopied) return { type: 'profileCopied' }
  return lossOf(rows, row, now)
}

/** Notices with the row behind each, so that one can be dismissed. */
export const noticesOf = (
  rows: Draft,
  now: number,
): {
  readonly notice: Notice
  readonly table: 'notice' | 'invitation' | 'device'
  readonly key: string
}[] => {
  const tried = rows
    .entries('invitation')
    .filter(([, row]) => row.triedAgain)
    .map(([key]) => {
      const notice: Notice = { type: 'linkTriedTwice', invitation: key }
      return { notice, table: 'invitation', key } as const
    })
  const told = rows.entries('notice').flatMap(([key, row]) => {
    const notice = noticeOf(rows, row, now)
    return notice ? [{ notice, table: 'notice', key } as const] : []
  })
  const healing = rows
    .entries('device')
    .filter(([, row]) => row.wantsReset)
    .map(([key, row]) => {
      const notice: Notice = { type: 'catchingUp', person: row.person }
      return { notice, table: 'device', key } as const
    })
  return [...tried, ...told, ...healing]
}
