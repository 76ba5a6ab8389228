// A friend whose client was changed: with the true keys of their own profile it writes what no honest client
// writes, inside the seal and around it. Done on the disk of a person whose process is dead.
import { sealMessage, type Session } from '../../client/crypto/index.ts'
import { openProfile, type Draft } from '../../client/engine/rows.ts'
import { toHex } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { MAX_COUNT } from '../../protocol/limits.ts'
import { content, contentKind, itemType, receipt } from '../../protocol/message.ts'
import type { Disk } from '../../client/engine/ports.ts'
import type { Chance } from './chance.ts'

export const evils = [
  'counterBomb',
  'gap',
  'badKem',
  'forgedBody',
  'garbageFrame',
  'garbageInside',
  'hugeNumbers',
  'falseReceipt',
  'shortItem',
] as const
export type Evil = (typeof evils)[number]

const frameKey = (channel: string, seq: number): string =>
  `${channel}/${seq.toString(16).padStart(11, '0')}`

const headOf = (chance: Chance, count: number, lamport: number) => ({
  version: 1,
  kind: contentKind.counted,
  id: chance.bytes(16),
  time: 1,
  ownManifest: new Uint8Array(16),
  peerManifest: new Uint8Array(16),
  count,
  lamport,
})

const contentOf = (how: Evil, chance: Chance, sendCount: number): Uint8Array => {
  const text = { type: itemType.text, body: new TextEncoder().encode('evil') }
  const huge = chance.pick([Number.MAX_SAFE_INTEGER, MAX_COUNT, 2 ** 40, 3_000])
  if (how === 'garbageInside') return chance.bytes(1 + chance.below(700))
  if (how === 'hugeNumbers')
    return encode(content, { head: headOf(chance, huge, huge), items: [text] })
  const items =
    how === 'falseReceipt'
      ? [{ type: itemType.receipt, body: encode(receipt, { upTo: huge, ranges: [] }) }]
      : how === 'shortItem'
        ? [{ type: itemType.hello, body: chance.bytes(3) }, text]
        : [text]
  return encode(content, { head: headOf(chance, sendCount + 1, 5), items })
}

const skewed = (how: Evil, state: Session, chance: Chance): Session => {
  const { send } = state
  if (how === 'counterBomb') return { ...state, send: { ...send, count: send.count + 1_500 } }
  if (how === 'gap')
    return { ...state, send: { ...send, count: send.count + 1 + chance.below(20) } }
  return state
}

const frameOf = (how: Evil, state: Session, bytes: Uint8Array, chance: Chance) => {
  if (how === 'garbageFrame') return { frame: chance.bytes(2_048), session: state }
  const sealed = sealMessage(skewed(how, state, chance), bytes, chance)
  const frame = new Uint8Array(sealed.frame)
  if (how === 'forgedBody') frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 1
  if (how === 'badKem' && sealed.session.slot) {
    const slot = chance.bytes(sealed.session.slot.length)
    return { frame, session: { ...sealed.session, slot } }
  }
  return { frame, session: sealed.session }
}

const place = (draft: Draft, deviceKey: string, how: Evil, chance: Chance): boolean => {
  const device = draft.get('device', deviceKey)
  const session = device && draft.get('session', device.active)
  const channelKey = device?.out ? toHex(device.out) : ''
  const channel = draft.get('channel', channelKey)
  if (!device || !session || !channel) return false
  const bytes = contentOf(how, chance, device.sendCount)
  const { frame, session: state } = frameOf(how, session.state, bytes, chance)
  const seq = channel.nextSeq
  draft.put('session', device.active, { ...session, state })
  draft.put('device', deviceKey, { ...device, sendCount: device.sendCount + 1 })
  draft.put('frame', frameKey(channelKey, seq), { bytes: frame, pending: '', wake: false })
  draft.put('channel', channelKey, { ...channel, nextSeq: seq + 1 })
  return true
}

/** Puts one evil frame for each friend into the profile's outbox. Gives how many. */
export const doEvil = async (
  disk: Disk,
  dataKey: Uint8Array,
  how: Evil,
  chance: Chance,
): Promise<number> => {
  const profile = await openProfile(disk, dataKey, chance)
  const draft = profile.begin()
  let count = 0
  for (const [key] of draft.entries('device')) {
    try {
      if (place(draft, key, how, chance)) count += 1
    } catch {
      // A session that cannot send just now does no evil either.
    }
  }
  await profile.commit(draft)
  return count
}
