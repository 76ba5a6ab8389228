// When the browser's offer to install is passed on: not on a first look, and not again once it was declined.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import type { Snapshot } from '../../../client/engine/view.ts'
import { createInstallOffer } from '../../../client/web/install-offer.ts'
import type { InstallPrompt } from '../../../client/web/install.ts'
import { fakePerson, freshSnapshot } from '../../support/fake-engine.ts'

const DAY = 86_400_000
const last = { id: 'm', text: 'hi', time: 0, state: 'sent', kind: 'text' } as const

const setUp = (kept?: string, now = 100 * DAY) => {
  let keeping = kept
  let asked = 0
  const event = Object.assign(new Event('beforeinstallprompt'), {
    prompt: async () => {
      asked += 1
    },
  })
  const prompt = signal<InstallPrompt | undefined>(event)
  const snapshot = signal<Snapshot>({ ...freshSnapshot, phase: 'ready' })
  const offer = createInstallOffer({
    install: { prompt },
    snapshot,
    now: () => now,
    kept: {
      read: () => keeping,
      write: (value) => {
        keeping = value
      },
    },
  })
  const write = (): void => {
    const people = [fakePerson({ id: 'ann', last: { ...last, mine: true } })]
    snapshot.value = { ...snapshot.value, people }
  }
  return { offer, prompt, snapshot, write, keeping: () => keeping, asked: () => asked }
}

test('it waits for the first message', () => {
  const { offer, write, snapshot } = setUp()
  assert.equal(offer.open.value, false)
  const heard = [fakePerson({ id: 'ann', last: { ...last, mine: false } })]
  snapshot.value = { ...snapshot.value, people: heard }
  assert.equal(offer.open.value, false, 'a friend wrote first')
  write()
  assert.equal(offer.open.value, true)
})

test('or for the second visit on another day', () => {
  const first = setUp()
  assert.equal(first.keeping(), '100 1')
  assert.equal(setUp(first.keeping()).offer.open.value, false, 'the same day')
  const second = setUp(first.keeping(), 101 * DAY)
  assert.equal(second.offer.open.value, true)
  assert.equal(setUp(second.keeping(), 101 * DAY).offer.open.value, true, 'the same day again')
  assert.equal(setUp('nonsense').offer.open.value, false)
})

test('whoever declines is not asked again; whoever accepts is asked by the browser, once', () => {
  const declined = setUp('99 1')
  declined.offer.decline()
  assert.equal(declined.offer.open.value, false)
  assert.equal(setUp(declined.keeping(), 200 * DAY).offer.open.value, false)
  const accepted = setUp('99 1')
  accepted.offer.accept()
  assert.equal(accepted.asked(), 1)
  assert.equal(accepted.offer.open.value, false)
})

test('nothing is offered where the browser offers nothing, or before there is an account', () => {
  const { offer, prompt, snapshot } = setUp('99 1')
  snapshot.value = { ...snapshot.value, phase: 'fresh' }
  assert.equal(offer.open.value, false)
  snapshot.value = { ...snapshot.value, phase: 'ready' }
  prompt.value = undefined
  assert.equal(offer.open.value, false)
})
