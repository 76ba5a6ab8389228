// Key exchange over HTTPS (PROTOCOL 4): inboxes, friendIds, cards and prekeys. Ids and tokens stand in
// bodies; an unknown id, a wrong token and a revoked one get one answer.
import Router from '@koa/router'
import Koa from 'koa'
import type { ProblemName } from '../protocol/errors.ts'
import * as body from '../protocol/exchange.ts'
import { pushKey, putPush } from '../protocol/push.ts'
import { DAY, INVITATION_LIFE_MAX, VERSION_MAX, VERSION_MIN } from '../protocol/limits.ts'
import {
  answer,
  answerEmpty,
  answerProblem,
  Problem,
  readBody,
  readNothing,
} from './exchange-body.ts'
import { BlobRoutes, type BlobRoutesOptions } from './blob-exchange.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { Claims } from './exchange-claims.ts'
import { Sessions } from './exchange-session.ts'
import { hostOf, nameOfHost } from './gateway-host.ts'
import type { HouseKey } from './house-key.ts'
import type { AddressMark } from './limits/address.ts'
import type { IdLimit, Meters, Wait } from './limits/meters.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { bareHeaders } from './page-headers.ts'
import type { Friends } from './relay-friends.ts'
import type { Channel, Inbox } from './relay-records.ts'
import type { Pushes } from './push/pushes.ts'
import { mayReceive, maySend } from './relay-rights.ts'
import type { ChannelRow } from './store/call.ts'
import { StoreRefused, type Store } from './store/store.ts'
import type { Tickets } from './ticket.ts'

/** What a body counts whose length is not stated. */
const UNSTATED_LENGTH = 1_048_576

/** What the key exchange stands on. */
export interface ExchangeOptions {
  readonly store: Store<Channel, Inbox>
  readonly friends: Friends
  readonly houseKey: HouseKey
  readonly tickets: Tickets
  readonly hosts: () => ReadonlySet<string>
  /** Proxies whose word on the client's address is taken. */
  readonly proxies: TrustedProxies
  readonly publicUrl: string | undefined
  readonly publicWssUrl: string | undefined
  /** Undefined when messages share the port of the pages. */
  readonly wssPort: () => number | undefined
  readonly build: Uint8Array
  readonly meters: Meters
  readonly now: () => number
  readonly log: Log
  readonly metrics: Metrics
  readonly dataFolder: string
  readonly blobs: Pick<BlobRoutesOptions, 'files' | 'counts' | 'limits'>
  readonly pushes: Pick<Pushes, 'point' | 'allows'>
}

const checkVersion = (version: number): void => {
  if (version < VERSION_MIN || version > VERSION_MAX) throw new Problem('version')
}

/** Throws Problem when there is something to wait for. */
const heed = (wait: Wait): void => {
  if (wait > 0) throw new Problem('rateLimited', wait)
}

const markOf = ({ req }: Koa.Context, { meters, proxies }: ExchangeOptions): AddressMark =>
  meters.marks.of(clientAddress(req, proxies))

// On the same port it is the address as it was dialled, whatever forwards it here.
const socketsAt = (host: string, port: number | undefined): string =>
  port === undefined ? `wss://${host}` : `wss://${nameOfHost(host)}:${port}`

class Exchange {
  readonly #options: ExchangeOptions
  readonly #sessions: Sessions
  readonly #claims: Claims

  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#sessions = new Sessions(options.now)
    this.#claims = new Claims(options.now)
  }

  /** The inbox that a bearer speaks for. Throws Problem. */
  async owner(ctx: Koa.Context): Promise<number> {
    const inboxNo = this.#sessions.inboxOf(ctx.req.headers.authorization)
    if (inboxNo === undefined) throw new Problem('refused')
    heed(await this.#options.meters.id('writesPerInbox', inboxNo))
    return inboxNo
  }

  /** Only a right that was shown counts: nobody can use up what is another's. */
  async #friend(ctx: Koa.Context, limit: IdLimit): Promise<ChannelRow> {
    const { friendId, sendToken } = await readBody(ctx, body.friendRight)
    const row = await this.#options.store.ask('openChannel', { friendId })
    if (!maySend(row, sendToken, this.#options.store.day) || !row) throw new Problem('refused')
    heed(await this.#options.meters.id(limit, friendId))
    return row
  }

  async #roomForInbox(mark: AddressMark): Promise<void> {
    const { meters } = this.#options
    heed(await meters.address('inboxesPerAddress', mark))
    heed(await meters.server('inboxesPerHour'))
  }

  async createInbox(ctx: Koa.Context): Promise<void> {
    const { version, inboxId, loginKey, right } = await readBody(ctx, body.createInbox)
    checkVersion(version)
    const { houseKey, tickets, store, meters } = this.#options
    const ticket = right.type === 'ticket' ? tickets.take(right.ticket) : undefined
    const mayCreate =
      right.type === 'houseKey' ? houseKey.fits(right.houseKey) : ticket !== undefined
    let created = false
    const most = meters.limits.inboxes
    try {
      if (mayCreate) await this.#roomForInbox(markOf(ctx, this.#options))
      const outcome = await store.ask('createInbox', { inboxId, loginKey, mayCreate, most })
      created = outcome === 'created'
      if (outcome === 'serverFull') meters.hit('inboxes')
      if (outcome !== 'created' && outcome !== 'exists') throw new Problem(outcome)
      answerEmpty(ctx, created ? 201 : 200)
    } finally {
      if (!created) ticket?.putBack()
    }
  }

  async challenge(ctx: Koa.Context): Promise<void> {
    await readNothing(ctx)
    answer(ctx, body.challenge, { nonce: this.#sessions.challenge() })
  }

  async login(ctx: Koa.Context): Promise<void> {
    const { version, inboxId, nonce, signature } = await readBody(ctx, body.login)
    checkVersion(version)
    const fresh = this.#sessions.takeChallenge(nonce)
    const row = await this.#options.store.ask('openInbox', { inboxId })
    const origin = `https://${ctx.req.headers.host?.toLowerCase() ?? ''}`
    const right = mayReceive({ origin, nonce, inboxId, signature }, row?.loginKey)
    if (!fresh || !right || !row) throw new Problem('refused')
    heed(this.#options.meters.login(row.inboxNo, performance.now()))
    answer(ctx, body.bearer, { bearer: this.#sessions.bearer(row.inboxNo) })
  }

  async publish(ctx: Koa.Context): Promise<void> {
    const inboxNo = await this.owner(ctx)
    const prekeys = await readBody(ctx, body.publishPrekeys)
    const outcome = await this.#options.store.ask('publish', { inboxNo, prekeys })
    if (outcome !== 'done') throw new Problem(outcome)
    answerEmpty(ctx, 200)
  }

  async bundle(ctx: Koa.Context): Promise<void> {
    const { friendId, inbox } = await this.#friend(ctx, 'bundlesPerFriendId')
    const pair = this.#claims.pass(friendId)
    const claim = await this.#options.store.ask('claim', { inboxNo: inbox.inboxNo, pair })
    if (pair && !claim?.pair) this.#claims.giveBack(friendId)
    if (!claim) throw new Problem('notFound')
    answer(ctx, body.bundle, {
      sealedManifest: claim.sealedManifest,
      signedPrekey: claim.signedPrekey,
      kem: claim.pair
        ? { type: 'pair', item: claim.pair }
        : { type: 'lastResort', item: claim.lastResort },
    })
  }

  async card(ctx: Koa.Context): Promise<void> {
    const { friendId, high } = await this.#friend(ctx, 'cardsPerFriendId')
    const card = await this.#options.store.ask('card', { friendId })
    if (!card) throw new Problem('refused')
    answer(ctx, body.cardAnswer, { card, used: high > 0 })
  }

  async putFriendIds(ctx: Koa.Context): Promise<void> {
    const inboxNo = await this.owner(ctx)
    const { complete, entries } = await readBody(ctx, body.putFriendIds)
    const lastDay = Math.ceil((this.#options.now() + INVITATION_LIFE_MAX) / DAY)
    const lasting = entries.some(
      ({ card, expiresDay }) => card && (expiresDay === 0 || expiresDay > lastDay),
    )
    if (lasting) throw new Problem('malformed')
    const outcome = await this.#options.friends.put(inboxNo, { complete, entries })
    if (outcome !== 'done') throw new Problem(outcome)
    answerEmpty(ctx, 200)
  }

  async revoke(ctx: Koa.Context): Promise<void> {
    const inboxNo = await this.owner(ctx)
    const { friendIds } = await readBody(ctx, body.revokeFriendIds)
    await this.#options.friends.revoke(inboxNo, friendIds)
    answerEmpty(ctx, 200)
  }

  async pushKey(ctx: Koa.Context): Promise<void> {
    await readNothing(ctx)
    answer(ctx, pushKey, { key: this.#options.pushes.point })
  }

  async putPush(ctx: Koa.Context): Promise<void> {
    const inboxNo = await this.owner(ctx)
    const { endpoint } = await readBody(ctx, putPush)
    const { pushes, store } = this.#options
    if (!pushes.allows(endpoint)) throw new Problem('pushRefused')
    await store.ask('putPush', { inboxNo, endpoint })
    answer(ctx, pushKey, { key: pushes.point })
  }

  config(ctx: Koa.Context, host: string): void {
    const { publicUrl, publicWssUrl, wssPort, build } = this.#options
    answer(ctx, body.config, {
      versionMin: VERSION_MIN,
      versionMax: VERSION_MAX,
      publicUrl: publicUrl ?? '',
      wssUrl: publicWssUrl ?? socketsAt(host, wssPort()),
      build,
    })
  }

  async ready(ctx: Koa.Context): Promise<void> {
    await this.#options.store.ask('ready', {})
    ctx.body = 'ready\n'
  }
}

const routesOf = (exchange: Exchange): Router => {
  const router = new Router()
  router.post('/inboxes', (ctx) => exchange.createInbox(ctx))
  router.post('/login/challenge', (ctx) => exchange.challenge(ctx))
  router.post('/login', (ctx) => exchange.login(ctx))
  router.post('/keys/prekeys', (ctx) => exchange.publish(ctx))
  router.post('/keys/bundle', (ctx) => exchange.bundle(ctx))
  router.post('/keys/card', (ctx) => exchange.card(ctx))
  router.post('/friend-ids', (ctx) => exchange.putFriendIds(ctx))
  router.post('/friend-ids/revoke', (ctx) => exchange.revoke(ctx))
  router.post('/push/key', (ctx) => exchange.pushKey(ctx))
  router.post('/push', (ctx) => exchange.putPush(ctx))
  router.get('/config', (ctx) => exchange.config(ctx, ctx.req.headers.host ?? ''))
  router.get('/ready', (ctx) => exchange.ready(ctx))
  router.get('/health', (ctx) => {
    ctx.body = 'ok\n'
  })
  return router
}

const problemOf = (error: unknown): [ProblemName, number] | undefined => {
  if (error instanceof Problem) return [error.problem, error.retryAfter]
  if (error instanceof StoreRefused) return ['storeFailed', 5]
  return undefined
}

const PIECES: ReadonlySet<string> = new Set(['/blobs/append', '/blobs/read'])

/** Counts what a request is before it is read. Throws Problem. */
const meter = async (ctx: Koa.Context, mark: AddressMark, meters: Meters): Promise<void> => {
  heed(await meters.address('requestsPerAddress', mark))
  if (ctx.method !== 'POST') return
  // A large file is many pieces: their bytes count, and that they are requests.
  if (!PIECES.has(ctx.path)) heed(await meters.address('postsPerAddress', mark))
  const stated = Number(ctx.req.headers['content-length'] ?? UNSTATED_LENGTH)
  if (stated > 0) heed(await meters.address('bytesPerAddress', mark, stated))
}

const WRONG_RIGHT: ReadonlySet<ProblemName> = new Set(['refused', 'notInvited'])

/** The HTTPS application: exchange routes, then `pages` for everything else. */
export const createExchange = (options: ExchangeOptions, pages: Koa.Middleware): Koa => {
  const app = new Koa()
  const { meters } = options
  app.on('error', (error: Error) => options.log('requestFailed', { code: error.name }))
  app.use(async (ctx, next) => {
    const mark = markOf(ctx, options)
    ctx.set(bareHeaders)
    try {
      if (hostOf(ctx.req, options.hosts()) === undefined) {
        ctx.status = 421
        ctx.set('Connection', 'close')
        ctx.body = 'This server does not answer to that name.\n'
        return
      }
      await meter(ctx, mark, meters)
      await next()
      if (ctx.method === 'POST' && ctx.status === 404) throw new Problem('notFound')
    } catch (error) {
      const found = problemOf(error)
      if (!found) throw error
      const [name, retryAfter] = found
      // What was wrong is counted after it was found wrong: a true right is never held back by others.
      const wait = WRONG_RIGHT.has(name) ? await meters.address('failuresPerAddress', mark) : 0
      const told = wait > 0 ? 'rateLimited' : name
      options.metrics.refused(told)
      // The rest of a body that was refused unread is not worth reading.
      if (!ctx.req.complete) ctx.set('Connection', 'close')
      answerProblem(ctx, told, Math.max(wait, retryAfter))
    }
  })
  const exchange = new Exchange(options)
  app.use(routesOf(exchange).routes())
  const owner = (ctx: Koa.Context): Promise<number> => exchange.owner(ctx)
  app.use(new BlobRoutes({ ...options, ...options.blobs, owner }).routes().routes())
  app.use((ctx, next) => (ctx.method === 'POST' ? undefined : pages(ctx, next)))
  return app
}
