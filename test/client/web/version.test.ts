// The pinned client as its page sees it: a newer one is offered, taken when asked for, and never otherwise.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FromWorker, ToWorker } from '../../../client/web/service-worker-scope.ts'
import {
  FIRST_VISIT,
  RENEW_PATIENCE,
  TAKE_OVER,
  watchVersion,
} from '../../../client/web/version.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'

const setUp = (change: { controlled?: boolean; installing?: boolean; refused?: boolean } = {}) => {
  const { controlled = true, installing = false, refused = false } = change
  const clock = createManualClock()
  const said: ToWorker['type'][] = []
  const done = { registered: 0, updates: 0, reloads: 0 }
  const worker = { postMessage: ({ type }: ToWorker) => said.push(type) }
  /** The worker of a newer client, and what it is told. */
  const asked: ToWorker['type'][] = []
  const newer = Object.assign(new EventTarget(), {
    state: 'installing',
    postMessage: ({ type }: ToWorker) => asked.push(type),
  })
  const container = {
    controller: controlled ? worker : null,
    startMessages: () => undefined,
    onmessage: (_: { data: FromWorker }): void => undefined,
  }
  const registration = Object.assign(new EventTarget(), {
    installing: installing ? newer : null,
    waiting: null as typeof newer | null,
    update: () => {
      done.updates++
      return Promise.resolve(registration)
    },
  })
  /** The browser found it, fetched it, and lets it wait. */
  const install = (): void => {
    registration.installing = newer
    registration.dispatchEvent(new Event('updatefound'))
    Object.assign(registration, { installing: null, waiting: newer })
    newer.state = 'installed'
    newer.dispatchEvent(new Event('statechange'))
  }
  const version = watchVersion({
    // Of the two browser objects only these parts are used.
    container: container as unknown as ServiceWorkerContainer,
    register: () => {
      done.registered++
      if (refused) return Promise.reject(new DOMException('certificate', 'SecurityError'))
      return Promise.resolve(registration as unknown as ServiceWorkerRegistration)
    },
    reload: () => done.reloads++,
    after: clock.after,
  })
  const hear = (data: FromWorker): void => container.onmessage({ data })
  return { clock, said, asked, done, version, hear, install, registration }
}

test('a first visit is not slowed down; a later one asks at once', async () => {
  const first = setUp({ controlled: false })
  await first.clock.advance(FIRST_VISIT - 1)
  assert.equal(first.done.registered, 0)
  await first.clock.advance(1)
  assert.equal(first.done.registered, 1)
  const later = setUp()
  await later.clock.advance(0)
  await settle()
  assert.deepEqual(later.said, ['versions'])
})

test('a newer client is offered, and taken only when the person says so', async () => {
  const { clock, said, done, version, hear } = setUp()
  await clock.advance(0)
  hear({ type: 'versions', fresh: true })
  assert.equal(version.fresh.value, true)
  assert.ok(!said.includes('accept'))
  version.renew()
  assert.equal(said.at(-1), 'accept')
  assert.equal(done.reloads, 0)
  hear({ type: 'accepted' })
  assert.equal(done.reloads, 1)
})

test('another page took it: this one is out of date and says so, without a reload of its own', () => {
  const { done, version, hear } = setUp()
  hear({ type: 'accepted' })
  assert.equal(version.replaced.value, true)
  assert.equal(done.reloads, 0)
})

test('a page that can not go on fetches the newest first', async () => {
  const { clock, said, done, version, hear } = setUp({ installing: true })
  await clock.advance(0)
  version.renew()
  await settle()
  assert.equal(done.reloads, 0)
  hear({ type: 'versions', fresh: true })
  assert.equal(said.at(-1), 'accept')
  hear({ type: 'accepted' })
  assert.equal(done.reloads, 1)
})

test('with nothing newer it only reloads; one that does not come is not waited for for ever', async () => {
  const none = setUp()
  await none.clock.advance(0)
  none.version.renew()
  await settle()
  assert.equal(none.done.reloads, 1)
  const stuck = setUp({ installing: true })
  await stuck.clock.advance(0)
  stuck.version.renew()
  await stuck.clock.advance(RENEW_PATIENCE)
  assert.equal(stuck.done.reloads, 1)
})

test('a browser that refuses the service worker goes on without one', async () => {
  const { clock, done, version } = setUp({ controlled: false, refused: true })
  await clock.advance(FIRST_VISIT)
  await settle()
  assert.equal(version.fresh.value, false)
  version.renew()
  assert.equal(done.reloads, 1)
})

test('a newer worker that the browser lets wait is asked to take over, until it does', async () => {
  const { clock, said, asked, install, registration } = setUp()
  await clock.advance(0)
  await settle()
  install()
  await clock.advance(TAKE_OVER - 1)
  assert.deepEqual(asked, [])
  await clock.advance(1)
  assert.deepEqual(asked, ['takeOver'])
  await clock.advance(2 * TAKE_OVER)
  assert.equal(asked.length, 2)
  registration.waiting = null
  await clock.advance(100 * TAKE_OVER)
  assert.equal(asked.length, 2)
  // The person has not been asked, so nothing is taken.
  assert.deepEqual(said, ['versions'])
})
