// A frame that does not open leaves everything but the record of it as it was. Tried beside the world, on a
// copy of a person's disk at the moment a frame arrives: the same frame with one bit turned.
import { openProfile, type Draft } from '../../client/engine/rows.ts'
import { receive } from '../../client/engine/incoming.ts'
import { TABLES } from '../../client/engine/ports.ts'
import { codecs } from '../../client/engine/tables.ts'
import { nothingTold, ME } from '../../client/engine/turn.ts'
import { toHex } from '../../protocol/bytes.ts'
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import { receiverAnswer } from '../../protocol/frame.ts'
import { MIN_INIT_FRAME } from '../../protocol/limits.ts'
import { createDiskMemory, type DiskMemory } from '../support/disk-memory.ts'
import type { Chance } from './chance.ts'

const DATA_KEY = new Uint8Array(32).fill(7)
const PREFIX_BYTES = 1_323
/** What the arrival of an unreadable frame may change: the record of it, and the wish to heal. */
const RECORD: ReadonlySet<string> = new Set(['quarantine', 'notice', 'message'])
const MARKS = { quarantined: 0, wantsReset: false, failures: 0 } as const

type Probed = (typeof TABLES)[number]

const imageOf = (draft: Draft, table: Probed): string[] => {
  const codec = codecs[table] as Codec<unknown> // the codec of this very table
  return draft
    .entries(table)
    .map(([key, row]) => {
      const bare = table === 'device' ? { ...row, ...MARKS } : row
      return `${key} ${toHex(encode(codec, bare))}`
    })
    .toSorted()
}

const copyOf = (disk: DiskMemory): DiskMemory =>
  createDiskMemory({
    tables: new Map(
      TABLES.map((table) => [table, new Map(disk.rows(table).map((row) => [row.key, row.value]))]),
    ),
  })

const turnBit = (envelope: Uint8Array, chance: Chance): Uint8Array => {
  const starts = envelope[0] === 1 && envelope[1] === 1 && envelope.length >= MIN_INIT_FRAME
  const from = starts ? PREFIX_BYTES : 0
  const turned = Uint8Array.from(envelope)
  const at = from + chance.below(envelope.length - from)
  turned[at] = (turned[at] ?? 0) ^ (1 << chance.below(8))
  return turned
}

/** Gives the first table that a turned frame changed, if it changed any. */
export const probe = async (
  disk: DiskMemory,
  said: Uint8Array,
  chance: Chance,
  now: number,
): Promise<string | undefined> => {
  const frame = decode(receiverAnswer, said)
  if (frame.type !== 'deliver') return undefined
  const profile = await openProfile(copyOf(disk).open(), DATA_KEY, chance)
  const inbox = profile.rows.get('inbox', ME)
  if (!inbox || frame.seq <= inbox.cursor) return undefined
  const draft = profile.begin()
  const { seq, friendId } = frame
  const envelope = turnBit(frame.envelope, chance)
  receive({ draft, random: chance, now, told: nothingTold() }, { seq, friendId, envelope })
  draft.put('inbox', ME, inbox)
  return TABLES.filter((table) => !RECORD.has(table)).find((table) => {
    const [before, after] = [imageOf(profile.rows, table), imageOf(draft, table)]
    return before.join('\n') !== after.join('\n')
  })
}
