// `GET /metrics` on the port of the pages: for programs on this computer, or for whoever shows the token.
// Everybody else sees a page that does not exist. Where a proxy or a tunnel may stand in front, everything
// seems to come from this computer: then only the token opens it.
import type { IncomingMessage } from 'node:http'
import type { Middleware } from 'koa'
import { plainAddress } from './client-address.ts'
import type { Metrics } from './metrics.ts'
import { nameOfHost } from './gateway-host.ts'
import { sameSecret, sha256 } from './relay-rights.ts'

const PATH = '/metrics'
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/** Who may read. */
export interface MetricsAccess {
  readonly token: string | undefined
  /** True when requests of others may seem to come from this computer. */
  readonly isFronted: boolean
}

const hasToken = (request: IncomingMessage, token: string): boolean => {
  const shown = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  // Hashes are of one length whatever was shown.
  return sameSecret(sha256(Buffer.from(shown)), sha256(Buffer.from(token)))
}

const isLocal = (request: IncomingMessage): boolean => {
  const peer = plainAddress(request.socket.remoteAddress) ?? ''
  const isLoopback = peer === '::1' || peer.startsWith('127.')
  const isForwarded = FORWARDED.some((name) => request.headers[name] !== undefined)
  return isLoopback && !isForwarded && LOCAL_NAMES.has(nameOfHost(request.headers.host ?? ''))
}

/** The middleware; what it does not answer goes to `others`. */
export const createMetricsPage =
  (metrics: Metrics, { token, isFronted }: MetricsAccess, others: Middleware): Middleware =>
  async (ctx, next) => {
    const mayRead = token === undefined ? !isFronted && isLocal(ctx.req) : hasToken(ctx.req, token)
    if (ctx.path !== PATH || ctx.method !== 'GET' || !mayRead) {
      await others(ctx, next)
      return
    }
    ctx.set('Cache-Control', 'no-store')
    ctx.type = metrics.contentType
    ctx.body = await metrics.text()
  }
