// A fresh session in the place of one that does not open any more (PROTOCOL 9.3).
import { compareManifest, readManifest } from '../crypto/index.ts'
import { initiate, openBundle } from '../crypto/meeting.ts'
import { equalBytes } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import type { Bundle } from '../../protocol/exchange.ts'
import { RESET_EVERY, RESET_EVERY_MAX } from '../../protocol/limits.ts'
import { calm, resetDue } from './healing.ts'
import { greet } from './invitations.ts'
import { warnOfKeys } from './notices.ts'
import { sealAllAgain } from './outgoing.ts'
import type { Draft } from './rows.ts'
import { addOwnSession } from './sessions.ts'
import { must, ownProfile, type Turn } from './turn.ts'

/**
 * Opens a fresh session from a bundle and sends everything un-receipted in it, under its old ids and counts.
 * Throws Malformed for a bundle that is not the friend's: nothing changes then.
 */
export const startOver = (turn: Turn, deviceKey: string, bundle: Bundle): void => {
  const { draft, random, now } = turn
  const device = must(draft.get('device', deviceKey))
  const person = must(draft.get('person', device.person))
  const offer = openBundle(bundle, {
    cardKey: person.cardKey,
    account: person.account,
    device: device.device,
    now,
    seenExpiry: device.prekeySeen,
  })
  const order = compareManifest(readManifest(person.manifest), offer.manifest)
  if (order === 'older') throw new Malformed('older manifest in a bundle')
  if (order !== 'same' && order !== 'newer') throw new Malformed('manifest of a bundle')
  if (!equalBytes(offer.device.identityDh, device.identityDh)) {
    throw new Malformed('bundle of another device')
  }
  const me = ownProfile(draft)
  const state = initiate({
    own: { account: me.account.publicKey, device: me.device, revision: me.revision },
    peer: offer,
    psk: undefined,
    random,
  })
  draft.put('device', deviceKey, {
    ...device,
    wantsReset: false,
    lastReset: now,
    resets: device.resets + 1,
    resetAt: now,
    resetEvery: calm(device, now) ? RESET_EVERY : Math.min(device.resetEvery * 2, RESET_EVERY_MAX),
    prekeySeen: offer.signedPrekey.expires,
    receiptOwed: true,
  })
  addOwnSession(turn, deviceKey, state, true)
  sealAllAgain(turn, deviceKey)
  greet(turn, deviceKey)
}

/** The next device that needs and may have a fresh session. */
export const nextReset = (draft: Draft, now: number): string | undefined =>
  draft.entries('device').find(([, device]) => resetDue(device, now))?.[0]

/** Refusals that mean other keys than the friend's, not just old ones. */
const FOREIGN: ReadonlySet<string> = new Set([
  'another account',
  'sealed manifest',
  'manifest signature',
  'manifest of a bundle',
  'older manifest in a bundle',
  'bundle of another device',
  'prekey signature',
])

/** A bundle that is refused is asked for again, at the same bounded rate. */
export const resetFailed = (turn: Turn, deviceKey: string, error: unknown): void => {
  const device = must(turn.draft.get('device', deviceKey))
  if (error instanceof Malformed && FOREIGN.has(error.code)) warnOfKeys(turn, device.person)
  turn.draft.put('device', deviceKey, { ...device, lastReset: turn.now })
}
