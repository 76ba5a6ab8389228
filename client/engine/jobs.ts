// What the server has still to be told over HTTPS. Nothing is queued: the next job follows from the profile,
// every job may be repeated, and a crash between the answer and the commit only repeats it (PROTOCOL 4).
import { fromHex } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  bundle,
  cardAnswer,
  createInbox,
  friendRight,
  publishPrekeys,
  putFriendIds,
  revokeFriendIds,
} from '../../protocol/exchange.ts'
import { MAX_FRIEND_IDS, VERSION } from '../../protocol/limits.ts'
import { prekeysDue, prekeysStated, prekeyStatement } from './account.ts'
import { ask, createOwner, type JobParts } from './asking.ts'
import { pushDue, statePush } from './push.ts'
import { routeEntry } from './route-entry.ts'
import { Problem } from './problem.ts'
import { nextReset, resetFailed, startOver } from './renewing.ts'
import type { Net } from './ports.ts'
import type { Draft } from './rows.ts'
import { attempt, ME, must, ownInbox } from './turn.ts'

/** Reads a card: any number of times until it is taken, revoked or expired. */
export const fetchCard = async (
  net: Net,
  right: { readonly friendId: Uint8Array; readonly sendToken: Uint8Array },
): Promise<{ readonly card: Uint8Array; readonly used: boolean }> =>
  decode(cardAnswer, await ask(net, '/keys/card', encode(friendRight, right)))

/** Creates the inbox; throws Problem `notInvited` when the right is used up or wrong. */
export const stateInbox = async (parts: JobParts): Promise<void> => {
  const inbox = ownInbox(parts.rows)
  const { inboxId, houseKey, ticket } = inbox
  const right = ticket
    ? ({ type: 'ticket', ticket } as const)
    : ({ type: 'houseKey', houseKey: must(houseKey) } as const)
  const loginKey = inbox.login.publicKey
  const body = encode(createInbox, { version: VERSION, inboxId, loginKey, right })
  await ask(parts.net, '/inboxes', body)
  await parts.change(({ draft }) => {
    // The account may have been wiped while the answer was on its way.
    const row = draft.get('inbox', ME)
    if (row) draft.put('inbox', ME, { ...row, created: true })
    // It may have been made anew: then it knows nothing of this either.
    const push = draft.get('push', ME)
    if (push) draft.put('push', ME, { ...push, epoch: undefined })
  })
}

/** Does what is due, one thing at a time. Gives false when nothing was. Throws when it did not work. */
export interface Jobs {
  /** Does the next one; false when nothing is left to do. */
  next(): Promise<boolean>
}

export const createJobs = (parts: JobParts): Jobs => {
  const { net, clock, rows } = parts
  const asOwner = createOwner(parts)
  const statePrekeys = async (): Promise<void> => {
    const { body, covers } = prekeyStatement(rows, parts.random)
    await asOwner('/keys/prekeys', encode(publishPrekeys, body))
    await parts.change((turn) => prekeysStated(turn, covers, body.replace))
  }
  const stateRoutes = async (): Promise<void> => {
    const complete = ownInbox(rows).restateRoutes
    const due = dueRoutes(rows, complete).slice(0, MAX_FRIEND_IDS)
    const entries = due.map(([key, route]) => routeEntry(must(fromHex(key)), route))
    await asOwner('/friend-ids', encode(putFriendIds, { complete, entries }))
    await parts.change(({ draft }) => {
      for (const [key, stated] of due) {
        const route = draft.get('route', key)
        // Changed meanwhile: it is stated again.
        if (route === stated) draft.put('route', key, { ...route, published: true })
      }
      if (complete) draft.put('inbox', ME, { ...ownInbox(draft), restateRoutes: false })
    })
  }
  const revoke = async (keys: readonly string[]): Promise<void> => {
    const friendIds = keys.slice(0, MAX_FRIEND_IDS).map((key) => must(fromHex(key)))
    await asOwner('/friend-ids/revoke', encode(revokeFriendIds, { friendIds }))
    await parts.change(({ draft }) => {
      for (const key of keys.slice(0, MAX_FRIEND_IDS)) draft.delete('route', key)
    })
  }
  const claim = async (deviceKey: string): Promise<void> => {
    const { friendId, sendToken } = must(channelOf(rows, deviceKey))
    try {
      const body = encode(friendRight, { friendId, sendToken })
      const offered = decode(bundle, await ask(net, '/keys/bundle', body))
      await parts.change((turn) => attempt(turn, (inner) => startOver(inner, deviceKey, offered)))
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof Malformed)) throw error
      await parts.change((turn) => resetFailed(turn, deviceKey, error))
    }
  }
  const next = async (): Promise<boolean> => {
    const inbox = rows.get('inbox', ME)
    if (!inbox) return false
    if (!inbox.created) await stateInbox(parts)
    else if (prekeysDue(rows)) await statePrekeys()
    else if (inbox.restateRoutes || dueRoutes(rows, false).length > 0) await stateRoutes()
    else return rest()
    return true
  }
  const rest = async (): Promise<boolean> => {
    const revoked = rows.entries('route').filter(([, route]) => route.revoked)
    if (revoked.length > 0) {
      await revoke(revoked.map(([key]) => key))
      return true
    }
    const reset = nextReset(rows, clock.now())
    if (reset !== undefined) await claim(reset)
    else if (pushDue(rows)) await statePush(parts, asOwner)
    else return false
    return true
  }
  return { next }
}

const dueRoutes = (rows: Draft, all: boolean) =>
  rows
    .entries('route')
    .filter(([, route]) => !route.revoked && (all || !route.published))
    // An invitation waits for its card.
    .filter(([, route]) => all || !route.invitation || route.device !== '' || route.card)

const channelOf = (
  rows: Draft,
  deviceKey: string,
): { readonly friendId: Uint8Array; readonly sendToken: Uint8Array } | undefined => {
  const friendId = rows.get('device', deviceKey)?.out
  const channel =
    friendId && rows.entries('channel').find(([, row]) => row.device === deviceKey)?.[1]
  return friendId && channel ? { friendId, sendToken: channel.sendToken } : undefined
}
