// Typing is told now and then while a text grows, and shown until a moment after the last word of it.
import assert from 'node:assert/strict'
import { signal, type Signal } from '@preact/signals'
import { test } from 'node:test'
import { createTyping, TELL_EVERY, TYPES_FOR } from '../../../client/web/typing.ts'
import { createManualClock } from '../../support/clock-manual.ts'
import { createFakeEngine, fakeMessage, fakePerson } from '../../support/fake-engine.ts'

const setUp = () => {
  const engine = createFakeEngine({ phase: 'ready', people: [fakePerson({ id: 'ann' })] })
  const clock = createManualClock()
  const drafts = new Map<string, Signal<string>>()
  const draft = (person: string): Signal<string> => {
    const known = drafts.get(person) ?? signal('')
    drafts.set(person, known)
    return known
  }
  const person = signal<string | undefined>('ann')
  const typing = createTyping({ engine, person, draft, after: clock.after })
  const told = () => engine.asked.filter(({ type }) => type === 'typing').length
  return { engine, clock, draft, person, typing, told }
}

test('told once in a while, as long as the text grows', async () => {
  const { clock, draft, person, typing, told } = setUp()
  draft('ann').value = 'H'
  draft('ann').value = 'He'
  assert.equal(told(), 1)
  await clock.advance(TELL_EVERY)
  assert.equal(told(), 1, 'a text that rests is not typed')
  draft('ann').value = 'Hey'
  assert.equal(told(), 2)
  await clock.advance(TELL_EVERY)
  draft('ann').value = ''
  assert.equal(told(), 2, 'nor one that was sent')
  // A draft that is there already when its conversation is opened was not typed now.
  draft('ben').value = 'from yesterday'
  person.value = 'ben'
  assert.equal(told(), 2)
  typing.close()
  assert.equal(clock.waiting(), 0)
})

test('shown until it was written, or nothing came for a while', async () => {
  const { engine, clock, typing } = setUp()
  engine.emit({ type: 'typing', person: 'ann' })
  assert.deepEqual([...typing.people.value], ['ann'])
  await clock.advance(TYPES_FOR - 1)
  engine.emit({ type: 'typing', person: 'ann' })
  await clock.advance(TYPES_FOR - 1)
  assert.deepEqual([...typing.people.value], ['ann'])
  await clock.advance(1)
  assert.deepEqual([...typing.people.value], [])
  engine.emit({ type: 'typing', person: 'ann' })
  engine.tell([fakeMessage({ id: 'm', person: 'ann' })])
  assert.deepEqual([...typing.people.value], [])
  typing.close()
  assert.equal(clock.waiting(), 0)
})
