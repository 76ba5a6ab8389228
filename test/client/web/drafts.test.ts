// Drafts: kept a moment after the last key, read once, forgotten with what was sent, never lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '../../../client/engine/view.ts'
import { createDrafts, KEEP_AFTER } from '../../../client/web/drafts.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { createFakeEngine, fakePerson } from '../../support/fake-engine.ts'

const setUp = () => {
  const engine = createFakeEngine({ phase: 'ready', people: [fakePerson({ id: 'ann' })] })
  const clock = createManualClock()
  const drafts = createDrafts(engine, clock.after)
  const kept = () =>
    engine.asked.flatMap((command: Command) => (command.type === 'draft' ? [command.text] : []))
  return { engine, clock, drafts, kept }
}

test('what is typed is kept once, a moment after the last key', async () => {
  const { clock, drafts, kept } = setUp()
  for (const text of ['H', 'He', 'Hey']) {
    drafts.of('ann').value = text
    await clock.advance(KEEP_AFTER / 2)
  }
  assert.deepEqual(kept(), [])
  await clock.advance(KEEP_AFTER)
  assert.deepEqual(kept(), ['Hey'])
  await clock.advance(KEEP_AFTER * 10)
  assert.deepEqual(kept(), ['Hey'])
  drafts.close()
  assert.equal(clock.waiting(), 0)
})

test('a page that may go keeps at once', () => {
  const { drafts, kept } = setUp()
  drafts.of('ann').value = 'half a sen'
  drafts.flush()
  drafts.flush()
  assert.deepEqual(kept(), ['half a sen'])
  drafts.close()
})

test('another page reads what was kept, once, and not over what is typed there already', async () => {
  const { engine, clock, drafts } = setUp()
  drafts.of('ann').value = 'kept'
  drafts.flush()
  const other = createDrafts(engine, clock.after)
  await other.load('ann')
  assert.equal(other.of('ann').value, 'kept')
  other.of('ann').value = ''
  await other.load('ann')
  assert.equal(other.of('ann').value, '')
  const third = createDrafts(engine, clock.after)
  const loading = third.load('ann')
  third.of('ann').value = 'faster'
  await loading
  assert.equal(third.of('ann').value, 'faster')
  for (const each of [drafts, other, third]) each.close()
})

test('what is sent is not kept again; what comes back is', async () => {
  const { clock, drafts, kept } = setUp()
  const draft = drafts.of('ann')
  draft.value = 'Hello'
  await clock.advance(KEEP_AFTER)
  drafts.sent('ann')
  draft.value = ''
  await clock.advance(KEEP_AFTER * 2)
  assert.deepEqual(kept(), ['Hello'])
  draft.value = 'Hello'
  await clock.advance(KEEP_AFTER)
  await settle()
  assert.deepEqual(kept(), ['Hello', 'Hello'])
  drafts.close()
})
