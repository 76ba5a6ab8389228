// Two profiles that met by an invitation, without any server: decisions run on drafts, frames are carried by
// hand. For tests of the engine's pure steps and for the exhaustive model.
import type { Random } from '../../client/crypto/index.ts'
import { createAccount } from '../../client/engine/account.ts'
import { sendText } from '../../client/engine/writing.ts'
import { channelStored, unsent } from '../../client/engine/delivery.ts'
import { receive } from '../../client/engine/incoming.ts'
import { acceptInvitation, lookAtCard, makeInvitation } from '../../client/engine/inviting.ts'
import { openProfile, Unread, type Profile } from '../../client/engine/rows.ts'
import { nothingTold, attempt, ME, must, ownInbox, type Turn } from '../../client/engine/turn.ts'
import type { MessageView } from '../../client/engine/view.ts'
import { fromHex, toHex } from '../../protocol/bytes.ts'
import { createChance } from '../simulation/chance.ts'
import { createDiskMemory, type DiskMemory } from './disk-memory.ts'

const HOUSE_KEY = new Uint8Array(32).fill(9)
const DATA_KEY = new Uint8Array(32).fill(7)
const START = 1_800_000_000_000

/** A deposit on its way. */
export interface Carried {
  readonly channel: string
  readonly seq: number
  readonly bytes: Uint8Array
}

/** One profile in a test's hand. */
export interface Side {
  readonly disk: DiskMemory
  profile(): Profile
  random: Random
  now: number
  /** One decision, committed. Gives what it gave; when it throws nothing changed. */
  decide<T>(act: (turn: Turn) => T): Promise<T>
  /** Message views told since the start. */
  readonly told: MessageView[]
  /** What waits to be deposited, oldest first. */
  outbox(): readonly Carried[]
  /** The server has everything up to this deposit. */
  stored(deposit: Carried): Promise<void>
  /** Takes an envelope under the next inbox number. */
  take(deposit: Carried): Promise<void>
  say(text: string): Promise<string>
  /** Texts of the friend in the order of the screen. */
  shown(): Promise<readonly string[]>
  /** The process dies and starts again on the same disk, or on another. */
  reopen(disk?: DiskMemory): Promise<Side>
}

/** Makes a decision again when the row of the history was read that it needs. */
const reading = async <T>(profile: Profile, decide: () => T): Promise<T> => {
  for (;;) {
    try {
      return decide()
    } catch (error) {
      if (!(error instanceof Unread)) throw error
      await profile.fetch([error.key])
    }
  }
}

export const createSide = async (seed: string, disk = createDiskMemory()): Promise<Side> => {
  const random = createChance(seed)
  const profile = await openProfile(disk.open(), DATA_KEY, random)
  const told: MessageView[] = []
  const side: Side = {
    disk,
    profile: () => profile,
    random,
    now: START,
    told,
    decide: async (act) => {
      const draft = profile.begin()
      const turn: Turn = { draft, random: side.random, now: side.now, told: nothingTold() }
      const result = await reading(profile, () => attempt(turn, act))
      await profile.commit(draft)
      told.push(...turn.told.messages.values())
      for (const { id, state } of turn.told.moved.values()) {
        const before = told.findLast((view) => view.id === id)
        if (before) told.push({ ...before, state })
      }
      return result
    },
    outbox: () => {
      const { rows } = profile
      return rows
        .entries('channel')
        .flatMap(([channel]) =>
          unsent(rows, channel, 0, 10_000).map(({ seq, bytes }) => ({ channel, seq, bytes })),
        )
    },
    stored: ({ channel, seq }) => side.decide((turn) => channelStored(turn, channel, seq)),
    take: ({ channel, bytes }) =>
      side.decide((turn) => {
        const seq = ownInbox(turn.draft).cursor + 1
        receive(turn, { seq, friendId: must(fromHex(channel)), envelope: bytes })
      }),
    say: async (text) => {
      const id = toHex(side.random.bytes(16))
      const person = must(profile.rows.entries('person')[0])[0]
      await side.decide((turn) => sendText(turn, { type: 'send', person, text, id }))
      return id
    },
    shown: async () => {
      const rows = await profile.history({})
      return rows.filter(([, row]) => !row.mine).map(([, row]) => row.text)
    },
    reopen: async (other = disk) => {
      const again = await createSide(`${seed} again`, other)
      again.now = side.now
      return again
    },
  }
  return side
}

/** Everything that waits at `from` reaches `to`, in order. */
export const carryAll = async (from: Side, to: Side): Promise<number> => {
  const waiting = from.outbox()
  for (const deposit of waiting) {
    await from.stored(deposit)
    await to.take(deposit)
  }
  return waiting.length
}

/** Carries both ways until nothing waits. */
export const carryOn = async (one: Side, other: Side): Promise<void> => {
  while ((await carryAll(one, other)) + (await carryAll(other, one)) > 0);
}

/** Ann and Ben, before any frame was carried: Ben has accepted Ann's invitation. */
export const invited = async (seed: string): Promise<{ ann: Side; ben: Side }> => {
  const ann = await createSide(`${seed} ann`)
  const ben = await createSide(`${seed} ben`)
  const key = await ann.decide((turn) => {
    createAccount(turn, 'Ann', { houseKey: HOUSE_KEY })
    return makeInvitation(turn, '')
  })
  const { rows } = ann.profile()
  const card = must(must(rows.get('route', key)).card)
  const account = must(rows.get('profile', ME)).account.publicKey
  const { secret } = must(rows.get('invitation', key))
  await ben.decide((turn) => {
    const link = { type: 'invitation', account, secret } as const
    const look = lookAtCard(turn.draft, link, card, turn.now)
    if (look.is !== 'open') throw new Error('the card does not open')
    return acceptInvitation(turn, link, look.card, 'Ben')
  })
  return { ann, ben }
}
