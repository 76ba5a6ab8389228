// What is shown after a push, in every case: something each time, never more than was chosen, and loud only when
// there is news.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PersonView } from '../../../../client/engine/view.ts'
import type { Received } from '../../../../client/web/push/follow.ts'
import { readTold, untold, type Told } from '../../../../client/web/push/told.ts'
import { ANYBODY, MOST_SHOWN, onPush, type Shown } from '../../../../client/web/push/woken.ts'
import { onTap } from '../../../../client/web/service-worker-push.ts'
import type { WorkerClient, WorkerScope } from '../../../../client/web/service-worker-scope.ts'
import { fakePerson } from '../../../support/fake-engine.ts'

const NOW = 5_000
const told = (shows: Told['shows']): Told => ({
  shows,
  words: { product: 'Sotto', newMessage: 'Neue Nachricht', newer: 'Braucht ein neueres Sotto' },
})
const person = (id: string, text: string, more: Partial<PersonView> = {}): PersonView =>
  fakePerson({
    id,
    name: id.toUpperCase(),
    unread: 1,
    last: { id: 'm', mine: false, text, time: 0, state: 'received', kind: 'text' },
    ...more,
  })
const received = (people: readonly PersonView[], more: Partial<Received> = {}): Received => ({
  reached: true,
  alone: true,
  fresh: false,
  before: new Map(),
  people,
  ...more,
})

const push = async (
  chosen: Told,
  what: Received | undefined | 'broken',
  looked = false,
): Promise<{
  readonly shown: readonly (Shown & { readonly title: string })[]
  readonly log: readonly string[]
}> => {
  const shown = new Map<string, Shown & { readonly title: string }>()
  const log: string[] = []
  await onPush({
    told: () => Promise.resolve(chosen),
    receive: () =>
      what === 'broken' ? Promise.reject(new Error('broken')) : Promise.resolve(what),
    isLooked: () => Promise.resolve(looked),
    show: async (title, one) => {
      log.push(`show ${one.tag}`)
      shown.set(one.tag, { title, ...one })
    },
    hide: async (tag) => void shown.delete(tag),
    unsubscribe: async () => log.push('unsubscribe'),
    badge: async (count) => log.push(`badge ${count}`),
    now: () => NOW,
  })
  return { shown: [...shown.values()], log }
}

const lines = (shown: readonly { readonly title: string; readonly body: string }[]) =>
  shown.map(({ title, body }) => `${title}: ${body}`)

test('no more is shown than was chosen', async () => {
  const came = received([person('ann', 'the secret')])
  assert.deepEqual(lines((await push(told('plain'), came)).shown), ['Sotto: Neue Nachricht'])
  assert.deepEqual(lines((await push(told('name'), came)).shown), ['ANN: Neue Nachricht'])
  const full = await push(told('full'), came)
  assert.deepEqual(lines(full.shown), ['ANN: the secret'])
  assert.deepEqual(full.shown[0]?.data, { person: 'ann' })
  assert.ok(full.shown[0]?.renotify === true && !full.shown[0].silent)
  assert.ok(full.log.includes('badge 1'))
})

test('one for each person who wrote anew, not for those who are muted or blocked, and not without end', async () => {
  const before = new Map([['ann', 1]])
  const people = [
    person('ann', 'old'),
    person('bob', 'new'),
    person('cid', 'muted', { mutedUntil: NOW + 1 }),
    person('dan', 'blocked', { blocked: true }),
    person('eve', '', {
      last: { id: 'm', mine: false, text: '', time: 0, state: 'received', kind: 'newer' },
    }),
  ]
  const { shown, log } = await push(told('full'), received(people, { before }))
  assert.deepEqual(lines(shown), ['BOB: new', 'EVE: Braucht ein neueres Sotto'])
  assert.ok(log.includes('badge 3'))
  const crowd = Array.from({ length: MOST_SHOWN + 5 }, (_, at) => person(`p${at}`, 'hi'))
  assert.equal((await push(told('full'), received(crowd))).shown.length, MOST_SHOWN)
})

test('when it could not be fetched, that something came is shown', async () => {
  for (const what of [undefined, 'broken', received([], { reached: false })] as const) {
    const { shown } = await push(told('full'), what)
    assert.deepEqual(lines(shown), ['Sotto: Neue Nachricht'])
    assert.equal(shown[0]?.tag, ANYBODY)
    assert.equal(shown[0]?.silent, false)
  }
})

test('with nothing new in it something is shown for the browser alone: silent, and taken away', async () => {
  const { shown, log } = await push(
    told('full'),
    received([person('ann', 'x', { mutedUntil: 1e9 })]),
  )
  assert.deepEqual(shown, [])
  assert.ok(log.includes(`show ${ANYBODY}`))
})

test('whoever looks is shown nothing; a page that received it is not made loud twice', async () => {
  const came = received([person('ann', 'x')])
  assert.deepEqual((await push(told('full'), came, true)).shown, [])
  assert.deepEqual((await push(told('full'), undefined, true)).shown, [])
  const byPage = await push(told('full'), { ...came, alone: false })
  assert.equal(byPage.shown[0]?.silent, true)
})

test('a push that nobody wants any more ends the subscription', async () => {
  const { shown, log } = await push(told('off'), 'broken')
  assert.deepEqual(shown, [])
  assert.deepEqual(log, ['unsubscribe', `show ${ANYBODY}`])
  const erased = await push(told('full'), received([], { fresh: true, reached: false }))
  assert.deepEqual(erased.log, ['unsubscribe', `show ${ANYBODY}`])
})

test('what the page told is checked when it is read', () => {
  const good = told('name')
  assert.deepEqual(readTold(JSON.parse(JSON.stringify(good))), good)
  for (const bad of [undefined, null, 3, 'x', {}, { shows: 'all', words: good.words }]) {
    assert.deepEqual(readTold(bad), untold)
  }
  assert.deepEqual(readTold({ shows: 'full', words: { product: 1 } }), untold)
})

const tapScene = (pages: readonly Partial<WorkerClient>[]) => {
  const log: string[] = []
  const client = (name: string, page: Partial<WorkerClient>): WorkerClient => {
    const made: WorkerClient = {
      focused: false,
      visibilityState: 'hidden',
      focus: async () => {
        log.push(`focus ${name}`)
        return made
      },
      postMessage: (message) => {
        log.push(`${name}: ${JSON.stringify(message)}`)
      },
      ...page,
    }
    return made
  }
  const clients = {
    matchAll: async () => pages.map((page, at) => client(String(at), page)),
    openWindow: async (url: string) => {
      log.push(`window ${url}`)
      return client('new', {})
    },
  }
  // Of the scope only this is used by a tap.
  const scope = { clients } as unknown as WorkerScope
  const tap = (person: string | undefined) =>
    onTap(scope, { tag: 'x', data: { person }, close: () => log.push('closed') })
  return { log, tap }
}

test('a tap brings up the page that is there, at the conversation, or opens one; nothing stands in the address', async () => {
  const there = tapScene([{}, { visibilityState: 'visible' }])
  await there.tap('ann')
  assert.deepEqual(there.log, ['closed', 'focus 1', '1: {"type":"open","person":"ann"}'])
  const none = tapScene([])
  await none.tap('ann')
  assert.deepEqual(none.log, ['closed', 'window /', 'new: {"type":"open","person":"ann"}'])
  const nobody = tapScene([{}])
  await nobody.tap(undefined)
  assert.deepEqual(nobody.log, ['closed', 'focus 0'])
})
