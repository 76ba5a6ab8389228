import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import type { Snapshot } from '../../../client/engine/view.ts'
import { createArrival } from '../../../client/web/arrival.ts'
import { settle } from '../../support/clock-manual.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'

const origin = 'https://sotto.example'
const fragment = 'AQE'.padEnd(67, 'x')

const setUp = (first: Partial<Snapshot> = {}) => {
  const engine = createFakeEngine(first)
  const snapshot = signal(engine.snapshot())
  engine.watch((event) => {
    if (event.type === 'snapshot') snapshot.value = event.snapshot
  })
  const opened: string[] = []
  const openPerson = (person: string) => void opened.push(person)
  return {
    engine,
    snapshot,
    opened,
    arrival: createArrival({ engine, snapshot, origins: () => [origin], openPerson }),
  }
}

test('a friend: the link names the inviter, a name and one tap lead into the conversation', async () => {
  const { engine, arrival, opened } = setUp()
  arrival.look(fragment)
  assert.equal(arrival.stage.value.is, 'looking')
  await settle()
  assert.deepEqual(arrival.stage.value, { is: 'invited', fragment, name: 'Ann' })
  arrival.begin(' Bob ')
  arrival.begin('Bob')
  assert.equal(arrival.busy.value, true)
  await settle()
  assert.deepEqual([arrival.stage.value.is, arrival.busy.value], ['none', false])
  assert.deepEqual(opened, ['ann'])
  assert.deepEqual(engine.asked.slice(1), [{ type: 'accept', name: 'Bob', fragment }])
})

test('the first person: no other screen shows before the account is there', async () => {
  const { engine, snapshot, arrival } = setUp()
  engine.answerNext('look', { is: 'ticket' })
  arrival.look(fragment)
  await settle()
  engine.answerNext('start', { is: 'done' })
  arrival.begin('Ann')
  await settle()
  assert.deepEqual([arrival.stage.value.is, snapshot.value.phase], ['ticket', 'fresh'])
  engine.set({ phase: 'ready' })
  await settle()
  assert.equal(arrival.stage.value.is, 'none')
})

test('a name that can not be used keeps the form; any other refusal says so', async () => {
  const { engine, arrival } = setUp()
  arrival.look(fragment)
  await settle()
  engine.answerNext('accept', { is: 'refused', why: 'badName' })
  arrival.begin('\u0007')
  await settle()
  assert.deepEqual([arrival.stage.value.is, arrival.problem.value], ['invited', 'badName'])
  engine.answerNext('accept', { is: 'refused', why: 'used' })
  arrival.begin('Bob')
  await settle()
  assert.deepEqual(arrival.stage.value, { is: 'refused', why: 'used', again: fragment })
  arrival.leave()
  assert.equal(arrival.stage.value.is, 'none')
})

test('a link of a friend one already has leads to them, and the used ticket into the app', async () => {
  const { engine, arrival, opened } = setUp({ phase: 'ready' })
  engine.answerNext('look', { is: 'person', person: 'ann' })
  arrival.look(fragment)
  await settle()
  assert.deepEqual([arrival.stage.value.is, opened], ['none', ['ann']])
  engine.answerNext('look', { is: 'ticket' })
  arrival.look(fragment)
  await settle()
  assert.equal(arrival.stage.value.is, 'none')
})

test('a pasted link is looked at; another server and a mangled one are said so', async () => {
  const { engine, arrival } = setUp()
  arrival.paste(`${origin}/i#${fragment}`)
  await settle()
  assert.equal(arrival.stage.value.is, 'invited')
  const other = `https://elsewhere.example/i#${fragment}`
  arrival.paste(other)
  assert.deepEqual(arrival.stage.value, { is: 'refused', why: 'otherServer', again: other })
  arrival.paste('nonsense')
  assert.deepEqual(arrival.stage.value, { is: 'refused', why: 'mangled', again: '' })
  assert.equal(engine.asked.length, 1)
})
