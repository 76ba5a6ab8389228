// The engine's side of the bus: repeats run once, what is kept is bounded, a replaced host is silent.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Answer, Command } from '../../../../client/engine/view.ts'
import type { BusMessage } from '../../../../client/web/tabs/bus.ts'
import { ANSWERS_KEPT, createHost, VIEWS_KEPT } from '../../../../client/web/tabs/host.ts'
import { settle } from '../../../support/clock-manual.ts'
import { createDiskMemory } from '../../../support/disk-memory.ts'
import { createHub, createSmallEngine } from '../../../support/tabs.ts'

const command = (id: string): Command => ({ type: 'send', person: 'p', text: 't', id })

const createWorld = (fence = 7) => {
  const hub = createHub()
  const heard: BusMessage[] = []
  const ran: Command[] = []
  let replaced = 0
  const bus = hub.open(() => false)
  const host = createHost({ bus: hub.open(() => false), fence, onReplaced: () => replaced++ })
  bus.listen((message) => heard.push(message))
  const memory = createDiskMemory()
  const engine = createSmallEngine(memory.open(), (one) => ran.push(one))
  const ask = async (view: string, id: number): Promise<void> => {
    bus.post({ from: 'view', type: 'command', view, id, command: command(`${view}-${id}`) })
    await settle()
  }
  const types = (): string[] =>
    heard.splice(0).map((message) => `${message.from} ${message.type}`.replace('host ', ''))
  return { bus, host, engine, memory, heard, ran, ask, types, replaced: () => replaced }
}

test('a repeated command runs once and is answered again', async () => {
  const world = createWorld()
  world.host.serve(world.engine)
  await settle()
  world.types()
  await world.ask('v', 1)
  await world.ask('v', 1)
  await world.ask('w', 1)
  assert.equal(world.ran.length, 2)
  assert.deepEqual(world.types(), [
    'taken',
    'event',
    'answer',
    'answer',
    'taken',
    'event',
    'answer',
  ])
})

test('a command that still runs is taken again, not run again', async () => {
  const world = createWorld()
  let finish: (answer: Answer) => void = () => undefined
  let runs = 0
  const run = () => {
    runs++
    return new Promise<Answer>((resolve) => (finish = resolve))
  }
  world.host.serve({ ...world.engine, run })
  await settle()
  world.types()
  await world.ask('v', 1)
  await world.ask('v', 1)
  assert.deepEqual(world.types(), ['taken', 'taken'])
  finish({ is: 'done' })
  await settle()
  assert.deepEqual(world.types(), ['answer'])
  assert.equal(runs, 1)
})

test('an engine that rejects is answered as a refusal', async () => {
  const world = createWorld()
  world.host.serve(world.engine)
  world.memory.fail('full')
  await world.ask('v', 1)
  assert.deepEqual(world.heard.at(-1), {
    from: 'host',
    fence: 7,
    type: 'answer',
    view: 'v',
    id: 1,
    answer: { is: 'refused', why: 'storage' },
  })
})

test('answers and views are kept up to their bounds, oldest dropped first', async () => {
  const world = createWorld()
  world.host.serve(world.engine)
  for (let id = 0; id <= ANSWERS_KEPT; id++) await world.ask('v', id)
  assert.equal(world.ran.length, ANSWERS_KEPT + 1)
  await world.ask('v', ANSWERS_KEPT)
  await world.ask('v', 1)
  assert.equal(world.ran.length, ANSWERS_KEPT + 1)
  await world.ask('v', 0)
  assert.equal(world.ran.length, ANSWERS_KEPT + 2)
  for (let view = 0; view < VIEWS_KEPT; view++) await world.ask(`other-${view}`, 1)
  const before = world.ran.length
  await world.ask('other-0', 1)
  assert.equal(world.ran.length, before)
  await world.ask('v', ANSWERS_KEPT)
  assert.equal(world.ran.length, before + 1)
})

test('before it serves it is starting, and commands wait with their view', async () => {
  const world = createWorld()
  await settle()
  await world.ask('v', 1)
  world.bus.post({ from: 'view', type: 'ping' })
  world.bus.post({ from: 'view', type: 'hello' })
  await settle()
  assert.deepEqual(world.types(), ['starting', 'starting', 'starting'])
  assert.equal(world.ran.length, 0)
})

test('trouble is told at once and to whoever asks', async () => {
  const world = createWorld()
  world.host.trouble({ is: 'evicted' })
  await settle()
  world.bus.post({ from: 'view', type: 'hello' })
  await settle()
  assert.deepEqual(world.types(), ['starting', 'trouble', 'here', 'trouble'])
})

test('a newer host silences this one; an older and an equal one do not', async () => {
  const world = createWorld()
  world.host.serve(world.engine)
  for (const fence of [0, 6, 7]) world.bus.post({ from: 'host', fence, type: 'here' })
  await settle()
  assert.equal(world.replaced(), 0)
  world.bus.post({ from: 'host', fence: 8, type: 'starting' })
  await settle()
  assert.equal(world.replaced(), 1)
  world.types()
  await world.ask('v', 1)
  world.host.trouble({ is: 'sockets' })
  assert.deepEqual(world.types(), [])
  assert.equal(world.ran.length, 0)
})

test('what is known of the server gathers, and is told again to whoever asks for everything', async () => {
  const { host, bus, heard } = createWorld()
  const told = (): unknown[] =>
    heard.splice(0).flatMap((message) => (message.type === 'about' ? [message.about] : []))
  host.about({ publicUrl: 'https://chat.example.org' })
  host.about({ way: 'stream' })
  await settle()
  const whole = { publicUrl: 'https://chat.example.org', way: 'stream' }
  assert.deepEqual(told(), [{ publicUrl: 'https://chat.example.org' }, whole])
  bus.post({ from: 'view', type: 'hello' })
  await settle()
  assert.deepEqual(told(), [whole])
})
