// A push service that speaks the real protocol over HTTPS (RFC 8030, RFC 8292): it believes no sender whose token
// is not signed by the key that the subscription was made for, and answers what a test told it to.
import { createServer, type Server } from 'node:https'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { importJWK, jwtVerify } from 'jose'
import { testCertificate } from './certificate.ts'

/** A push that was taken, and how it came. */
export interface TakenPush {
  readonly path: string
  readonly ttl: string | undefined
  readonly urgency: string | undefined
  readonly topic: string | undefined
  readonly bytes: number
  readonly subject: string | undefined
  /** Seconds that its token was still good for. */
  readonly tokenLife: number
}

/** What to answer instead of 201. */
export interface Refusal {
  readonly status: number
  readonly retryAfter?: string
}

export interface PushDouble {
  readonly origin: string
  /** Certificate of the authority to believe. */
  readonly ca: string
  /** Makes a subscription for the key of a server, as a browser would, and gives its endpoint. */
  subscribe(applicationServerKey: Uint8Array): string
  readonly taken: readonly TakenPush[]
  /** Why pushes were not believed. */
  readonly refused: readonly string[]
  /** The next pushes are answered with these, one after another. */
  answerNext(...refusals: readonly Refusal[]): void
  /** The next push is never answered. */
  hangNext(): void
  /** Resolves with the next push that arrives from now on, whatever it is answered. */
  next(): Promise<void>
  /** Resolves when a push for this path was taken, now or before. */
  takenFor(path: string): Promise<void>
  close(): Promise<void>
}

const HALF = 32
const LONGEST_LIFE = 24 * 3_600

const publicJwk = (point: Uint8Array) => ({
  kty: 'EC',
  crv: 'P-256',
  x: Buffer.from(point.subarray(1, 1 + HALF)).toString('base64url'),
  y: Buffer.from(point.subarray(1 + HALF)).toString('base64url'),
})

/** What the Authorization says, once its signature, audience and life are found good. */
const believe = async (
  authorization: string | undefined,
  point: Uint8Array,
  audience: string,
): Promise<{ readonly subject: string | undefined; readonly tokenLife: number }> => {
  const [, token = '', key = ''] =
    /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]+)$/.exec(authorization ?? '') ?? []
  if (key !== Buffer.from(point).toString('base64url')) throw new Error('another key')
  const { payload } = await jwtVerify(token, await importJWK(publicJwk(point), 'ES256'), {
    audience,
    algorithms: ['ES256'],
    typ: 'JWT',
  })
  const tokenLife = (payload.exp ?? Infinity) - Date.now() / 1_000
  if (tokenLife > LONGEST_LIFE) throw new Error('good for too long')
  if (!/^(mailto:|https:)/.test(payload.sub ?? '')) throw new Error('nobody to turn to')
  return { subject: payload.sub, tokenLife }
}

/** Starts one on 127.0.0.1. */
export const createPushDouble = async (): Promise<PushDouble> => {
  const { key, cert } = await testCertificate()
  const subscriptions = new Map<string, Uint8Array>()
  const taken: TakenPush[] = []
  const refused: string[] = []
  const answers: (Refusal | 'hang')[] = []
  const waiting: (() => void)[] = []
  let origin = ''
  const server: Server = createServer({ key, cert }, (request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    const answer = async (): Promise<void> => {
      const path = request.url ?? ''
      const point = subscriptions.get(path)
      const told = answers.shift()
      if (told === 'hang') return
      if (told) {
        const after = told.retryAfter === undefined ? {} : { 'Retry-After': told.retryAfter }
        return void response.writeHead(told.status, after).end()
      }
      if (!point || request.method !== 'POST') return void response.writeHead(404).end()
      const { authorization, ttl, urgency, topic } = request.headers
      try {
        const said = await believe(authorization, point, origin)
        if (!/^\d+$/.test(String(ttl))) throw new Error('no TTL')
        const text = (value: string | string[] | undefined) => value?.toString()
        const heads = { ttl: text(ttl), urgency: text(urgency), topic: text(topic) }
        taken.push({ path, bytes, ...heads, ...said })
        response.writeHead(201, { Location: `${origin}/message/${taken.length}` }).end()
      } catch (error) {
        refused.push(error instanceof Error ? error.message : 'not believed')
        response.writeHead(403).end()
      }
    }
    request.on('end', () => {
      void answer().finally(() => {
        for (const resolve of waiting.splice(0)) resolve()
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  origin = `https://127.0.0.1:${address.port}`
  return {
    origin,
    ca: cert,
    taken,
    refused,
    subscribe: (applicationServerKey) => {
      const path = `/push/${randomBytes(24).toString('base64url')}`
      subscriptions.set(path, applicationServerKey)
      return origin + path
    },
    answerNext: (...refusals) => void answers.push(...refusals),
    hangNext: () => void answers.push('hang'),
    next,
    takenFor: async (path) => {
      while (!taken.some((one) => one.path === path)) await next()
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
