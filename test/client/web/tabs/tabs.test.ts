// Several tabs of one profile: one writer at any time, no command lost or run twice by one host, and
// somebody takes over whatever happens to the tab that hosts.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Command } from '../../../../client/engine/view.ts'
import { BEAT, IDLE_BEAT, SILENT_BEATS } from '../../../../client/web/tabs/pulse.ts'
import { STARTING_LIFE, WAIT_FIRST, type Locks } from '../../../../client/web/tabs/writer.ts'
import { settle } from '../../../support/clock-manual.ts'
import { createProfile, openTab, type Profile, type Tab } from '../../../support/tabs.ts'

const send = (id: string, text = id): Command => ({ type: 'send', person: 'p', text, id })
const page: Command = { type: 'page', person: 'p', before: undefined, limit: 50 }

const stored = (profile: Profile): string[] => profile.memory.rows('message').map((row) => row.key)
const ranSends = (profile: Profile, tab?: string): string[] =>
  profile.ran
    .filter((one) => tab === undefined || one.tab === tab)
    .map(({ command }) => (command.type === 'send' ? command.id : ''))
    .filter((id) => id !== '')
const end = async (...tabs: Tab[]): Promise<void> => {
  for (const tab of tabs) tab.kill()
  await settle()
}
const silence = BEAT * (SILENT_BEATS + 1)

test('the only tab hosts and is a view of itself', async () => {
  const profile = createProfile()
  const tab = openTab(profile, 'a')
  const engine = await tab.view.ready
  assert.equal(engine.snapshot().connection, 'connected')
  assert.deepEqual(await engine.run(send('1')), { is: 'done' })
  assert.deepEqual(stored(profile), ['1'])
  assert.deepEqual(profile.workers, ['a'])
  await end(tab)
})

test('two tabs write at once: one Worker runs everything once, both see everything', async () => {
  const profile = createProfile()
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b')
  const ids = Array.from({ length: 50 }, (_, at) => String(at).padStart(2, '0'))
  await Promise.all(ids.map((id, at) => (at % 2 === 0 ? a : b).view.run(send(id))))
  await settle()
  assert.deepEqual(stored(profile), ids)
  assert.deepEqual(ranSends(profile).toSorted(), ids)
  assert.deepEqual(profile.workers, ['a'])
  for (const tab of [a, b]) {
    const seen = tab.events.flatMap((event) => (event.type === 'messages' ? event.messages : []))
    assert.deepEqual(seen.map((one) => one.id).toSorted(), ids)
  }
  await end(a, b)
})

test('the lock passes on when the host closes, with no waiting', async () => {
  const profile = createProfile()
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b')
  await b.view.run(send('1'))
  a.kill()
  await settle()
  assert.deepEqual(profile.workers, ['b'])
  await b.view.run(send('2'))
  assert.deepEqual(stored(profile), ['1', '2'])
  await end(b)
})

test('the host dies in the middle of a command: the next host runs it under the same id', async () => {
  let held: (() => void)[] = []
  let holding = false
  const profile = createProfile(() =>
    holding ? new Promise((resolve) => held.push(resolve)) : Promise.resolve(),
  )
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b')
  await b.view.ready
  holding = true
  const answer = b.view.run(send('1'))
  await settle()
  assert.deepEqual(ranSends(profile, 'a'), ['1'])
  assert.deepEqual(stored(profile), [])
  a.kill()
  profile.memory.crash()
  profile.fences = 1
  holding = false
  held = []
  await settle()
  assert.deepEqual(await answer, { is: 'done' })
  assert.deepEqual(ranSends(profile, 'b'), ['1'])
  assert.deepEqual(stored(profile), ['1'])
  await end(b)
})

test('a frozen host is replaced after a second, its late commit is fenced, and it becomes a view', async () => {
  let release: (() => void) | undefined
  let holding = false
  const profile = createProfile(() => {
    if (!holding) return Promise.resolve()
    holding = false
    return new Promise((resolve) => {
      release = resolve
    })
  })
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b')
  await b.view.ready
  holding = true
  const late = a.view.run(send('late'))
  await settle()
  a.freeze()
  assert.ok(release)
  const answer = b.view.run(send('now'))
  await profile.clock.advance(BEAT * (SILENT_BEATS - 1))
  assert.equal(profile.fences, 1)
  await profile.clock.advance(BEAT * 2)
  assert.equal(profile.fences, 2)
  release()
  await profile.clock.advance(BEAT)
  assert.deepEqual(await answer, { is: 'done' })
  assert.deepEqual(stored(profile), ['now'])
  a.thaw()
  await profile.clock.advance(silence)
  assert.deepEqual(await late, { is: 'done' })
  assert.deepEqual(ranSends(profile, 'b').toSorted(), ['late', 'now'])
  assert.deepEqual(profile.workers, ['b'])
  assert.equal(profile.fences, 2)
  await a.view.run(send('again'))
  assert.deepEqual(stored(profile), ['again', 'late', 'now'])
  await end(a, b)
})

test('an idle visible view notices a frozen host too', async () => {
  const profile = createProfile()
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b')
  await b.view.ready
  a.freeze()
  await profile.clock.advance(IDLE_BEAT + silence)
  assert.equal(profile.fences, 2)
  await end(a, b)
})

test('a hidden view does not take over until it is looked at', async () => {
  let visible = false
  const profile = createProfile()
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b', { visible: () => visible })
  await b.view.ready
  a.freeze()
  const answer = b.view.run(send('1'))
  await profile.clock.advance(60_000)
  assert.equal(profile.fences, 1)
  visible = true
  b.view.nudge()
  await profile.clock.advance(silence)
  assert.deepEqual(await answer, { is: 'done' })
  assert.equal(profile.fences, 2)
  await end(a, b)
})

test('a Worker that opens slowly is not robbed while its tab vouches for it', async () => {
  let open: (() => void) | undefined
  const profile = createProfile()
  const a = openTab(profile, 'a', { opening: () => new Promise((resolve) => (open = resolve)) })
  const b = openTab(profile, 'b')
  await profile.clock.advance(STARTING_LIFE - silence)
  assert.equal(profile.fences, 1)
  open?.()
  await b.view.ready
  assert.deepEqual(await b.view.run(send('1')), { is: 'done' })
  assert.deepEqual(profile.workers, ['a'])
  await end(a, b)
})

test('a Worker that fails is reported, tried again, and the trouble ends', async () => {
  let fails = true
  const profile = createProfile()
  const a = openTab(profile, 'a', { workerFails: () => fails })
  await settle()
  assert.deepEqual(a.troubles, [{ is: 'workerFailed' }])
  assert.deepEqual(profile.workers, [])
  fails = false
  await profile.clock.advance(WAIT_FIRST + silence)
  await a.view.ready
  assert.deepEqual(a.troubles, [{ is: 'workerFailed' }, undefined])
  await end(a)
})

test('a Worker that always fails is started ever more rarely', async () => {
  const profile = createProfile()
  let starts = 0
  const fail = () => {
    starts++
    return true
  }
  const a = openTab(profile, 'a', { workerFails: fail })
  await profile.clock.advance(10 * 60_000)
  assert.ok(starts > 5 && starts < 40, `${starts} starts in ten minutes`)
  await end(a)
})

test('a view that slept through events reads its open conversation again', async () => {
  const profile = createProfile()
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b')
  const c = openTab(profile, 'c')
  await b.view.run(page)
  await a.view.run(send('1'))
  await settle()
  a.kill()
  await settle()
  await profile.clock.advance(BEAT)
  const seen = b.events.filter((event) => event.type === 'messages')
  assert.deepEqual(
    seen.map((event) => (event.type === 'messages' ? event.messages.length : 0)),
    [1, 1],
  )
  await c.view.ready
  await end(b, c)
})

test('the host passes the nudge on', async () => {
  const profile = createProfile()
  const a = openTab(profile, 'a')
  await a.view.ready
  a.view.nudge()
  await settle()
  assert.deepEqual(profile.ran, [{ tab: 'a', command: { type: 'retry' } }])
  await end(a)
})

test('a browser that refuses the lock refuses to store: said, asked again ever more rarely', async () => {
  let asked = 0
  const denied = new DOMException('The request was denied.', 'SecurityError')
  const locks: Locks = {
    request: () => {
      asked++
      return Promise.reject(denied)
    },
  }
  const profile = { ...createProfile(), locks }
  const a = openTab(profile, 'a')
  await settle()
  assert.deepEqual(a.troubles, [{ is: 'noStorage' }])
  await profile.clock.advance(10 * 60_000)
  assert.ok(asked > 5 && asked < 40, `asked ${asked} times in ten minutes`)
  assert.deepEqual(a.troubles, [{ is: 'noStorage' }])
  await end(a)
})

test('tabs leave nothing behind', async () => {
  const profile = createProfile()
  const a = openTab(profile, 'a')
  const b = openTab(profile, 'b')
  await b.view.ready
  await end(a, b)
  assert.equal(profile.clock.waiting(), 0)
  assert.deepEqual(profile.workers, [])
})
