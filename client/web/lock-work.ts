// What the lock's Worker does with a passphrase: makes the key, changes the vault, counts what was wrong. The
// page gets a key that it can hand on and not read; the passphrase and the data key stay in here.
import { utf8 } from '../../protocol/bytes.ts'
import { PASSPHRASE_MOST } from './lock-limits.ts'
import { importKey, SALT_BYTES, type Recipe } from './lock-record.ts'
import { COST, slowHash, type Cost } from './slow-hash.ts'
import {
  changeLock,
  forgetAttempts,
  openLocked,
  readRecipe,
  removeLock,
  setLock,
  takeAttempt,
  type Change,
  type LockKey,
  type VaultPlace,
} from './vault-lock.ts'

export type LockAsk =
  | { readonly do: 'open'; readonly passphrase: string }
  | { readonly do: 'set'; readonly passphrase: string }
  | { readonly do: 'change'; readonly passphrase: string; readonly next: string }
  | { readonly do: 'remove'; readonly passphrase: string }

/**
 * `open`: the way in; after `remove` there is none to give. `wrong`: milliseconds until the next try. `wait`:
 * it was not tried at all. `elsewhere`: another tab changed the lock. `none`: there is no lock to open.
 * `failed`: the browser could not give the memory or the storage, or what it stores is damaged.
 */
export type LockAnswer =
  | { readonly is: 'open'; readonly key: CryptoKey }
  | { readonly is: 'removed' }
  | { readonly is: 'wrong' }
  | { readonly is: 'wait'; readonly wait: number }
  | { readonly is: 'elsewhere' }
  | { readonly is: 'none' }
  | { readonly is: 'failed' }

export interface LockParts {
  readonly place: VaultPlace
  readonly now: () => number
  /** What a new lock costs to open. */
  readonly cost?: Cost
}

/** One text has one form, whatever keyboard it was typed on. */
const bytesOf = (passphrase: string): Uint8Array => utf8(passphrase.normalize('NFC'))

const keyOf = async (passphrase: string, recipe: Recipe): Promise<CryptoKey> => {
  const bytes = bytesOf(passphrase)
  if (bytes.length > PASSPHRASE_MOST) throw new RangeError('passphrase too long')
  const made = await slowHash(bytes, recipe.salt, recipe)
  bytes.fill(0)
  return importKey(made)
}

const makeLock = async (passphrase: string, cost: Cost): Promise<LockKey> => {
  const recipe = { ...cost, salt: crypto.getRandomValues(new Uint8Array(SALT_BYTES)) }
  return { key: await keyOf(passphrase, recipe), recipe }
}

const answerOf = (change: Change, done: LockAnswer): LockAnswer => {
  if (change === 'done') return done
  return change === 'broken' ? { is: 'failed' } : { is: change }
}

/** Proves that the person knows the passphrase. A wrong one always costs the same work. */
const enter = async (parts: LockParts, passphrase: string): Promise<LockAnswer> => {
  const { place, now } = parts
  const recipe = await readRecipe(place)
  if (recipe === 'none') return { is: 'none' }
  if (recipe === 'broken') return { is: 'failed' }
  const wait = await takeAttempt(place, now())
  if (wait > 0) return { is: 'wait', wait }
  const key = await keyOf(passphrase, recipe)
  const dataKey = await openLocked(place, key)
  if (!dataKey) return { is: 'wrong' }
  dataKey.fill(0)
  await forgetAttempts(place)
  return { is: 'open', key }
}

const doAsked = async (parts: LockParts, ask: LockAsk): Promise<LockAnswer> => {
  const { place, cost = COST } = parts
  if (ask.do === 'set') {
    const lock = await makeLock(ask.passphrase, cost)
    return answerOf(await setLock(place, lock), { is: 'open', key: lock.key })
  }
  const entered = await enter(parts, ask.passphrase)
  if (entered.is !== 'open' || ask.do === 'open') return entered
  if (ask.do === 'remove') return answerOf(await removeLock(place, entered.key), { is: 'removed' })
  const next = await makeLock(ask.next, cost)
  return answerOf(await changeLock(place, entered.key, next), { is: 'open', key: next.key })
}

/** Does what is asked; never rejects. */
export const doLockWork = (parts: LockParts, ask: LockAsk): Promise<LockAnswer> =>
  doAsked(parts, ask).catch((): LockAnswer => ({ is: 'failed' }))
