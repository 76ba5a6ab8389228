// Logins that are refused (PROTOCOL 3.2): the inbox is stated anew in between, three in a row end it, and a
// person who tries again gets the whole of that again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccount } from '../../../client/engine/account.ts'
import type { SocketEvents } from '../../../client/engine/ports.ts'
import { createLoadLater } from '../../../client/engine/load-later.ts'
import { createReceiving } from '../../../client/engine/receiving.ts'
import { ME, must } from '../../../client/engine/turn.ts'
import type { Halt } from '../../../client/engine/view.ts'
import { closeCode } from '../../../protocol/errors.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { createSide } from '../../support/two-profiles.ts'

test('after a retry the inbox is stated anew before it counts as gone again', async () => {
  const side = await createSide('refused')
  await side.decide((turn) => createAccount(turn, 'Ann', { houseKey: new Uint8Array(32).fill(9) }))
  const stated = (): Promise<void> =>
    side.decide(({ draft }) => {
      draft.put('inbox', ME, { ...must(draft.get('inbox', ME)), created: true })
    })
  await stated()
  const halts: Halt[] = []
  const sockets: SocketEvents[] = []
  const clock = createManualClock()
  const receiving = createReceiving({
    net: {
      origin: 'https://host',
      post: () => Promise.reject(new Error('not here')),
      open: (_path, events) => {
        sockets.push(events)
        return {
          origin: 'wss://host',
          buffered: () => 0,
          send: () => undefined,
          close: () => undefined,
        }
      },
    },
    clock,
    random: side.random,
    rows: side.profile().rows,
    later: createLoadLater(),
    volatile: () => undefined,
    change: (decide) => side.decide(decide),
    changed: () => undefined,
    halt: (why) => halts.push(why),
  })
  const refuse = async (): Promise<void> => {
    must(sockets.at(-1)).closed(closeCode.refused)
    await settle()
  }
  const refuseUntilHalted = async (): Promise<number> => {
    for (let times = 1; ; times++) {
      await refuse()
      if (halts.length > 0) return times
      assert.equal(side.profile().rows.get('inbox', ME)?.created, false, 'to be stated anew')
      await stated()
      await clock.advance(120_000)
      receiving.pump()
    }
  }
  receiving.pump()
  const first = await refuseUntilHalted()
  assert.deepEqual(halts.splice(0), ['inboxGone'])
  receiving.retry()
  assert.equal(await refuseUntilHalted(), first)
  receiving.stop()
  assert.equal(clock.waiting(), 0)
})
