// What a friend's content does to a profile, and what lies on the disk. A decision may refuse; it may never
// leave a row that cannot be written, since a commit that fails stops the whole client.
import { bareRow, orderOf } from '../../client/engine/history.ts'
import { nothingTold } from '../../client/engine/turn.ts'
import assert from 'node:assert/strict'
import { applyContent } from '../../client/engine/content.ts'
import { readContent } from '../../client/engine/first-frames.ts'
import { Unread, type Draft } from '../../client/engine/rows.ts'
import { receive } from '../../client/engine/incoming.ts'
import { codecs, type MessageRow } from '../../client/engine/tables.ts'
import { queueContent } from '../../client/engine/outgoing.ts'
import { TABLES, type TableName } from '../../client/engine/ports.ts'
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import {
  attachment,
  content,
  edit,
  expiry,
  hello,
  itemType,
  picture,
  reaction,
  receipt,
  reset,
  target,
  timer,
} from '../../protocol/message.ts'
import { begin, connect, makePerson, NOW, seeded } from '../client/crypto/alice-and-bob.ts'
import { makeProfile } from '../support/profile.ts'
import type { Target } from './fuzzing.ts'
import { rowSeeds } from './row-seeds.ts'
import { readCanonical, refusalOf } from './targets-wire.ts'

const random = seeded('fuzz engine')
const friend = makePerson(seeded('fuzz friend'))

const codecOf = (table: TableName): Codec<unknown> => codecs[table] as unknown as Codec<unknown>

/** A message of the friend and one of ours, for what a friend says of messages. */
const history: Readonly<Record<string, MessageRow>> = Object.fromEntries(
  [false, true].map((mine) => {
    const id = new Uint8Array(16).fill(9)
    const device = mine ? new Uint8Array(4).fill(1) : friend.device.device
    return [orderOf(1, device, id), { ...bareRow, id, mine, text: 'there', time: NOW }]
  }),
)

/** A draft that writes each row at once, as the commit would, over a history that is at hand. */
const strict = (draft: Draft): Draft => ({
  ...draft,
  get: (table, key) => {
    try {
      return draft.get(table, key)
    } catch (error) {
      if (!(error instanceof Unread)) throw error
      // Asked for with `message` alone.
      return history[key.slice(key.indexOf('/') + 1)] as ReturnType<typeof draft.get<typeof table>>
    }
  },
  put: (table, key, row) => {
    encode(codecOf(table), row)
    assert.ok(key.length <= 160)
    draft.put(table, key, row)
  },
  nested: () => {
    const inner = draft.nested()
    return { ...strict(inner), keep: () => inner.keep() }
  },
})

/** A profile that has written three messages to the friend. */
const makeWriter = async () => {
  const made = await makeProfile({
    friend,
    manifest: friend.manifest,
    cardKey: new Uint8Array(32),
  })
  const turn = made.turnOf()
  for (let number = 0; number < 3; number++) {
    const items = [{ type: itemType.text, body: new Uint8Array(4).fill(65) }]
    const id = random.bytes(16)
    const order = `o${number}`
    queueContent(turn, made.deviceKey, { id, items, lamport: number, order, shown: true })
  }
  await made.profile.commit(turn.draft)
  return made
}

const head = {
  version: 1,
  kind: 1,
  id: new Uint8Array(16).fill(9),
  time: NOW,
  ownManifest: new Uint8Array(16),
  peerManifest: new Uint8Array(16),
  count: 1,
  lamport: 1,
}

/** What a friend can say about messages and the conversation. */
const changeItems = () => {
  const place = { lamport: 1, device: friend.device.device, id: new Uint8Array(16).fill(9) }
  return [
    { type: itemType.reply, body: encode(target, place) },
    { type: itemType.reaction, body: encode(reaction, { ...place, mark: '!' }) },
    { type: itemType.edit, body: encode(edit, { ...place, text: 'new' }) },
    { type: itemType.erase, body: encode(target, place) },
    { type: itemType.read, body: encode(target, place) },
    { type: itemType.timer, body: encode(timer, { seconds: 60 }) },
    { type: itemType.expiry, body: encode(expiry, { seconds: 60 }) },
    { type: itemType.forwarded, body: new Uint8Array(0) },
    {
      type: itemType.attachment,
      body: encode(attachment, {
        blobId: new Uint8Array(32),
        key: new Uint8Array(32),
        size: 5,
        hash: new Uint8Array(32),
        mediaType: 'image/png',
        name: 'a.png',
        width: 1,
        height: 1,
        length: 0,
        waveform: new Uint8Array(0),
        thumbnail: new Uint8Array(3),
      }),
    },
    { type: itemType.picture, body: encode(picture, { webp: new Uint8Array(3) }) },
  ]
}

const friendSeeds = (ownDevice: Uint8Array): Uint8Array[] => {
  const route = {
    forDevice: ownDevice,
    friendId: new Uint8Array(16),
    sendToken: new Uint8Array(32),
  }
  const named = { upTo: 1, ranges: [{ from: 3, length: 2 }] }
  const items = [
    { type: itemType.text, body: new Uint8Array(5).fill(66) },
    { type: itemType.name, body: new Uint8Array(3).fill(67) },
    {
      type: itemType.hello,
      body: encode(hello, {
        manifest: friend.manifest,
        cardKey: new Uint8Array(32),
        routes: [route],
      }),
    },
    { type: itemType.receipt, body: encode(receipt, named) },
    { type: itemType.reset, body: encode(reset, { lastMessage: new Uint8Array(16), failures: 1 }) },
    { type: 99, body: new Uint8Array(2) },
    ...changeItems(),
  ]
  return [
    ...items.map((item) => encode(content, { head, items: [item] })),
    encode(content, { head: { ...head, kind: 2, count: 0 }, items: items.slice(3, 4) }),
    encode(content, { head: { ...head, count: 7, lamport: 2 ** 50 }, items }),
  ]
}

const EDGE = Number.MAX_SAFE_INTEGER

/** A row is what is written again, except that an earlier version's ends before the fields added since. */
const readRow = (codec: Codec<unknown>, input: Uint8Array): void => {
  const again = encode(codec, decode(codec, input))
  assert.deepEqual(again.subarray(0, input.length), input, 'accepted but not canonical')
}

/** Any row of any table, as a damaged or foreign profile might hold it: one byte chooses the table. */
const rowTarget = (): Target => {
  const { a, b } = connect('fuzz rows')
  const sessions = [a.session, b.session, begin('fuzz rows 2').a.session]
  const index = TABLES.indexOf('session')
  const rows = sessions.map((state) =>
    encode(codecs.session, {
      device: 'ab/cd',
      generation: 0,
      initiator: true,
      answered: false,
      created: NOW,
      lastOpened: NOW,
      reset: false,
      skipped: 0,
      state,
    }),
  )
  return {
    name: 'rows',
    longest: 4_400,
    seeds: [
      ...TABLES.map((_, table) => new Uint8Array(300).with(0, table)),
      ...rowSeeds,
      ...rows.map((row) => Uint8Array.of(index, ...row)),
    ],
    run: (input) =>
      refusalOf(() => {
        const table = TABLES[(input[0] ?? 0) % TABLES.length] ?? 'known'
        readRow(codecOf(table), input.slice(1))
        return `read ${table}`
      }),
  }
}

/** Targets on a real profile in memory. */
export const engineTargets = async (): Promise<readonly Target[]> => {
  const { profile, deviceKey } = await makeWriter()
  const me = profile.rows.get('profile', 'me')
  const inward = profile.rows.get('device', deviceKey)?.inward
  assert.ok(me && inward)
  const turnOf = () => ({ draft: strict(profile.begin()), random, now: NOW, told: nothingTold() })
  return [
    {
      name: 'friend',
      longest: 1_500,
      seeds: [
        ...friendSeeds(me.device.device),
        encode(content, { head: { ...head, count: EDGE, lamport: EDGE, time: EDGE }, items: [] }),
      ],
      run: (input) =>
        refusalOf(() => {
          const turn = turnOf()
          readContent(input)
          applyContent(turn, deviceKey, readCanonical(content, input))
          return `applied, ${turn.told.messages.size} told`
        }),
    },
    {
      name: 'arrival',
      longest: 4_200,
      seeds: [new Uint8Array(2_048), Uint8Array.of(1, 1, ...new Uint8Array(4_094))],
      run: (input) => {
        // The frame that brings it has at least one byte.
        if (input.length === 0) return 'no envelope'
        const turn = turnOf()
        receive(turn, { seq: 1, friendId: inward, envelope: input })
        const kept = turn.draft.entries('quarantine').length
        return `kept aside ${kept}`
      },
    },
    rowTarget(),
  ]
}
