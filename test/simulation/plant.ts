// Deliberate bugs, planted in the ports around the product, each with the faults that bring it to light. A
// simulation that misses one of them proves nothing.
import type { Clock, Disk, Net, TableName } from '../../client/engine/ports.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { receiverAnswer, receiverFrame } from '../../protocol/frame.ts'
import type { FaultKind } from './story.ts'
import type { Plant } from './world.ts'

/** A bug and where to look for it. */
export interface Planted {
  readonly name: string
  readonly plant: Plant
  readonly faults: readonly FaultKind[]
}

const DELIVER = 0x93

/** Tells that a commit is durable before it is. */
const earlyCommit = (disk: Disk): Disk => ({
  ...disk,
  commit: (writes) => {
    disk.commit(writes).catch(() => undefined)
    return Promise.resolve()
  },
})

/** Leaves the rows of one table out of every commit. */
const forgetful =
  (table: TableName) =>
  (disk: Disk): Disk => ({
    ...disk,
    commit: (writes) => disk.commit(writes.filter((write) => write.table !== table)),
  })

/** Acknowledges what came before the engine has committed it. */
const earlyAck = (net: Net): Net => ({
  ...net,
  open: (path, events) => {
    let storeEpoch: Uint8Array | undefined
    const socket = net.open(path, {
      ...events,
      received: (frame) => {
        events.received(frame)
        if (path !== '/wss') return
        const said = decode(receiverAnswer, frame)
        if (said.type === 'welcome') storeEpoch = said.storeEpoch
        if (said.type === 'deliver' && storeEpoch) {
          socket.send(encode(receiverFrame, { type: 'ack', storeEpoch, upTo: said.seq }))
        }
      },
    })
    return socket
  },
})

/** Loses every seventh delivery, which no connection does that stays open. */
const lossy = (net: Net): Net => {
  let count = 0
  return {
    ...net,
    open: (path, events) =>
      net.open(path, {
        ...events,
        received: (frame) => {
          if (frame[0] === DELIVER && ++count % 7 === 0) return
          events.received(frame)
        },
      }),
  }
}

/** Waits of more than a second are forgotten now and then. */
const lostTimers = (clock: Clock): Clock => {
  let count = 0
  return {
    ...clock,
    after: (delay, call) => {
      if (delay > 1_000 && ++count % 3 === 0) return () => undefined
      return clock.after(delay, call)
    },
  }
}

const STORMS: readonly FaultKind[] = ['crash', 'crashAtCommit', 'cut']

export const planted: readonly Planted[] = [
  {
    name: 'commit told before durable',
    plant: { person: { wrapDisk: earlyCommit } },
    faults: STORMS,
  },
  {
    name: 'sessions not kept',
    plant: { person: { wrapDisk: forgetful('session') } },
    faults: STORMS,
  },
  {
    name: 'outbox frames not kept',
    plant: { person: { wrapDisk: forgetful('frame') } },
    faults: STORMS,
  },
  {
    name: 'unreceipted texts not kept',
    plant: { person: { wrapDisk: forgetful('pending') } },
    faults: STORMS,
  },
  {
    name: 'history not kept',
    plant: { person: { wrapDisk: forgetful('message') } },
    faults: STORMS,
  },
  {
    name: 'own friendIds not kept',
    plant: { person: { wrapDisk: forgetful('route') } },
    faults: STORMS,
  },
  {
    name: 'the same chance after each start',
    plant: { person: { stuckRandom: true } },
    faults: ['crash', 'rollBack'],
  },
  {
    name: 'acknowledged before committed',
    plant: { person: { wrapNet: earlyAck } },
    faults: ['crashAtCommit'],
  },
  {
    name: 'deliveries lost on a live connection',
    plant: { person: { wrapNet: lossy } },
    faults: ['cut'],
  },
  { name: 'timers lost', plant: { person: { wrapClock: lostTimers } }, faults: STORMS },
  {
    name: 'a restored store keeps its epoch',
    plant: { server: { sameEpoch: true } },
    faults: ['serverRestore'],
  },
]
