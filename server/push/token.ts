// Who sends a push (RFC 8292): a token signed by this server's key for one push service, used again until it is
// about to end.
import type { PushKey } from './key.ts'

/** How long a token is good for, and how long before its end a new one is made, milliseconds. */
export const TOKEN_LIFE = 12 * 3_600_000
const RENEW_BEFORE = 3_600_000
/** Push services whose token is kept. */
export const MOST_KEPT = 64

interface Kept {
  readonly text: string
  readonly made: number
}

/** Gives the value of `Authorization` for an origin. `contact`: whom its operator may turn to. */
export const createTokens = (
  { secret, point }: PushKey,
  contact: () => string,
  now: () => number,
): ((origin: string) => Promise<string>) => {
  const kept = new Map<string, Kept>()
  const key = Buffer.from(point).toString('base64url')
  const make = async (origin: string): Promise<string> => {
    // Loaded where somebody is pushed to: most starts need it never.
    const { SignJWT } = await import('jose')
    const seconds = Math.floor((now() + TOKEN_LIFE) / 1_000)
    const token = await new SignJWT({ aud: origin, exp: seconds, sub: contact() })
      .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
      .sign(secret)
    return `vapid t=${token}, k=${key}`
  }
  return async (origin) => {
    const age = now() - (kept.get(origin)?.made ?? -Infinity)
    const found = kept.get(origin)
    // A clock that was set back makes every token one of the future.
    if (found && age >= 0 && age < TOKEN_LIFE - RENEW_BEFORE) return found.text
    const text = await make(origin)
    kept.delete(origin)
    const [oldest] = kept.keys()
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    kept.set(origin, { text, made: now() })
    return text
  }
}
