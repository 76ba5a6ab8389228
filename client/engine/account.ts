// Making an account on this device, and its prekeys: what is made, kept, stated to the server and retired
// (PROTOCOL 6). Names and keys of people never leave this file towards the server in clear.
import { makeLogin, type Random } from '../crypto/index.ts'
import {
  makeLastResort,
  makePair,
  makeSignedPrekey,
  makeAccount,
  makeDevice,
  makeManifest,
  sealManifest,
} from '../crypto/meeting.ts'
import type { PublishPrekeys } from '../../protocol/exchange.ts'
import {
  ID_BYTES,
  KEY_BYTES,
  PAIRS_FIRST,
  PAIRS_FULL,
  PAIRS_REFILL_AT,
  PREKEY_PRIVATE_LIFE,
  PREKEY_ROTATE,
} from '../../protocol/limits.ts'
import { ONE_TIME_LIMIT } from '../../protocol/prekey.ts'
import type { Draft } from './rows.ts'
import type { Rows } from './tables.ts'
import { ME, must, ownInbox, ownProfile, type Turn } from './turn.ts'

/** By what right the server lets this device have an inbox. */
export interface InboxRight {
  readonly ticket?: Uint8Array | undefined
  readonly houseKey?: Uint8Array | undefined
}

/** Makes the account, its one device and its first prekeys. `name` is tidied already. */
export const createAccount = (turn: Turn, name: string, right: InboxRight): void => {
  const { draft, random, now } = turn
  const account = makeAccount(random)
  const device = makeDevice(account, random, now)
  const revision = 1
  draft.put('profile', ME, {
    name,
    account,
    device,
    manifest: makeManifest({ account, devices: [device], revision, previous: undefined, now }),
    revision,
    cardKey: random.bytes(KEY_BYTES),
  })
  draft.put('inbox', ME, {
    inboxId: random.bytes(ID_BYTES),
    login: makeLogin(random),
    created: false,
    ticket: right.ticket,
    houseKey: right.houseKey,
    storeEpoch: undefined,
    cursor: 0,
    replacePrekeys: false,
    restateRoutes: false,
    pairsWanted: PAIRS_FIRST,
  })
  topUpPrekeys(turn)
}

const newId = (draft: Draft, random: Random, kind: string, top: boolean): number => {
  for (;;) {
    const drawn = random.bytes(4)
    const low = new DataView(drawn.buffer, drawn.byteOffset).getUint32(0) % ONE_TIME_LIMIT
    const id = top ? low + ONE_TIME_LIMIT : low
    if (!draft.get('prekey', `${kind}/${id}`)) return id
  }
}

type PrekeyRow = Rows['prekey']
const fresh = { published: false, retired: false } as const

/** A one-time pair under `kind`: `pair` for the pool, `invite` for one invitation. Gives its row key. */
export const addPair = (turn: Turn, kind: 'pair' | 'invite'): string => {
  const { draft, random, now } = turn
  const { account, device } = ownProfile(draft)
  const id = newId(draft, random, kind, false)
  const kem = makePair({ account: account.publicKey, device, id, now }, random)
  draft.put('prekey', `${kind}/${id}`, { signed: undefined, kem, created: now, ...fresh })
  return `${kind}/${id}`
}

const newest = (draft: Draft, prefix: string): [string, PrekeyRow] | undefined =>
  draft
    .entries('prekey', prefix)
    .filter(([, row]) => !row.retired)
    .toSorted(([, a], [, b]) => b.created - a.created)[0]

/** The signed prekey in force; it exists from the account's first moment. */
export const currentSignedPrekey = (draft: Draft): Uint8Array => {
  const found = newest(draft, 'spk/')
  if (!found) throw new Error('an account without a signed prekey')
  return publicItem(found[1])
}

/** The item as others see it: public keys and a signature. */
export const publicItem = (row: PrekeyRow): Uint8Array => must(row.signed ?? row.kem).public

const livePairs = (draft: Draft): [string, PrekeyRow][] =>
  draft.entries('prekey', 'pair/').filter(([, row]) => !row.retired)

const isDue = (found: [string, PrekeyRow] | undefined, now: number): boolean =>
  !found || now - found[1].created >= PREKEY_ROTATE

/** Rotates what is a week old, forgets private halves past their life, and refills the pool. */
export const topUpPrekeys = (turn: Turn): void => {
  const { draft, random, now } = turn
  const { account, device } = ownProfile(draft)
  for (const [key, row] of draft.entries('prekey')) {
    if (now - row.created > PREKEY_PRIVATE_LIFE) draft.delete('prekey', key)
    // Made while the clock was wrong: what is made now would never be the newest beside it.
    else if (row.created > now + PREKEY_ROTATE) draft.put('prekey', key, { ...row, retired: true })
  }
  if (isDue(newest(draft, 'spk/'), now)) {
    const id = newId(draft, random, 'spk', false)
    const signed = makeSignedPrekey({ account: account.publicKey, device, id, now }, random)
    draft.put('prekey', `spk/${id}`, { signed, kem: undefined, created: now, ...fresh })
  }
  if (isDue(newest(draft, 'last/'), now)) {
    const id = newId(draft, random, 'last', true)
    const kem = makeLastResort({ account: account.publicKey, device, id, now }, random)
    draft.put('prekey', `last/${id}`, { signed: undefined, kem, created: now, ...fresh })
  }
  refillPairs(turn)
}

const refillPairs = (turn: Turn): void => {
  const { pairsWanted } = ownInbox(turn.draft)
  const live = livePairs(turn.draft).length
  if (live >= Math.min(PAIRS_REFILL_AT, pairsWanted)) return
  for (let missing = pairsWanted - live; missing > 0; missing--) addPair(turn, 'pair')
}

/** After the first message the pool grows to its full size: nothing is slow before it. */
export const growPool = (turn: Turn): void => {
  const inbox = ownInbox(turn.draft)
  if (inbox.pairsWanted >= PAIRS_FULL) return
  turn.draft.put('inbox', ME, { ...inbox, pairsWanted: PAIRS_FULL })
  for (let missing = PAIRS_FULL - livePairs(turn.draft).length; missing > 0; missing--) {
    addPair(turn, 'pair')
  }
}

/**
 * After a welcome: the prekeys as the server has them. One that has to be told everything anew gets new pairs,
 * since nobody knows which of the old ones it gave away.
 */
export const settlePool = (turn: Turn, onServer: readonly number[]): void => {
  if (ownInbox(turn.draft).replacePrekeys) replacePool(turn)
  else comparePool(turn, onServer)
}

/**
 * Compares the server's list of one-time ids with this profile's: claimed pairs are retired, and an id that
 * is unknown here (storage was lost or rolled back) means that the whole set has to be replaced.
 */
const comparePool = (turn: Turn, onServer: readonly number[]): void => {
  const { draft } = turn
  const ids = new Set(onServer)
  const unknown = onServer.some((id) => !draft.get('prekey', `pair/${id}`))
  for (const [key, row] of livePairs(draft)) {
    if (row.published && !ids.has(Number(key.slice('pair/'.length)))) {
      draft.put('prekey', key, { ...row, retired: true })
    }
  }
  if (unknown) replacePool(turn)
  topUpPrekeys(turn)
}

/** Retires every one-time pair; the next statement to the server drops what it holds. */
const replacePool = (turn: Turn): void => {
  const { draft } = turn
  for (const [key, row] of livePairs(draft)) draft.put('prekey', key, { ...row, retired: true })
  draft.put('inbox', ME, { ...ownInbox(draft), replacePrekeys: true })
  topUpPrekeys(turn)
}

const unpublishedPairs = (draft: Draft): [string, PrekeyRow][] =>
  livePairs(draft).filter(([, row]) => !row.published)

/** True when the server's copy of the prekeys is behind. What was replaced before it got there stays here. */
export const prekeysDue = (draft: Draft): boolean => {
  const current = [newest(draft, 'spk/'), newest(draft, 'last/')]
  return (
    ownInbox(draft).replacePrekeys ||
    current.some((found) => found?.[1].published === false) ||
    unpublishedPairs(draft).length > 0
  )
}

/** The statement to the server, and the keys of the rows it covers. */
export const prekeyStatement = (
  draft: Draft,
  random: Random,
): { readonly body: PublishPrekeys; readonly covers: readonly string[] } => {
  const me = ownProfile(draft)
  const spk = newest(draft, 'spk/')
  const last = newest(draft, 'last/')
  if (!spk || !last) throw new Error('an account without prekeys')
  const pairs = unpublishedPairs(draft)
  return {
    body: {
      replace: ownInbox(draft).replacePrekeys,
      sealedManifest: sealManifest(me.cardKey, me.manifest, random),
      signedPrekey: publicItem(spk[1]),
      lastResort: publicItem(last[1]),
      pairs: pairs.map(([key, row]) => ({
        id: Number(key.slice('pair/'.length)),
        item: publicItem(row),
      })),
    },
    covers: [spk[0], last[0], ...pairs.map(([key]) => key)],
  }
}

/** After the server took a statement. `replaced`: it dropped what the server held before. */
export const prekeysStated = (turn: Turn, covers: readonly string[], replaced: boolean): void => {
  const { draft } = turn
  for (const key of covers) {
    const row = draft.get('prekey', key)
    if (row) draft.put('prekey', key, { ...row, published: true })
  }
  // A wish to replace that came up while a statement without it was under way still stands.
  const inbox = ownInbox(draft)
  draft.put('inbox', ME, { ...inbox, replacePrekeys: inbox.replacePrekeys && !replaced })
}
