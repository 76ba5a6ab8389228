// The breadth-first walk behind exhaustive.test.ts. A state is two drafts that are never changed, and what was
// handed over in each direction; a step puts a new draft on top. Bytes differ from path to path, so states are
// compared by everything that decisions look at: counts, chains, generations, what waits, what is shown.
import { prekeyStatement } from '../../client/engine/account.ts'
import { sendText } from '../../client/engine/writing.ts'
import { channelStored, unsent } from '../../client/engine/delivery.ts'
import { startOver } from '../../client/engine/renewing.ts'
import { receive } from '../../client/engine/incoming.ts'
import { sendReceipt } from '../../client/engine/outgoing.ts'
import type { Draft } from '../../client/engine/rows.ts'
import { activeSession } from '../../client/engine/sessions.ts'
import { nothingTold, must, ownInbox, type Turn } from '../../client/engine/turn.ts'
import { fromHex, toHex } from '../../protocol/bytes.ts'
import { carryOn, invited, type Carried } from '../support/two-profiles.ts'
import { createChance } from './chance.ts'

/** What the walk may do. */
export interface Bounds {
  /** Texts that each of the two writes. */
  readonly texts: readonly [number, number]
  /** Times that a delivery comes again because its acknowledgement was lost. */
  readonly crashes: number
  /** Each of the two starts a new session once. */
  readonly resets: boolean
  /** Receipts of their own that each may send at any time; once nothing else is left they always may. */
  readonly receipts: number
}

export interface Explored {
  readonly states: number
  readonly last: number
  readonly failures: readonly string[]
}

/** One of the two: what it has committed, what it has still to do, what was handed over to it. */
interface Half {
  readonly draft: Draft
  readonly left: number
  readonly maySetOut: boolean
  readonly receipts: number
  readonly wire: readonly Carried[]
  readonly taken: number
}
interface State {
  readonly halves: readonly [Half, Half]
  readonly crashes: number
}
type Which = 0 | 1

const NOW = 1_800_000_100_000

const inOrder = (a: string, b: string): number => (a < b ? -1 : 1)

const deviceOf = (draft: Draft) => must(draft.entries('device')[0])

const sessionsOf = (draft: Draft): readonly unknown[] => {
  const [, device] = deviceOf(draft)
  return device.sessions.map((key) => {
    const { generation, initiator, answered, reset, skipped, state } = must(
      draft.get('session', key),
    )
    const { send, receive: got, turn, prefix } = state
    return [
      key === device.active,
      generation,
      initiator,
      answered,
      reset,
      skipped,
      turn,
      prefix !== undefined,
      send.count,
      send.previous,
      got.chain,
      got.count,
    ]
  })
}

const texts = (draft: Draft): string[] =>
  draft
    .entries('message')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, row]) => !row.mine)
    .map(([, row]) => row.text)

const markOf = ({ draft, left, maySetOut, receipts, wire, taken }: Half): unknown => {
  const [, device] = deviceOf(draft)
  const { sendCount, receivedUpTo, receivedAbove, receiptOwed, generation, wantsReset } = device
  const pending = draft.entries('pending').map(([key, row]) => [key.slice(-4), row.seq > 0])
  const frames = draft.entries('frame').map(([, row]) => row.pending.slice(-4))
  return [
    left,
    maySetOut,
    receipts,
    wire.length - taken,
    sendCount,
    receivedUpTo,
    receivedAbove,
    receiptOwed,
    generation,
    wantsReset,
    sessionsOf(draft),
    pending.map(String).toSorted(inOrder),
    frames.toSorted(inOrder),
    texts(draft),
  ]
}

const markOfState = ({ halves, crashes }: State): string =>
  JSON.stringify([crashes, markOf(halves[0]), markOf(halves[1])])

/** A decision on top of a half. */
const decide = (half: Half, label: string, act: (turn: Turn) => void): Draft => {
  const draft = half.draft.nested()
  act({ draft, random: createChance(label), now: NOW, told: nothingTold() })
  return draft
}

/** What a half wrote goes to the other's inbox at once; how long it lies there is what the walk varies. */
const handOver = (from: Half, to: Half): [Half, Half] => {
  const waiting: Carried[] = from.draft
    .entries('channel')
    .flatMap(([channel]) =>
      unsent(from.draft, channel, 0, 1_000).map(({ seq, bytes }) => ({ channel, seq, bytes })),
    )
  if (waiting.length === 0) return [from, to]
  const draft = decide(from, 'stored', (turn) => {
    for (const { channel, seq } of waiting) channelStored(turn, channel, seq)
  })
  return [
    { ...from, draft },
    { ...to, wire: [...to.wire, ...waiting] },
  ]
}

const replace = (state: State, which: Which, half: Half): State => {
  const other = state.halves[which === 0 ? 1 : 0]
  const [mine, theirs] = handOver(half, other)
  return { ...state, halves: which === 0 ? [mine, theirs] : [theirs, mine] }
}

const take = (half: Half, deposit: Carried, label: string): Draft =>
  decide(half, label, (turn) => {
    const seq = ownInbox(turn.draft).cursor + 1
    receive(turn, { seq, friendId: must(fromHex(deposit.channel)), envelope: deposit.bytes })
  })

const bundleOf = (draft: Draft) => {
  const { body } = prekeyStatement(draft, createChance('bundle'))
  const pair = body.pairs[0]
  const kem = pair
    ? ({ type: 'pair', item: pair.item } as const)
    : ({ type: 'lastResort', item: body.lastResort } as const)
  return { sealedManifest: body.sealedManifest, signedPrekey: body.signedPrekey, kem }
}

/** Nothing is left to write, to take or to start. */
const nothingElse = ({ halves }: State): boolean =>
  halves.every(
    ({ left, maySetOut, wire, taken }) => left === 0 && !maySetOut && taken === wire.length,
  )

/** Every step that is possible now. */
const nextStates = (state: State, label: string): State[] => {
  const found: State[] = []
  for (const which of [0, 1] as const) {
    const half = state.halves[which]
    const other = state.halves[which === 0 ? 1 : 0]
    const add = (next: Half, crashes = state.crashes): void => {
      found.push(replace({ ...state, crashes }, which, next))
    }
    const name = `${label} ${which}`
    const [deviceKey, device] = deviceOf(half.draft)
    const { draft } = half
    if (half.left > 0) {
      const id = toHex(createChance(`${which} text ${half.left}`).bytes(16))
      const text = `${which} ${String.fromCharCode(122 - half.left)}`
      const said = { type: 'send', person: device.person, text, id } as const
      add({
        ...half,
        left: half.left - 1,
        draft: decide(half, name, (turn) => sendText(turn, said)),
      })
    }
    const deposit = half.wire[half.taken]
    if (deposit) add({ ...half, taken: half.taken + 1, draft: take(half, deposit, name) })
    const again = half.wire[half.taken - 1]
    if (again && state.crashes > 0) {
      add({ ...half, draft: take(half, again, name) }, state.crashes - 1)
    }
    const mayReceipt = half.receipts > 0 || nothingElse(state)
    if (mayReceipt && device.receiptOwed && activeSession(draft, device)) {
      const receipts = Math.max(0, half.receipts - 1)
      add({ ...half, receipts, draft: decide(half, name, (turn) => sendReceipt(turn, deviceKey)) })
    }
    if (half.maySetOut) {
      const bundle = bundleOf(other.draft)
      const next = decide(half, name, (turn) => startOver(turn, deviceKey, bundle))
      add({ ...half, maySetOut: false, draft: next })
    }
  }
  return found
}

const wrongWith = ({ halves }: State, bounds: Bounds, isLast: boolean): string | undefined => {
  for (const which of [0, 1] as const) {
    const shown = texts(halves[which].draft)
    if (new Set(shown).size !== shown.length) return `shown twice: ${shown.join()}`
    if (shown.toSorted().join() !== shown.join()) return `out of order: ${shown.join()}`
    if (!isLast) continue
    const { draft } = halves[which]
    if (shown.length !== bounds.texts[which === 0 ? 1 : 0])
      return `lost, shown only ${shown.join()}`
    if (draft.entries('pending').length > 0) return 'something stays without a receipt'
    if (deviceOf(draft)[1].wantsReset) return 'a session does not heal'
  }
  return undefined
}

/** Walks through every state within the bounds. */
export const explore = async (bounds: Bounds): Promise<Explored> => {
  const { ann, ben } = await invited('explore')
  await carryOn(ben, ann)
  const half = (draft: Draft, left: number): Half => ({
    draft,
    left,
    maySetOut: bounds.resets,
    receipts: bounds.receipts,
    wire: [],
    taken: 0,
  })
  const first: State = {
    halves: [
      half(ann.profile().begin(), bounds.texts[0]),
      half(ben.profile().begin(), bounds.texts[1]),
    ],
    crashes: bounds.crashes,
  }
  const seen = new Set([markOfState(first)])
  const failures: string[] = []
  let last = 0
  let layer: State[] = [first]
  while (layer.length > 0 && failures.length === 0) {
    const next: State[] = []
    for (const state of layer) {
      const following = nextStates(state, String(seen.size))
      const ends = following.length === 0 || (state.crashes > 0 && isQuiet(state))
      if (ends) last += 1
      const wrong = wrongWith(state, bounds, ends)
      if (wrong !== undefined) failures.push(wrong)
      for (const reached of following) {
        const mark = markOfState(reached)
        if (seen.has(mark)) continue
        seen.add(mark)
        next.push(reached)
      }
    }
    layer = next
  }
  return { states: seen.size, last, failures }
}

/** Only crashes are left to happen. */
const isQuiet = (state: State): boolean =>
  nothingElse(state) && state.halves.every(({ draft }) => !deviceOf(draft)[1].receiptOwed)
