// A view against what a host may say: old hosts, gaps between events, repeated answers and troubles.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Snapshot, ViewEvent } from '../../../../client/engine/view.ts'
import type { Way } from '../../../../client/web/net-web.ts'
import type { BusMessage, HostMessage, Trouble } from '../../../../client/web/tabs/bus.ts'
import { BEAT } from '../../../../client/web/tabs/pulse.ts'
import { View } from '../../../../client/web/tabs/view.ts'
import { createManualClock, settle } from '../../../support/clock-manual.ts'
import { createDiskMemory } from '../../../support/disk-memory.ts'
import { createHub, createSmallEngine } from '../../../support/tabs.ts'

const named = (name: string): ViewEvent => {
  const engine = createSmallEngine(createDiskMemory().open(), () => undefined)
  const snapshot: Snapshot = { ...engine.snapshot(), name }
  return { type: 'snapshot', snapshot }
}

const createWorld = () => {
  const hub = createHub()
  const clock = createManualClock()
  const bus = hub.open(() => false)
  const heard: BusMessage[] = []
  const troubles: (Trouble | undefined)[] = []
  const ways: (Way | undefined)[] = []
  const events: ViewEvent[] = []
  bus.listen((message) => heard.push(message))
  const view = new View({
    bus: hub.open(() => false),
    clock,
    id: 'v',
    visible: () => false,
    steal: () => undefined,
    onTrouble: (trouble) => troubles.push(trouble),
    onAbout: ({ way }) => ways.push(way),
  })
  view.watch((event) => events.push(event))
  const say = async (...messages: HostMessage[]): Promise<void> => {
    for (const message of messages) bus.post(message)
    await settle()
  }
  const types = (): string[] => heard.splice(0).map((message) => message.type)
  return { view, clock, say, types, heard, troubles, ways, events }
}

const snapshot = (fence: number, n: number, name: string): HostMessage => ({
  from: 'host',
  fence,
  type: 'event',
  n,
  event: named(name),
})

test('there is no snapshot before a host shows one', async () => {
  const { view, say } = createWorld()
  assert.throws(() => view.snapshot(), TypeError)
  await say(snapshot(1, 1, 'Ann'))
  assert.equal((await view.ready).snapshot().name, 'Ann')
  let seen: ViewEvent | undefined
  const stop = view.watch((event) => (seen = event))
  assert.equal(seen?.type, 'snapshot')
  seen = undefined
  stop()
  await say(snapshot(1, 2, 'Bob'))
  assert.equal(seen, undefined)
  await view.close()
})

test('a host that was replaced is not believed', async () => {
  const { view, say } = createWorld()
  await say(snapshot(2, 1, 'new'), snapshot(1, 9, 'old'))
  assert.equal(view.snapshot().name, 'new')
  await view.close()
})

test('a gap between events makes the view ask for the state and the open conversation', async () => {
  const { view, say, types } = createWorld()
  await say(snapshot(1, 1, 'a'))
  const page = view.run({ type: 'page', person: 'p', before: 'x', limit: 5 })
  const answer = { is: 'page', messages: [], more: false } as const
  await say({ from: 'host', fence: 1, type: 'answer', view: 'v', id: 1, answer })
  assert.deepEqual(await page, answer)
  types()
  await say(snapshot(1, 2, 'b'))
  assert.deepEqual(types(), [])
  await say(snapshot(1, 4, 'd'))
  assert.deepEqual(types().slice(0, 2), ['hello', 'command'])
  await view.close()
})

test('only the first answer to this view counts', async () => {
  const { view, say } = createWorld()
  const done = view.run({ type: 'retry' })
  const other = { is: 'refused', why: 'busy' } as const
  await say(
    { from: 'host', fence: 1, type: 'answer', view: 'w', id: 1, answer: other },
    { from: 'host', fence: 1, type: 'answer', view: 'v', id: 1, answer: { is: 'done' } },
    { from: 'host', fence: 1, type: 'answer', view: 'v', id: 1, answer: other },
  )
  assert.deepEqual(await done, { is: 'done' })
  await view.close()
})

test('a taken command is not repeated until another host appears', async () => {
  const { view, say, clock, heard } = createWorld()
  const commands = () => heard.splice(0).filter((message) => message.type === 'command').length
  await say(snapshot(1, 1, 'a'))
  const answer = view.run({ type: 'retry' })
  await clock.advance(BEAT)
  assert.ok(commands() >= 2)
  await say({ from: 'host', fence: 1, type: 'taken', view: 'v', id: 1 })
  await clock.advance(BEAT * 4)
  assert.equal(commands(), 0)
  await say({ from: 'host', fence: 2, type: 'here' })
  assert.equal(commands(), 1)
  await say({ from: 'host', fence: 2, type: 'answer', view: 'v', id: 1, answer: { is: 'done' } })
  assert.deepEqual(await answer, { is: 'done' })
  await view.close()
})

test('a trouble is told when it changes', async () => {
  const { view, say, troubles } = createWorld()
  const trouble = (what: Trouble | undefined): HostMessage => ({
    from: 'host',
    fence: 1,
    type: 'trouble',
    trouble: what,
  })
  await say(trouble(undefined), trouble({ is: 'sockets' }), trouble({ is: 'sockets' }))
  await say(trouble(undefined), trouble(undefined))
  assert.deepEqual(troubles, [{ is: 'sockets' }, undefined])
  await view.close()
})

test('a profile that was there and is fresh was emptied: said, and what is shown stays', async () => {
  const { view, say, troubles, events } = createWorld()
  await say(snapshot(1, 1, 'Ann'))
  const emptied: HostMessage = {
    from: 'host',
    fence: 2,
    type: 'event',
    n: 1,
    event: { type: 'snapshot', snapshot: { ...view.snapshot(), phase: 'fresh', name: '' } },
  }
  const over: HostMessage = { from: 'host', fence: 2, type: 'trouble', trouble: undefined }
  await say(emptied, over)
  assert.deepEqual(troubles, [{ is: 'evicted' }])
  assert.equal(view.snapshot().name, 'Ann')
  assert.equal(events.length, 1)
  await view.close()
})

test('how frames travel is told as the newest host says it', async () => {
  const { say, ways } = createWorld()
  await say(snapshot(2, 1, 'Ann'), {
    from: 'host',
    fence: 2,
    type: 'about',
    about: { way: 'poll' },
  })
  await say({ from: 'host', fence: 1, type: 'about', about: { way: 'sockets' } })
  assert.deepEqual(ways, ['poll'])
})
