// The app lock over several tabs: who has the way in, who gets it, and that locking in one of them closes all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awaitKey } from '../../../client/web/lock-door.ts'
import { createLock, LAST_WORDS } from '../../../client/web/lock.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { createLockHub, fakeLockParts, type FakeVault } from '../../support/fake-lock.ts'

const MINUTE = 60_000

const createProfile = (passphrase?: string) => {
  const hub = createLockHub()
  const clock = createManualClock()
  const vault: FakeVault = { passphrase, wait: 0 }
  const openTab = async () => {
    const parts = fakeLockParts(vault, { clock, channel: hub.open() })
    const lock = await createLock(parts)
    await settle()
    return { lock, page: parts.page }
  }
  /** A Worker before the vault; gives the keys that it was offered, and takes the one at `fits`. */
  const wait = (fits: number) => {
    const offered: CryptoKey[] = []
    const opened = awaitKey(hub.open(), (key) => {
      offered.push(key)
      return Promise.resolve(offered.length - 1 === fits ? new Uint8Array(32) : undefined)
    })
    return { offered, opened }
  }
  return { hub, clock, vault, openTab, wait }
}

test('a tab that is open lets the next Worker in; a tab that came later does so too', async () => {
  const { openTab, wait } = createProfile('seven herons')
  const first = await openTab()
  const before = wait(0)
  await settle()
  assert.equal(before.offered.length, 0, 'nobody has opened yet')
  assert.equal((await first.lock.open('seven herons')).is, 'open')
  assert.equal((await before.opened).length, 32)
  const second = await openTab()
  first.lock.close()
  await wait(0).opened
  second.lock.close()
})

test('a key that does not fit opens nothing, and the next one may', async () => {
  const { openTab, wait } = createProfile('seven herons')
  const { lock } = await openTab()
  const { offered, opened } = wait(1)
  await lock.open('seven herons')
  await settle()
  assert.equal(offered.length, 1)
  await lock.open('seven herons')
  await opened
  lock.close()
})

test('a wrong passphrase gives no key to anybody', async () => {
  const { openTab, wait, hub } = createProfile('seven herons')
  const { lock } = await openTab()
  const { offered } = wait(0)
  assert.deepEqual(await lock.open('eight herons'), { is: 'wrong' })
  await settle()
  assert.equal(offered.length, 0)
  assert.ok(!hub.said.some(({ type }) => type === 'key'))
  lock.close()
})

test('locking keeps what is typed, then every tab leaves, and no tab has the way in', async () => {
  const { openTab, wait, clock } = createProfile('seven herons')
  const [a, b] = [await openTab(), await openTab()]
  await a.lock.open('seven herons')
  await settle()
  b.lock.lock()
  b.lock.lock()
  assert.deepEqual(b.page.done, ['cover', 'flush'])
  await clock.advance(LAST_WORDS)
  await settle()
  assert.deepEqual(b.page.done, ['cover', 'flush', 'leave'])
  assert.deepEqual(a.page.done, ['leave'])
  const { offered } = wait(0)
  await settle()
  assert.equal(offered.length, 0)
  for (const { lock } of [a, b]) lock.close()
})

test('it closes by itself where it was opened, and a lock screen never locks the others', async () => {
  const { openTab, clock } = createProfile('seven herons')
  const a = await openTab()
  await clock.advance(60 * MINUTE)
  assert.deepEqual(a.page.done, [], 'nothing is open')
  await a.lock.open('seven herons')
  a.lock.closeAfter('1')
  await clock.advance(MINUTE / 2)
  a.lock.active()
  await clock.advance(MINUTE - 1)
  assert.deepEqual(a.page.done, [])
  await clock.advance(1 + LAST_WORDS)
  assert.deepEqual(a.page.done, ['cover', 'flush', 'leave'])
  a.lock.close()
})

test('what is done in one tab keeps the other open', async () => {
  const { openTab, clock } = createProfile('seven herons')
  const [a, b] = [await openTab(), await openTab()]
  await a.lock.open('seven herons')
  await settle()
  for (let n = 0; n < 4; n++) {
    await clock.advance(4 * MINUTE)
    b.lock.active()
    await settle()
  }
  assert.deepEqual([a.page.done, b.page.done], [[], []])
  for (const { lock } of [a, b]) lock.close()
})

test('set in one tab, the others know; removed, nothing is locked any more', async () => {
  const { openTab, clock } = createProfile()
  const [a, b] = [await openTab(), await openTab()]
  b.lock.lock()
  assert.deepEqual(b.page.done, [], 'there is no lock')
  assert.equal((await a.lock.set('seven herons')).is, 'open')
  await settle()
  assert.deepEqual([a.lock.isSet.value, b.lock.isSet.value], [true, true])
  assert.equal((await b.lock.change('seven herons', 'twelve geese')).is, 'open')
  assert.deepEqual(await a.lock.remove('seven herons'), { is: 'wrong' })
  assert.deepEqual(await a.lock.remove('twelve geese'), { is: 'removed' })
  await settle()
  assert.deepEqual([a.lock.isSet.value, b.lock.isSet.value], [false, false])
  await clock.advance(60 * MINUTE)
  assert.deepEqual([a.page.done, b.page.done], [[], []])
  for (const { lock } of [a, b]) lock.close()
})

test('erasing makes the other tabs let go first', async () => {
  const { openTab } = createProfile('seven herons')
  const [a, b] = [await openTab(), await openTab()]
  await a.lock.erase()
  await settle()
  assert.deepEqual([a.page.done, b.page.done], [['erase'], ['leave']])
  for (const { lock } of [a, b]) lock.close()
})
