// One request of the server over HTTPS (PROTOCOL 4): as anybody, or with the right of the inbox's owner.
import { signLogin, type Random } from '../crypto/index.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { problemName } from '../../protocol/errors.ts'
import { bearer, challenge, login, problemBody } from '../../protocol/exchange.ts'
import { BEARER_LIFE, VERSION } from '../../protocol/limits.ts'
import type { Clock, Net } from './ports.ts'
import { Problem } from './problem.ts'
import type { Draft } from './rows.ts'
import { ownInbox, type Turn } from './turn.ts'

/** What the engine lends: committed rows, and the way to change them. */
export interface JobParts {
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly rows: Draft
  change<T>(decide: (turn: Turn) => T): Promise<T>
}

/** One POST; throws Problem for a refusal. */
export const ask = async (
  net: Net,
  path: string,
  body: Uint8Array,
  right?: Uint8Array,
): Promise<Uint8Array> => {
  const answer = await net.post(path, body, right)
  if (answer.status >= 200 && answer.status < 300) return answer.body
  const { code, retryAfter } = readProblem(answer.body)
  throw new Problem(problemName(code), retryAfter)
}

const readProblem = (body: Uint8Array): { readonly code: number; readonly retryAfter: number } => {
  try {
    return decode(problemBody, body)
  } catch {
    // Something between here and the server answered: as good as no answer.
    throw new Error('not an answer of this server')
  }
}

interface Bearer {
  readonly token: Uint8Array
  readonly until: number
}

/** One POST with the right of the inbox's owner; throws Problem for a refusal. */
export type AsOwner = (path: string, body: Uint8Array) => Promise<Uint8Array>

/** Logs in when that is needed. */
export const createOwner = (parts: Omit<JobParts, 'change'>): AsOwner => {
  const { net, clock, rows } = parts
  let held: Bearer | undefined
  const right = async (): Promise<Uint8Array> => {
    if (held && clock.now() < held.until) return held.token
    const { inboxId, login: keys } = ownInbox(rows)
    const { nonce } = decode(challenge, await ask(net, '/login/challenge', new Uint8Array(0)))
    const signature = signLogin(keys.seed, net.origin, nonce, inboxId)
    const body = encode(login, { version: VERSION, inboxId, nonce, signature })
    const answer = decode(bearer, await ask(net, '/login', body))
    held = { token: answer.bearer, until: clock.now() + BEARER_LIFE / 2 }
    return held.token
  }
  return async (path, body) => {
    try {
      return await ask(net, path, body, await right())
    } catch (error) {
      if (!(error instanceof Problem) || error.problem !== 'refused') throw error
      // A bearer may be forgotten by a restart of the server: once more with a new one.
      held = undefined
      return ask(net, path, body, await right())
    }
  }
}
