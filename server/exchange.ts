// Key exchange over HTTPS (PROTOCOL 4): inboxes, friendIds, cards and prekeys. Ids and tokens stand in
// bodies; an unknown id, a wrong token and a revoked one get one answer.
import Router from '@koa/router'
import Koa from 'koa'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { ProblemName } from '../protocol/errors.ts'
import * as body from '../protocol/exchange.ts'
import { DAY, INVITATION_LIFE_MAX, VERSION_MAX, VERSION_MIN } from '../protocol/limits.ts'
import {
  answer,
  answerEmpty,
  answerProblem,
  Problem,
  readBody,
  readNothing,
} from './exchange-body.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { Claims } from './exchange-claims.ts'
import { Sessions } from './exchange-session.ts'
import { hostOf, nameOfHost } from './gateway-host.ts'
import type { HouseKey } from './house-key.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Friends } from './relay-friends.ts'
import type { Channel, Inbox } from './relay-records.ts'
import { mayReceive, maySend } from './relay-rights.ts'
import type { ChannelRow } from './store/call.ts'
import { StoreRefused, type Store } from './store/store.ts'
import type { Tickets } from './ticket.ts'

/** Limits of the HTTPS routes. */
export interface ExchangeLimits {
  /** POST requests of one address in a minute. */
  readonly postsPerMinute: number
}
export const exchangeLimits: ExchangeLimits = { postsPerMinute: 600 }

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
  readonly wssPort: () => number
  readonly build: Uint8Array
  readonly limits: ExchangeLimits
  readonly now: () => number
  readonly log: Log
  readonly metrics: Metrics
}

const checkVersion = (version: number): void => {
  if (version < VERSION_MIN || version > VERSION_MAX) throw new Problem('version')
}

class Exchange {
  readonly #options: ExchangeOptions
  readonly #sessions: Sessions
  readonly #claims: Claims

  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#sessions = new Sessions(options.now)
    this.#claims = new Claims(options.now)
  }

  #owner(ctx: Koa.Context): number {
    const inboxNo = this.#sessions.inboxOf(ctx.req.headers.authorization)
    if (inboxNo === undefined) throw new Problem('refused')
    return inboxNo
  }

  async #friend(ctx: Koa.Context): Promise<ChannelRow> {
    const { friendId, sendToken } = await readBody(ctx, body.friendRight)
    const row = await this.#options.store.ask('openChannel', { friendId })
    if (!maySend(row, sendToken, this.#options.store.day) || !row) throw new Problem('refused')
    return row
  }

  async createInbox(ctx: Koa.Context): Promise<void> {
    const { version, inboxId, loginKey, right } = await readBody(ctx, body.createInbox)
    checkVersion(version)
    const { houseKey, tickets, store } = this.#options
    const ticket = right.type === 'ticket' ? tickets.take(right.ticket) : undefined
    const mayCreate =
      right.type === 'houseKey' ? houseKey.fits(right.houseKey) : ticket !== undefined
    let created = false
    try {
      const outcome = await store.ask('createInbox', { inboxId, loginKey, mayCreate })
      created = outcome === 'created'
      if (outcome === 'taken' || outcome === 'notInvited') throw new Problem(outcome)
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
    answer(ctx, body.bearer, { bearer: this.#sessions.bearer(row.inboxNo) })
  }

  async publish(ctx: Koa.Context): Promise<void> {
    const inboxNo = this.#owner(ctx)
    const prekeys = await readBody(ctx, body.publishPrekeys)
    const outcome = await this.#options.store.ask('publish', { inboxNo, prekeys })
    if (outcome !== 'done') throw new Problem(outcome)
    answerEmpty(ctx, 200)
  }

  async bundle(ctx: Koa.Context): Promise<void> {
    const { friendId, inbox } = await this.#friend(ctx)
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
    const { friendId, high } = await this.#friend(ctx)
    const card = await this.#options.store.ask('card', { friendId })
    if (!card) throw new Problem('refused')
    answer(ctx, body.cardAnswer, { card, used: high > 0 })
  }

  async putFriendIds(ctx: Koa.Context): Promise<void> {
    const inboxNo = this.#owner(ctx)
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
    const inboxNo = this.#owner(ctx)
    const { friendIds } = await readBody(ctx, body.revokeFriendIds)
    await this.#options.friends.revoke(inboxNo, friendIds)
    answerEmpty(ctx, 200)
  }

  config(ctx: Koa.Context, host: string): void {
    const { publicUrl, publicWssUrl, wssPort, build } = this.#options
    answer(ctx, body.config, {
      versionMin: VERSION_MIN,
      versionMax: VERSION_MAX,
      publicUrl: publicUrl ?? '',
      wssUrl: publicWssUrl ?? `wss://${nameOfHost(host)}:${wssPort()}`,
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

/** The HTTPS application: exchange routes, then `pages` for everything else. */
export const createExchange = (options: ExchangeOptions, pages: Koa.Middleware): Koa => {
  const app = new Koa()
  const limiter = new RateLimiterMemory({ points: options.limits.postsPerMinute, duration: 60 })
  app.on('error', (error: Error) => options.log('requestFailed', { code: error.name }))
  app.use(async (ctx, next) => {
    try {
      if (hostOf(ctx.req, options.hosts()) === undefined) {
        ctx.status = 421
        ctx.body = 'This server does not answer to that name.\n'
        return
      }
      if (ctx.method === 'POST') await limit(clientAddress(ctx.req, options.proxies), limiter)
      await next()
      if (ctx.method === 'POST' && ctx.status === 404) throw new Problem('notFound')
    } catch (error) {
      const found = problemOf(error)
      if (!found) throw error
      options.metrics.refused(found[0])
      // The rest of a body that was refused unread is not worth reading.
      if (!ctx.req.complete) ctx.set('Connection', 'close')
      answerProblem(ctx, ...found)
    }
  })
  app.use(routesOf(new Exchange(options)).routes())
  app.use((ctx, next) => (ctx.method === 'POST' ? undefined : pages(ctx, next)))
  return app
}

const limit = async (address: string, limiter: RateLimiterMemory): Promise<void> => {
  try {
    await limiter.consume(address)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw new Problem('rateLimited', Math.ceil(error.msBeforeNext / 1_000))
  }
}
