// News for somebody who looks elsewhere: what is shown, to whom, and what never is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import type { Command, PersonView } from '../../../client/engine/view.ts'
import { createNotify, type NotifyChoice, type NotifyPlatform } from '../../../client/web/notify.ts'
import type { News } from '../../../client/web/push/news.ts'
import { watchNews, type NewsPlatform } from '../../../client/web/push/tell-news.ts'
import type { Told } from '../../../client/web/push/told.ts'
import { words } from '../../../client/web/words.ts'
import { settle } from '../../support/clock-manual.ts'
import { fakePerson, freshSnapshot } from '../../support/fake-engine.ts'

const last = {
  id: 'm',
  mine: false,
  text: 'The secret',
  time: 0,
  state: 'received',
  kind: 'text',
} as const

const NOW = 1_000

const setUp = (
  change: {
    readonly kept?: NotifyChoice
    readonly permission?: NotificationPermission
    readonly elsewhere?: boolean
    readonly supported?: boolean
    readonly mutedUntil?: number
  } = {},
) => {
  const { kept, permission = 'granted', elsewhere = false, supported = true } = change
  const { mutedUntil = 0 } = change
  const people = (ann: number, bob = 0): readonly PersonView[] => [
    fakePerson({ id: 'ann', name: 'Ann', unread: ann, last, mutedUntil }),
    fakePerson({ id: 'bob', name: 'Bob', unread: bob, last }),
  ]
  const snapshot = signal({ ...freshSnapshot, people: people(2) })
  const present = signal(false)
  const shown: News[] = []
  const badges: number[] = []
  const opened: string[] = []
  let keeping: string | undefined = kept
  let open = (): void => undefined
  const ran: Command[] = []
  const told: Told[] = []
  const run = (command: Command) => {
    ran.push(command)
    return Promise.resolve({ is: 'refused', why: 'offline' } as const)
  }
  const newsPlatform: NewsPlatform = {
    tell: (what) => told.push(what),
    seenElsewhere: () => Promise.resolve(elsewhere),
    show: (news, press) => {
      shown.push(news)
      open = press
    },
    pushes: () => Promise.resolve(undefined),
    inTime: (work) => work,
  }
  const platform: NotifyPlatform = {
    kept: () => keeping,
    keep: (choice) => (keeping = choice),
    ask: supported ? () => Promise.resolve(permission) : 'unsupported',
    allowed: () => permission === 'granted',
    badge: (count) => badges.push(count),
    load: () => Promise.resolve({ watchNews, platform: newsPlatform }),
  }
  const notify = createNotify({
    snapshot,
    engine: { run },
    openPerson: (person) => opened.push(person),
    platform: { present, now: () => NOW, notify: platform },
  })
  const unread = async (ann: number, bob = 0): Promise<void> => {
    snapshot.value = { ...snapshot.value, people: people(ann, bob) }
    await settle()
  }
  const press = (): void => open()
  return {
    notify,
    present,
    shown,
    badges,
    opened,
    unread,
    press,
    told,
    ran,
    keeping: () => keeping,
  }
}

test('nothing is shown until it is asked for, and then no name and no text by itself', async () => {
  const { notify, shown, unread, opened, press, keeping } = setUp()
  await unread(3)
  assert.deepEqual(shown, [])
  notify.choose('plain')
  await settle()
  assert.equal(keeping(), 'plain')
  await unread(4)
  assert.deepEqual(shown, [{ person: 'ann', title: words.product, body: words.newMessage }])
  press()
  assert.deepEqual(opened, ['ann'])
  notify.close()
})

test('name and text where that was chosen, one for each person who wrote', async () => {
  const { notify, shown, unread } = setUp({ kept: 'full' })
  assert.equal(notify.choice.value, 'full')
  await settle()
  await unread(3, 1)
  assert.deepEqual(
    shown.map(({ title, body }) => `${title}: ${body}`),
    ['Ann: The secret', 'Bob: The secret'],
  )
  notify.close()
})

test('what was unread when the page opened, what is read, and what is looked at is no news', async () => {
  const { notify, present, shown, unread } = setUp({ kept: 'full' })
  await settle()
  await unread(2)
  await unread(1)
  present.value = true
  await unread(5)
  assert.deepEqual(shown, [])
  const elsewhere = setUp({ kept: 'full', elsewhere: true })
  await settle()
  await elsewhere.unread(9)
  assert.deepEqual(elsewhere.shown, [])
  for (const one of [notify, elsewhere.notify]) one.close()
})

test('a browser that refuses says what to do, and the choice stays off', async () => {
  const blocked = setUp({ permission: 'denied', kept: 'full' })
  assert.equal(blocked.notify.choice.value, 'off', 'taken back in the browser meanwhile')
  blocked.notify.choose('plain')
  await settle()
  assert.equal(blocked.notify.problem.value, 'blocked')
  assert.equal(blocked.notify.choice.value, 'off')
  const without = setUp({ supported: false })
  without.notify.choose('plain')
  await settle()
  assert.equal(without.notify.problem.value, 'unsupported')
  without.notify.choose('off')
  await settle()
  assert.equal(without.notify.problem.value, undefined)
  for (const { notify } of [blocked, without]) notify.close()
})

test('the badge has the count of all', async () => {
  const { notify, badges, unread } = setUp()
  await unread(2, 3)
  await unread(0, 0)
  assert.deepEqual(badges, [2, 5, 0])
  notify.close()
})

test('who is muted is neither told nor counted, until the time is over', async () => {
  const muted = setUp({ kept: 'full', mutedUntil: NOW + 1 })
  await settle()
  await muted.unread(3, 1)
  assert.deepEqual(
    muted.shown.map(({ person }) => person),
    ['bob'],
  )
  assert.equal(muted.badges.at(-1), 1)
  const over = setUp({ kept: 'full', mutedUntil: NOW })
  await settle()
  await over.unread(3)
  assert.equal(over.shown.length, 1)
  for (const { notify } of [muted, over]) notify.close()
})

test('with the name alone no text is shown, and the service worker is told the same', async () => {
  const { notify, shown, told, unread } = setUp({ kept: 'name' })
  await settle()
  await unread(3)
  assert.deepEqual(shown, [{ person: 'ann', title: 'Ann', body: words.newMessage }])
  assert.equal(told.at(-1)?.shows, 'name')
  notify.choose('off')
  await settle()
  assert.equal(told.at(-1)?.shows, 'off')
  notify.close()
})

test('nothing is asked of the server or told to the service worker before the choice', async () => {
  const { notify, ran, told } = setUp()
  await settle()
  assert.deepEqual([ran, told], [[], []])
  notify.close()
})
