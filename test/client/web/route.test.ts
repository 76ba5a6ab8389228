import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRoute, type Browser } from '../../../client/web/route.ts'

/** A history with one tab's entries; `back` tells the page like a browser does. */
const createBrowser = (first: unknown = null) => {
  const entries: unknown[] = [first]
  let at = 0
  const listeners = new Set<() => void>()
  const browser: Browser = {
    history: {
      get state() {
        return entries[at]
      },
      pushState(state) {
        entries.splice(at + 1, entries.length, state)
        at += 1
      },
      replaceState(state) {
        entries[at] = state
      },
      back() {
        pending += 1
      },
    },
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
  }
  let pending = 0
  const settle = (): void => {
    at -= pending
    pending = 0
    for (const listener of listeners) listener()
  }
  return { browser, settle, depth: () => at, listeners }
}

test('each thing that opens is one step back, and the app is never left from inside', () => {
  const { browser, settle, depth } = createBrowser()
  const route = createRoute(browser)
  route.openPerson('ann')
  route.openSheet('invite')
  assert.deepEqual([route.person.value, route.sheet.value, depth()], ['ann', 'invite', 2])
  route.back()
  route.back()
  settle()
  assert.deepEqual([route.person.value, route.sheet.value, depth()], ['ann', undefined, 1])
  route.back()
  settle()
  assert.deepEqual([route.person.value, depth()], [undefined, 0])
  route.back()
  settle()
  assert.equal(depth(), 0)
})

test('going from one conversation to another makes no further step', () => {
  const { browser, depth } = createBrowser()
  const route = createRoute(browser)
  route.openPerson('ann')
  route.openPerson('bob')
  route.openPerson('bob')
  assert.deepEqual([route.person.value, depth()], ['bob', 1])
  route.openSheet('invite')
  route.openPerson('ann')
  assert.deepEqual([route.person.value, route.sheet.value, depth()], ['ann', undefined, 2])
})

test('a reload stays in the conversation and does not open the sheet again', () => {
  const { browser } = createBrowser({ person: 'ann', sheet: 'invite' })
  const route = createRoute(browser)
  assert.deepEqual(route.place.value, { person: 'ann' })
})

test('whatever else stands in the history is not believed', () => {
  for (const state of [undefined, 'x', 7, { person: 7 }, { sheet: 'yes' }]) {
    const { browser, listeners } = createBrowser(state)
    const route = createRoute(browser)
    assert.deepEqual(route.place.value, { person: undefined })
    route.close()
    assert.equal(listeners.size, 0)
  }
})

test('a security code is one step back too, opens once, and not again after a reload', () => {
  const { browser, settle, depth } = createBrowser()
  const route = createRoute(browser)
  route.openPerson('ann')
  route.openCode('ann')
  route.openCode('bob')
  assert.deepEqual([route.code.value, route.person.value, depth()], ['ann', 'ann', 2])
  assert.equal(createRoute(createBrowser(browser.history.state).browser).code.value, undefined)
  route.back()
  settle()
  assert.deepEqual([route.code.value, route.person.value, depth()], [undefined, 'ann', 1])
  // From a newcomer's code straight into their conversation: the sheet gives way.
  route.openCode('bob')
  route.openPerson('bob')
  assert.deepEqual([route.code.value, route.person.value, depth()], [undefined, 'bob', 2])
})

test('a page of a sheet is a step of its own, or takes the place of the one beside the list', () => {
  const { browser, settle, depth } = createBrowser()
  const route = createRoute(browser)
  route.openPage('storage', false)
  assert.deepEqual([route.page.value, depth()], [undefined, 0], 'no sheet, no page')
  route.openSheet('settings')
  route.openPage('storage', false)
  route.openPage('storage', false)
  assert.deepEqual([route.page.value, depth()], ['storage', 2])
  route.back()
  settle()
  assert.deepEqual([route.sheet.value, route.page.value, depth()], ['settings', undefined, 1])
  route.openPage('server', true)
  route.openPage('about', true)
  assert.deepEqual([route.page.value, depth()], ['about', 1])
  route.openSheet('keys')
  assert.equal(route.page.value, undefined)
  route.back()
  settle()
  assert.deepEqual([route.sheet.value, depth()], [undefined, 0])
})

test('going to a message quoted in a conversation is a step, and back returns to the quote', () => {
  const { browser, settle, depth } = createBrowser()
  const route = createRoute(browser)
  route.openPerson('ann')
  route.openAt('ann', 'old', 'quote')
  assert.deepEqual([route.goal.value, depth()], [{ order: 'old' }, 2])
  route.openSheet('keys')
  const before = route.goal.value
  route.back()
  settle()
  assert.equal(route.goal.value, before, 'a sheet that closes goes nowhere')
  route.openAt('ann', 'old', 'quote')
  assert.notEqual(route.goal.value, before, 'the same message again')
  route.back()
  settle()
  assert.deepEqual(route.goal.value, { order: 'quote' })
  assert.deepEqual([route.person.value, depth()], ['ann', 2])
})

test('a search closes without leaving what was found in it', () => {
  const { browser, settle, depth } = createBrowser()
  const route = createRoute(browser)
  route.openSearch('all')
  route.openAt('ann', 'order')
  assert.deepEqual([route.person.value, route.search.value, depth()], ['ann', 'all', 2])
  route.back()
  settle()
  assert.deepEqual([route.person.value, route.search.value], [undefined, 'all'], 'as on a phone')
  route.closeSearch()
  settle()
  assert.deepEqual([route.search.value, depth()], [undefined, 0])
  route.openPerson('bob')
  route.openSearch('here')
  route.openSearch('all')
  route.openAt('ann', 'order')
  route.closeSearch()
  assert.deepEqual([route.person.value, route.search.value], ['ann', undefined], 'as beside a list')
  route.openSearch('here')
  route.back()
  settle()
  assert.deepEqual([route.person.value, route.search.value], ['ann', undefined])
})
