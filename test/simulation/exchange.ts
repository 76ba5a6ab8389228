// The HTTPS routes for the simulation: the same bodies, store calls, sessions, claims and tickets as
// server/exchange.ts, without the web framework around them (PROTOCOL 4).
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import { Malformed, problem, problemMeaning, type ProblemName } from '../../protocol/errors.ts'
import * as body from '../../protocol/exchange.ts'
import { toBase64url } from '../../protocol/bytes.ts'
import type { HttpAnswer } from '../../client/engine/ports.ts'
import { Claims } from '../../server/exchange-claims.ts'
import { Sessions } from '../../server/exchange-session.ts'
import type { Friends } from '../../server/relay-friends.ts'
import type { Channel, Inbox } from '../../server/relay-records.ts'
import { mayReceive, maySend, sameSecret } from '../../server/relay-rights.ts'
import type { ChannelRow } from '../../server/store/call.ts'
import { StoreRefused, type Store } from '../../server/store/store.ts'
import type { Tickets } from '../../server/ticket.ts'

export const HTTPS_ORIGIN = 'https://sim'

/** What the routes stand on. */
export interface ExchangeParts {
  readonly store: Store<Channel, Inbox>
  readonly friends: Friends
  readonly tickets: Tickets
  readonly houseKey: Uint8Array
  now(): number
}

class Refusal extends Error {
  readonly problem: ProblemName
  constructor(name: ProblemName) {
    super(name)
    this.problem = name
  }
}

type Route = (bytes: Uint8Array, bearer: Uint8Array | undefined) => Promise<Uint8Array>
const NOTHING = new Uint8Array(0)

const answerOf = (name: ProblemName): HttpAnswer => ({
  status: problemMeaning[name][0],
  body: encode(body.problemBody, { code: problem[name], retryAfter: 0 }),
})

/** One life of the HTTPS side. */
export const createExchange = (
  parts: ExchangeParts,
): ((path: string, bytes: Uint8Array, bearer?: Uint8Array) => Promise<HttpAnswer>) => {
  const { store, friends, tickets, houseKey, now } = parts
  const sessions = new Sessions(now)
  const claims = new Claims(now)
  const owner = (bearer: Uint8Array | undefined): number => {
    const inboxNo = sessions.inboxOf(bearer && `Bearer ${toBase64url(bearer)}`)
    if (inboxNo === undefined) throw new Refusal('refused')
    return inboxNo
  }
  const friend = async (bytes: Uint8Array): Promise<ChannelRow> => {
    const { friendId, sendToken } = decode(body.friendRight, bytes)
    const row = await store.ask('openChannel', { friendId })
    if (!maySend(row, sendToken, store.day) || !row) throw new Refusal('refused')
    return row
  }
  const createInbox = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const { inboxId, loginKey, right } = decode(body.createInbox, bytes)
    const ticket = right.type === 'ticket' ? tickets.take(right.ticket) : undefined
    const mayCreate =
      right.type === 'houseKey' ? sameSecret(right.houseKey, houseKey) : ticket !== undefined
    let created = false
    try {
      const outcome = await store.ask('createInbox', { inboxId, loginKey, mayCreate })
      created = outcome === 'created'
      if (outcome === 'taken' || outcome === 'notInvited') throw new Refusal(outcome)
      return NOTHING
    } finally {
      if (!created) ticket?.putBack()
    }
  }
  const login = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const { inboxId, nonce, signature } = decode(body.login, bytes)
    const fresh = sessions.takeChallenge(nonce)
    const row = await store.ask('openInbox', { inboxId })
    const claim = { origin: HTTPS_ORIGIN, nonce, inboxId, signature }
    if (!fresh || !mayReceive(claim, row?.loginKey) || !row) throw new Refusal('refused')
    return encode(body.bearer, { bearer: sessions.bearer(row.inboxNo) })
  }
  const bundle = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const { friendId, inbox } = await friend(bytes)
    const pair = claims.pass(friendId)
    const claim = await store.ask('claim', { inboxNo: inbox.inboxNo, pair })
    if (pair && !claim?.pair) claims.giveBack(friendId)
    if (!claim) throw new Refusal('notFound')
    const kem = claim.pair
      ? ({ type: 'pair', item: claim.pair } as const)
      : ({ type: 'lastResort', item: claim.lastResort } as const)
    const { sealedManifest, signedPrekey } = claim
    return encode(body.bundle, { sealedManifest, signedPrekey, kem })
  }
  const card = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const { friendId, high } = await friend(bytes)
    const found = await store.ask('card', { friendId })
    if (!found) throw new Refusal('refused')
    return encode(body.cardAnswer, { card: found, used: high > 0 })
  }
  const owned =
    <T>(codec: Codec<T>, act: (inboxNo: number, said: T) => Promise<string>): Route =>
    async (bytes, bearer) => {
      const outcome = await act(owner(bearer), decode(codec, bytes))
      if (outcome === 'tooMany' || outcome === 'taken') throw new Refusal(outcome)
      return NOTHING
    }
  const routes: Readonly<Record<string, Route>> = {
    '/inboxes': createInbox,
    '/login/challenge': async () => encode(body.challenge, { nonce: sessions.challenge() }),
    '/login': login,
    '/keys/prekeys': owned(body.publishPrekeys, (inboxNo, prekeys) =>
      store.ask('publish', { inboxNo, prekeys }),
    ),
    '/keys/bundle': bundle,
    '/keys/card': card,
    '/friend-ids': owned(body.putFriendIds, (inboxNo, said) => friends.put(inboxNo, said)),
    '/friend-ids/revoke': owned(body.revokeFriendIds, async (inboxNo, { friendIds }) => {
      await friends.revoke(inboxNo, friendIds)
      return 'done'
    }),
  }
  return async (path, bytes, bearer) => {
    try {
      const route = routes[path]
      if (!route) throw new Refusal('notFound')
      return { status: 200, body: await route(bytes, bearer) }
    } catch (error) {
      if (error instanceof Refusal) return answerOf(error.problem)
      if (error instanceof StoreRefused) return answerOf('storeFailed')
      if (error instanceof Malformed) return answerOf('malformed')
      throw error
    }
  }
}
