// Who receives when a push comes: a tab that lives, else the service worker as the one writer for a moment.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine, PersonView, Snapshot, ViewEvent } from '../../../../client/engine/view.ts'
import { SILENCE, STARTING } from '../../../../client/web/push/find-host.ts'
import { LIMIT, OFFLINE, QUIET, type Received } from '../../../../client/web/push/follow.ts'
import { receive, runOnce, type ReceiveParts } from '../../../../client/web/push/receive.ts'
import { createHost } from '../../../../client/web/tabs/host.ts'
import { settle } from '../../../support/clock-manual.ts'
import { fakePerson, freshSnapshot } from '../../../support/fake-engine.ts'
import { createProfile, openTab, type Profile } from '../../../support/tabs.ts'

const quiet: Snapshot = { ...freshSnapshot, phase: 'ready', connection: 'connected' }

/** An engine of which a test says what it shows. */
const createPuppet = (first: Snapshot) => {
  const listeners = new Set<(event: ViewEvent) => void>()
  let now = first
  let closed = 0
  const ran: string[] = []
  const engine: Engine = {
    run: async ({ type }) => {
      ran.push(type)
      return { is: 'done' }
    },
    snapshot: () => now,
    watch: (listener) => {
      listeners.add(listener)
      listener({ type: 'snapshot', snapshot: now })
      return () => listeners.delete(listener)
    },
    nudge: () => undefined,
    close: async () => {
      closed += 1
    },
  }
  const show = (snapshot: Snapshot): void => {
    now = snapshot
    for (const listener of listeners) listener({ type: 'snapshot', snapshot })
  }
  return { engine, show, ran, closed: () => closed }
}

const partsOf = (profile: Profile, open: ReceiveParts['open']): ReceiveParts => ({
  bus: profile.hub.open(() => false),
  locks: profile.locks,
  clock: profile.clock,
  view: 'worker',
  open,
})

const people = (unread: number): readonly PersonView[] => [fakePerson({ id: 'ben', unread })]

test('without a tab it opens, receives until all is quiet, closes, and says what is new', async () => {
  const profile = createProfile()
  const puppet = createPuppet({ ...quiet, connection: 'connecting', people: people(1) })
  const receiving = receive(partsOf(profile, async () => puppet.engine))
  await profile.clock.advance(SILENCE)
  puppet.show({ ...quiet, catchingUp: 1, people: people(1) })
  await profile.clock.advance(QUIET)
  puppet.show({ ...quiet, people: people(2) })
  await profile.clock.advance(QUIET - 1)
  assert.equal(puppet.closed(), 0, 'receipts may still have to go')
  await profile.clock.advance(1)
  const received = await receiving
  assert.equal(puppet.closed(), 1)
  assert.ok(received?.reached && received.alone)
  assert.equal(received.before.get('ben'), 1)
  assert.equal(received.people[0]?.unread, 2)
  // The lock is free again: a tab is host at once.
  const tab = openTab(profile, 'a')
  await settle()
  assert.equal((await tab.view.run({ type: 'retry' })).is, 'done')
  tab.kill()
})

test('a tab that lives is followed, and keeps the lock', async () => {
  const profile = createProfile()
  const tab = openTab(profile, 'a')
  await tab.view.ready
  let opened = 0
  const receiving = receive(
    partsOf(profile, async () => {
      opened += 1
      return undefined
    }),
  )
  await profile.clock.advance(SILENCE + QUIET)
  const received = await receiving
  assert.ok(received?.reached && !received.alone)
  assert.equal(opened, 0)
  assert.equal(profile.fences, 1)
  assert.ok(
    profile.ran.some(({ command }) => command.type === 'retry'),
    'it was nudged',
  )
  tab.kill()
})

test('a tab that the browser froze is replaced, and comes back when it thaws', async () => {
  const profile = createProfile()
  const tab = openTab(profile, 'a')
  await tab.view.ready
  tab.freeze()
  const puppet = createPuppet(quiet)
  const receiving = receive(partsOf(profile, async () => puppet.engine))
  await profile.clock.advance(SILENCE + QUIET)
  assert.ok((await receiving)?.alone)
  tab.thaw()
  await profile.clock.advance(SILENCE)
  assert.equal((await tab.view.run({ type: 'retry' })).is, 'done')
  assert.equal(profile.fences, 2, 'its Worker was started anew')
  tab.kill()
})

test('a tab that opens meanwhile is host as soon as what was begun is closed', async () => {
  const profile = createProfile()
  const puppet = createPuppet({ ...quiet, catchingUp: 5, people: people(3) })
  const receiving = receive(partsOf(profile, async () => puppet.engine))
  await profile.clock.advance(SILENCE)
  assert.equal(puppet.closed(), 0)
  const tab = openTab(profile, 'a')
  await settle()
  const received = await receiving
  assert.equal(puppet.closed(), 1)
  assert.equal(received?.reached, false)
  await tab.view.ready
  assert.equal(profile.fences, 1)
  tab.kill()
})

test('a tab that is just starting is waited for; one that never speaks is not', async () => {
  const profile = createProfile()
  const opening = Promise.withResolvers<void>()
  const tab = openTab(profile, 'a', { opening: () => opening.promise })
  const puppet = createPuppet(quiet)
  let opened = 0
  const receiving = receive(
    partsOf(profile, async () => {
      opened += 1
      return puppet.engine
    }),
  )
  await profile.clock.advance(STARTING - 1)
  assert.equal(opened, 0)
  await profile.clock.advance(1 + QUIET)
  await receiving
  assert.equal(opened, 1)
  opening.resolve()
  tab.kill()
})

test('under an app lock nothing is received: neither alone nor by the tab that stands before it', async () => {
  const profile = createProfile()
  const nobody = receive(partsOf(profile, async () => undefined))
  await profile.clock.advance(SILENCE)
  assert.equal(await nobody, undefined)
  const host = createHost({
    bus: profile.hub.open(() => false),
    fence: 1,
    onReplaced: () => undefined,
  })
  host.trouble({ is: 'locked' })
  const before = receive(partsOf(profile, async () => assert.fail('the tab is host')))
  await settle()
  const received: Received | undefined = await before
  assert.equal(received?.reached, false)
  assert.deepEqual(received?.people, [])
})

test('a tab whose Worker failed is no host', async () => {
  const profile = createProfile()
  const tab = profile.hub.open(() => false)
  tab.listen(() =>
    tab.post({ from: 'host', fence: 0, type: 'trouble', trouble: { is: 'workerFailed' } }),
  )
  const receiving = receive(partsOf(profile, async () => createPuppet(quiet).engine))
  await profile.clock.advance(SILENCE)
  tab.listen(() => undefined)
  await profile.clock.advance(QUIET)
  assert.ok((await receiving)?.alone)
})

test('it ends in time: without a server, with a storage that fails, and whatever happens', async () => {
  const start = async (snapshot: Snapshot, span: number) => {
    const profile = createProfile()
    const puppet = createPuppet(snapshot)
    const receiving = receive(partsOf(profile, async () => puppet.engine))
    await profile.clock.advance(SILENCE + span)
    const received = await receiving
    assert.equal(puppet.closed(), 1)
    assert.equal(profile.clock.waiting(), 0, 'no timer is left')
    return received
  }
  assert.equal((await start({ ...quiet, connection: 'offline' }, OFFLINE))?.reached, false)
  assert.equal((await start({ ...quiet, catchingUp: 9 }, LIMIT))?.reached, false)
  assert.ok(await start({ ...quiet, connection: 'connecting', halt: 'storageFull' }, 0))
  assert.ok(await start(freshSnapshot, 0))
  const profile = createProfile()
  const broken = receive(partsOf(profile, () => Promise.reject(new Error('broken'))))
  await profile.clock.advance(SILENCE)
  assert.equal(await broken, undefined)
})

test('a command is run by the tab that is there, else alone', async () => {
  const profile = createProfile()
  const command = {
    type: 'push',
    endpoint: 'https://push.example/1',
    key: new Uint8Array(65),
  } as const
  const puppet = createPuppet(quiet)
  const alone = runOnce(
    partsOf(profile, async () => puppet.engine),
    command,
  )
  await profile.clock.advance(SILENCE)
  assert.deepEqual(await alone, { is: 'done' })
  assert.deepEqual(puppet.ran, ['push'])
  const tab = openTab(profile, 'a')
  await tab.view.ready
  const there = runOnce(
    partsOf(profile, async () => assert.fail('a tab is host')),
    command,
  )
  await settle()
  assert.deepEqual(await there, { is: 'done' })
  assert.ok(profile.ran.some((one) => one.command.type === 'push'))
  tab.kill()
})
