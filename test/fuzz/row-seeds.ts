// A row of each table that a fuzzer hardly makes by itself: one byte for the table, then the row.
import * as sotto from '../../client/crypto/index.ts'
import { TABLES, type TableName } from '../../client/engine/ports.ts'
import { codecs, type Rows } from '../../client/engine/tables.ts'
import { encode, type Codec } from '../../protocol/codec.ts'
import { makePerson, NOW, seeded } from '../client/crypto/alice-and-bob.ts'

const id = new Uint8Array(16).fill(1)
const token = new Uint8Array(32).fill(2)

const seed = <T extends TableName>(table: T, row: Rows[T]): Uint8Array =>
  // Each table's codec is that of its own rows; the compiler does not follow that through the union.
  Uint8Array.of(TABLES.indexOf(table), ...encode(codecs[table] as unknown as Codec<Rows[T]>, row))

const { account, device, manifest } = makePerson(seeded('fuzz profile'))

export const rowSeeds: readonly Uint8Array[] = [
  seed('profile', { name: 'Ann', account, device, manifest, revision: 1, cardKey: token }),
  seed('inbox', {
    inboxId: id,
    login: sotto.makeLogin(seeded('fuzz inbox')),
    created: true,
    ticket: undefined,
    houseKey: token,
    storeEpoch: id,
    cursor: 77,
    replacePrekeys: false,
    restateRoutes: true,
    pairsWanted: 50,
  }),
  seed('initiation', { session: 'ab', time: NOW }),
  seed('skipped', { sid: id, chain: 1, number: 2, key: token, stored: NOW }),
  seed('channel', {
    device: 'ab/cd',
    sendToken: token,
    first: 3,
    nextSeq: 5,
    storedUpTo: 4,
    storeEpoch: undefined,
    refusedSince: 0,
    provisional: true,
  }),
  seed('sent', { digests: new Uint8Array(64 * 16) }),
  seed('frame', { bytes: id, pending: 'ab/1', wake: true }),
  seed('pending', {
    id,
    count: 3,
    person: 'ab',
    order: 'order',
    items: new Uint8Array(4),
    time: NOW,
    lamport: 2,
    shown: true,
    channel: '',
    seq: 0,
    stored: false,
    failed: false,
    sealed: NOW,
  }),
  seed('quarantine', { frame: id, time: NOW }),
  seed('preference', { sharesReads: true, sharesTyping: false }),
  seed('marked', { starred: true, pinned: false }),
  seed('transfer', {
    is: 1,
    place: 'ab/order',
    bind: id,
    local: 'cd'.repeat(16),
    failed: false,
    problem: 0,
    time: NOW,
    waiting: { id, items: token, lamport: 4 },
  }),
  seed('file', { is: 1, place: 'ab/order', bind: id, local: '', size: 9, time: NOW }),
  seed('late', { type: 8, body: id, mine: false, at: 3, time: NOW }),
  seed('dying', { person: 'ab', order: 'order' }),
  seed('picture', { webp: id, time: NOW }),
  seed('notice', { kind: 1, person: 'ab', number: 2, time: NOW }),
]
