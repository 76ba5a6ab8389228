// Two honest people who write to each other's server all the while it is under attack: one deposits, the
// other reads and acknowledges. What was told `stored` has to arrive, once and in order (PROTOCOL 10).
import assert from 'node:assert/strict'
import { toBase64url } from '../../protocol/bytes.ts'
import { receiverAnswer, receiverFrame, senderAnswer, senderFrame } from '../../protocol/frame.ts'
import type { Resident } from '../support/server.ts'
import { attach, FrameSocket, random, signLogin } from '../support/wire.ts'
import { pause } from './chance.ts'

/** What the two can say in the end. */
export interface PairReport {
  readonly delivered: number
  /** Milliseconds from sending to reading: half were quicker, and the slowest. */
  readonly median: number
  readonly slowest: number
}

/** The two at work until `stop`, over sockets to `origin` (`ws://` or `wss://`, host and port). */
export const startPair = async (
  origin: string,
  { device, route }: Resident,
  every = 25,
): Promise<{ stop(): Promise<PairReport> }> => {
  const receiver = await new FrameSocket(
    `${origin}/wss`,
    receiverFrame,
    receiverAnswer,
    {},
  ).opened()
  const { nonce } = await receiver.hear('challenge')
  // Whatever carries it, the client dialled with TLS.
  const signature = signLogin(device, origin.replace(/^wss?:/, 'wss:'), nonce)
  receiver.say({ type: 'login', version: 1, inboxId: device.inboxId, signature })
  const { storeEpoch } = await receiver.hear('welcome')
  const path = `/wss/${toBase64url(route.friendId)}`
  const sender = await new FrameSocket(`${origin}${path}`, senderFrame, senderAnswer, {}).opened()
  const { high } = await attach(sender, route)
  const sentAt: number[] = []
  const times: number[] = []
  let wanted = Infinity
  const read = async (): Promise<void> => {
    while (times.length < wanted) {
      const { seq, envelope } = await receiver.hear('deliver')
      const number = new DataView(envelope.buffer, envelope.byteOffset).getUint32(0)
      assert.equal(number, times.length, 'once and in order')
      times.push(performance.now() - (sentAt[number] ?? 0))
      receiver.say({ type: 'ack', storeEpoch, upTo: seq })
    }
  }
  const reading = read()
  // A failure is reported by `stop`.
  reading.catch(() => undefined)
  let stopping = false
  const write = async (): Promise<void> => {
    while (!stopping) {
      const envelope = random(2_048)
      new DataView(envelope.buffer).setUint32(0, sentAt.length)
      sentAt.push(performance.now())
      sender.say({ type: 'send', channel: 0, seq: high + sentAt.length, flags: 0, envelope })
      await sender.hear('stored')
      await pause(every)
    }
    wanted = sentAt.length
  }
  const writing = write()
  writing.catch(() => undefined)
  return {
    stop: async () => {
      stopping = true
      await writing
      if (times.length < wanted) await reading
      await Promise.all([sender.close(), receiver.close()])
      const sorted = times.toSorted((a, b) => a - b)
      return {
        delivered: times.length,
        median: sorted[sorted.length >> 1] ?? 0,
        slowest: sorted.at(-1) ?? 0,
      }
    },
  }
}
