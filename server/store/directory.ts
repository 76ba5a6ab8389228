// Inboxes, friendIds, cards and prekeys (PROTOCOL 4): what the key exchange reads and writes. Each method
// decides before it writes, so a refusal has changed nothing.
import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import { equalBytes, plainBytes } from '../../protocol/bytes.ts'
import type { FriendIdEntry, PublishPrekeys } from '../../protocol/exchange.ts'
import {
  DIGEST_BYTES,
  ID_BYTES,
  MAX_FRIEND_IDS,
  MAX_PAIRS_STORED,
  TOKEN_BYTES,
} from '../../protocol/limits.ts'
import type { ChannelRow, InboxRow, StoreCalls } from './call.ts'
import type { Database } from './database.ts'

const INBOX_NUMBERS = 2 ** 23
const NO_DIGEST = new Uint8Array(DIGEST_BYTES)

interface InboxColumns {
  inbox_no: number
  inbox_id: Uint8Array
  login_key: Uint8Array
  head: number
  acked_up_to: number
  envelopes: number
  bytes: number
}
interface FriendColumns {
  friend_id: Uint8Array
  inbox_no: number
  token_hash: Uint8Array
  expires_day: number
  quota: number
  high: number
  digest: Uint8Array
  expired_up_to: number
  envelopes: number
  bytes: number
}
interface BundleColumns {
  sealed_manifest: Uint8Array
  signed_prekey: Uint8Array
  last_resort: Uint8Array
}

const inboxRow = (row: InboxColumns, loginKey = row.login_key): InboxRow => ({
  inboxNo: row.inbox_no,
  inboxId: plainBytes(row.inbox_id),
  loginKey: plainBytes(loginKey),
  head: row.head,
  ackedUpTo: row.acked_up_to,
  envelopes: row.envelopes,
  bytes: row.bytes,
})

const channelRow = (
  row: FriendColumns,
  inbox: InboxColumns,
  tokenHash: Uint8Array,
): ChannelRow => ({
  friendId: plainBytes(row.friend_id),
  inbox: inboxRow(inbox),
  tokenHash: plainBytes(tokenHash),
  expiresDay: row.expires_day,
  quota: row.quota,
  high: row.high,
  digest: plainBytes(row.digest),
  expiredUpTo: row.expired_up_to,
  envelopes: row.envelopes,
  bytes: row.bytes,
})

const NO_ID = new Uint8Array(ID_BYTES)
/** The hash of no token that anybody knows. */
const HASH_OF_NOTHING = new Uint8Array(randomBytes(TOKEN_BYTES))

/** A login key whose private half is forgotten. */
const keyOfNobody = (): Uint8Array => {
  const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  return new Uint8Array(Buffer.from(x ?? '', 'base64url'))
}
const KEY_OF_NOBODY = keyOfNobody()

/** The directory over one open database. */
export class Directory {
  readonly #statements
  /** Existing ids that are read in the place of ones that are not there. */
  #standInFriend: Uint8Array = NO_ID
  #standInInbox: Uint8Array = NO_ID

  constructor(database: Database) {
    this.#statements = {
      inbox: database.prepare<[Uint8Array], InboxColumns>('SELECT * FROM inbox WHERE inbox_id = ?'),
      inboxByNo: database.prepare<[number], InboxColumns>('SELECT * FROM inbox WHERE inbox_no = ?'),
      anyInbox: database.prepare<[], number>('SELECT 1 FROM inbox LIMIT 1').pluck(),
      countInboxes: database.prepare<[], number>('SELECT count(*) FROM inbox').pluck(),
      createInbox: database.prepare<[number, Uint8Array, Uint8Array]>(
        `INSERT INTO inbox (inbox_no, inbox_id, login_key, head, acked_up_to, envelopes, bytes)
         VALUES (?, ?, ?, 0, 0, 0, 0)`,
      ),
      friend: database.prepare<[Uint8Array], FriendColumns>(
        'SELECT * FROM friend WHERE friend_id = ?',
      ),
      anyFriend: database.prepare<[], FriendColumns>('SELECT * FROM friend LIMIT 1'),
      inboxOfAny: database.prepare<[], InboxColumns>('SELECT * FROM inbox LIMIT 1'),
      friendIds: database
        .prepare<[number], Uint8Array>('SELECT friend_id FROM friend WHERE inbox_no = ?')
        .pluck(),
      putFriend: database.prepare<[Uint8Array, number, Uint8Array, number, number, Uint8Array]>(
        `INSERT INTO friend (friend_id, inbox_no, token_hash, expires_day, quota, digest,
           high, expired_up_to, envelopes, bytes)
         VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0)
         ON CONFLICT (friend_id) DO UPDATE SET token_hash = excluded.token_hash,
           expires_day = excluded.expires_day, quota = excluded.quota`,
      ),
      dropFriend: database.prepare<[Uint8Array]>('DELETE FROM friend WHERE friend_id = ?'),
      card: database
        .prepare<[Uint8Array], Uint8Array>('SELECT card FROM card WHERE friend_id = ?')
        .pluck(),
      putCard: database.prepare<[Uint8Array, Uint8Array]>(
        'INSERT OR REPLACE INTO card (friend_id, card) VALUES (?, ?)',
      ),
      dropCard: database.prepare<[Uint8Array]>('DELETE FROM card WHERE friend_id = ?'),
      dropOldCards: database.prepare<[number]>(
        `DELETE FROM card WHERE friend_id IN
           (SELECT friend_id FROM friend WHERE expires_day > 0 AND expires_day < ?)`,
      ),
      bundle: database.prepare<[number], BundleColumns>('SELECT * FROM bundle WHERE inbox_no = ?'),
      putBundle: database.prepare<[number, Uint8Array, Uint8Array, Uint8Array]>(
        'INSERT OR REPLACE INTO bundle VALUES (?, ?, ?, ?)',
      ),
      pairIds: database
        .prepare<[number], number>('SELECT pair_id FROM pair WHERE inbox_no = ? ORDER BY pair_id')
        .pluck(),
      putPair: database.prepare<{ no: number; id: number; item: Uint8Array }>(
        `INSERT OR REPLACE INTO pair (inbox_no, pair_id, item) SELECT :no, :id, :item
         WHERE NOT EXISTS (SELECT 1 FROM claimed_pair WHERE inbox_no = :no AND pair_id = :id)`,
      ),
      dropPairs: database.prepare<[number]>('DELETE FROM pair WHERE inbox_no = ?'),
      takePair: database
        .prepare<[number, number], [number, Uint8Array]>(
          `DELETE FROM pair WHERE inbox_no = ? AND pair_id =
             (SELECT min(pair_id) FROM pair WHERE inbox_no = ?) RETURNING pair_id, item`,
        )
        .raw(),
      claimed: database.prepare<[number, number, number]>(
        'INSERT OR REPLACE INTO claimed_pair (inbox_no, pair_id, day) VALUES (?, ?, ?)',
      ),
      dropOldClaims: database.prepare<[number]>('DELETE FROM claimed_pair WHERE day < ?'),
    }
  }

  /**
   * The friendId with its inbox. For one that does not exist: another's, under a hash that no token has, so
   * that asking for what is not there costs the same and reads the same. Undefined while there are none.
   */
  openChannel(friendId: Uint8Array): ChannelRow | undefined {
    const { friend, anyFriend, inboxByNo } = this.#statements
    const own = friend.get(friendId)
    const other = friend.get(own ? NO_ID : this.#standInFriend)
    const shown = own ?? other ?? anyFriend.get()
    if (!shown) return undefined
    if (!own) this.#standInFriend = shown.friend_id
    const inbox = inboxByNo.get(shown.inbox_no)
    return inbox && channelRow(shown, inbox, own ? own.token_hash : HASH_OF_NOTHING)
  }

  /** The inbox; for one that does not exist another's, under a key that nobody has, as above. */
  openInbox(inboxId: Uint8Array): InboxRow | undefined {
    const { inbox, inboxOfAny } = this.#statements
    const own = inbox.get(inboxId)
    const other = inbox.get(own ? NO_ID : this.#standInInbox)
    const shown = own ?? other ?? inboxOfAny.get()
    if (!shown) return undefined
    if (!own) this.#standInInbox = shown.inbox_id
    return inboxRow(shown, own ? own.login_key : KEY_OF_NOBODY)
  }

  /** True once anybody has an inbox here. */
  hasInbox(): boolean {
    return this.#statements.anyInbox.get() !== undefined
  }

  /** Creates an inbox. The same id and key again change nothing, with or without a right. */
  createInbox(take: StoreCalls['createInbox']['take']): StoreCalls['createInbox']['give'] {
    const known = this.#statements.inbox.get(take.inboxId)
    if (known && equalBytes(known.login_key, take.loginKey)) return 'exists'
    if (!take.mayCreate) return 'notInvited'
    if (known) return 'taken'
    if ((this.#statements.countInboxes.get() ?? 0) >= (take.most ?? Infinity)) return 'serverFull'
    let inboxNo = randomInt(1, INBOX_NUMBERS)
    while (this.#statements.inboxByNo.get(inboxNo)) inboxNo = randomInt(1, INBOX_NUMBERS)
    this.#statements.createInbox.run(inboxNo, take.inboxId, take.loginKey)
    return 'created'
  }

  /** Every friendId of an inbox. */
  friendIds(inboxNo: number): Uint8Array[] {
    return this.#statements.friendIds.all(inboxNo)
  }

  /** Why these entries cannot be put, if they cannot. `kept` are the ids that stay beside them. */
  refuseEntries(
    inboxNo: number,
    entries: readonly FriendIdEntry[],
    kept: number,
  ): 'taken' | 'tooMany' | undefined {
    let count = kept
    for (const { friendId } of entries) {
      const known = this.#statements.friend.get(friendId)
      if (known && known.inbox_no !== inboxNo) return 'taken'
      count += 1
    }
    return count > MAX_FRIEND_IDS ? 'tooMany' : undefined
  }

  /** Adds or restates one friendId; its card is what the entry says, also when it says none. */
  putFriendId(inboxNo: number, entry: FriendIdEntry): void {
    const { friendId, tokenHash, expiresDay, quota, card } = entry
    this.#statements.putFriend.run(friendId, inboxNo, tokenHash, expiresDay, quota, NO_DIGEST)
    if (card) this.#statements.putCard.run(friendId, card)
    else this.#statements.dropCard.run(friendId)
  }

  /** Removes a friendId if it belongs to this inbox; false when it does not. */
  dropFriendId(inboxNo: number, friendId: Uint8Array): boolean {
    if (this.#statements.friend.get(friendId)?.inbox_no !== inboxNo) return false
    this.#statements.dropFriend.run(friendId)
    this.#statements.dropCard.run(friendId)
    return true
  }

  /** The card behind an invitation. */
  card(friendId: Uint8Array): Uint8Array | undefined {
    const card = this.#statements.card.get(friendId)
    return card && plainBytes(card)
  }

  /** Ids of the one-time pairs not yet handed out. */
  pairIds(inboxNo: number): number[] {
    return this.#statements.pairIds.all(inboxNo)
  }

  /** Replaces the bundle and adds one-time pairs, or replaces those too. */
  publish(inboxNo: number, prekeys: PublishPrekeys): 'done' | 'tooMany' {
    const kept = prekeys.replace ? [] : this.pairIds(inboxNo)
    if (new Set([...kept, ...prekeys.pairs.map(({ id }) => id)]).size > MAX_PAIRS_STORED)
      return 'tooMany'
    if (prekeys.replace) this.#statements.dropPairs.run(inboxNo)
    this.#statements.putBundle.run(
      inboxNo,
      prekeys.sealedManifest,
      prekeys.signedPrekey,
      prekeys.lastResort,
    )
    for (const { id, item } of prekeys.pairs)
      this.#statements.putPair.run({ no: inboxNo, id, item })
    return 'done'
  }

  /** Hands out the bundle, with a one-time pair when `pair` says so and one is left. */
  claim(inboxNo: number, pair: boolean, day: number): StoreCalls['claim']['give'] {
    const bundle = this.#statements.bundle.get(inboxNo)
    if (!bundle) return undefined
    const taken = pair ? this.#statements.takePair.all(inboxNo, inboxNo)[0] : undefined
    if (taken) this.#statements.claimed.run(inboxNo, taken[0], day)
    return {
      sealedManifest: plainBytes(bundle.sealed_manifest),
      signedPrekey: plainBytes(bundle.signed_prekey),
      pair: taken && plainBytes(taken[1]),
      lastResort: plainBytes(bundle.last_resort),
    }
  }

  /** Forgets cards of expired invitations, and ids of pairs that were claimed long ago. */
  sweep(today: number, claimsBefore: number): void {
    this.#statements.dropOldCards.run(today)
    this.#statements.dropOldClaims.run(claimsBefore)
  }
}
