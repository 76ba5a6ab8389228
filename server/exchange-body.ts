// Bodies of the HTTPS routes (PROTOCOL 4): one media type, no encoding, never longer than the codec's own
// maximum, and one shape for every failure.
import type Koa from 'koa'
import { decode, encode, type Codec } from '../protocol/codec.ts'
import { Malformed, problem, problemMeaning, type ProblemName } from '../protocol/errors.ts'
import { problemBody } from '../protocol/exchange.ts'

const MEDIA = 'application/octet-stream'

/** Ends a request with a problem. `retryAfter` in seconds. */
export class Problem extends Error {
  readonly problem: ProblemName
  readonly retryAfter: number
  constructor(name: ProblemName, retryAfter = 0) {
    super(name)
    this.name = 'Problem'
    this.problem = name
    this.retryAfter = retryAfter
  }
}

/** Answers with a problem's status and body. */
export const answerProblem = (ctx: Koa.Context, name: ProblemName, retryAfter = 0): void => {
  ctx.status = problemMeaning[name][0]
  ctx.set('Cache-Control', 'no-store')
  if (retryAfter > 0) ctx.set('Retry-After', String(retryAfter))
  if (ctx.method !== 'POST' && ctx.path !== '/config') {
    // Read by a person.
    ctx.type = 'text/plain; charset=utf-8'
    ctx.body = `${problemMeaning[name][1]} (${retryAfter})\n`
    return
  }
  ctx.type = MEDIA
  ctx.body = Buffer.from(encode(problemBody, { code: problem[name], retryAfter }))
}

/** Answers with a value. */
export const answer = <T>(ctx: Koa.Context, codec: Codec<T>, value: T): void => {
  ctx.status = 200
  ctx.set('Cache-Control', 'no-store')
  ctx.type = MEDIA
  ctx.body = Buffer.from(encode(codec, value))
}

/** Answers with nothing. */
export const answerEmpty = (ctx: Koa.Context, status: number): void => {
  ctx.status = status
  ctx.set('Cache-Control', 'no-store')
  ctx.body = Buffer.alloc(0)
  ctx.type = MEDIA
}

const refuseMedia = (ctx: Koa.Context): void => {
  const { headers } = ctx.req
  const encoding = headers['content-encoding']
  if (headers['content-type']?.toLowerCase() !== MEDIA) throw new Problem('wrongMedia')
  if (encoding !== undefined && encoding !== 'identity') throw new Problem('wrongMedia')
}

/** Reads at most `most` bytes. Throws Problem. */
const readBytes = async (ctx: Koa.Context, most: number): Promise<Uint8Array> => {
  const declared = ctx.req.headers['content-length']
  if (declared !== undefined && Number(declared) > most) throw new Problem('tooLarge')
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of ctx.req) {
    if (!(chunk instanceof Uint8Array)) throw new Problem('malformed')
    length += chunk.length
    if (length > most) throw new Problem('tooLarge')
    chunks.push(chunk)
  }
  // One exact piece of memory: what goes to the store's thread carries nothing else along.
  const body = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}

/** The request's body, decoded. Throws Problem. */
export const readBody = async <T>(ctx: Koa.Context, codec: Codec<T>): Promise<T> => {
  refuseMedia(ctx)
  const body = await readBytes(ctx, codec.max)
  try {
    return decode(codec, body)
  } catch (error) {
    throw error instanceof Malformed ? new Problem('malformed') : error
  }
}

/** Reads a body that has to be empty. Throws Problem. */
export const readNothing = async (ctx: Koa.Context): Promise<void> => {
  await readBytes(ctx, 0)
}
