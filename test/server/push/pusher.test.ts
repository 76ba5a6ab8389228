// Decisions about pushes under a clock of our own: how often, how many at once, when again, and when not at all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PUSH_EVERY } from '../../../protocol/limits.ts'
import { readPushRules } from '../../../server/push/address.ts'
import type { Pushed } from '../../../server/push/post.ts'
import { AT_ONCE, MOST_BELLS, MOST_TRIES, Pusher } from '../../../server/push/pusher.ts'
import { silentLog, type LogEvent } from '../../../server/log.ts'

interface Timer {
  readonly at: number
  readonly act: () => void
}

const createScene = (
  answer: (count: number) => Pushed | Promise<Pushed> = () => ({ is: 'sent' }),
) => {
  const timers = new Set<Timer>()
  const online = new Set<number>()
  const endpoints = new Map<number, string>([[1, 'https://push.example.org/1']])
  const posted: { readonly at: number; readonly path: string }[] = []
  const logged: LogEvent[] = []
  let now = 0
  const rules = readPushRules('push.example.org')
  assert.ok(rules)
  const pusher = new Pusher({
    rules,
    endpointOf: async (inboxNo) => endpoints.get(inboxNo),
    forget: async (inboxNo) => endpoints.delete(inboxNo),
    isOnline: (inboxNo) => online.has(inboxNo),
    authorize: async () => 'vapid',
    post: Object.assign(
      async ({ url }: { url: URL }) => {
        posted.push({ at: now, path: url.pathname })
        return answer(posted.length)
      },
      { close: () => undefined },
    ),
    log: (event, fields) => {
      logged.push(event)
      silentLog(event, fields)
    },
    now: () => now,
    after: (delay, act) => {
      const timer = { at: now + delay, act }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  /** Lets the time pass, timer by timer. */
  const pass = async (milliseconds: number): Promise<void> => {
    const end = now + milliseconds
    for (;;) {
      await settle()
      const [next] = [...timers].toSorted((a, b) => a.at - b.at)
      if (!next || next.at > end) break
      timers.delete(next)
      now = Math.max(now, next.at)
      next.act()
    }
    now = end
    await settle()
  }
  return { pusher, online, endpoints, posted, logged, pass }
}

test('one push for an inbox in ten seconds, and one more for what came meanwhile', async () => {
  const { pusher, posted, pass } = createScene()
  for (let ring = 0; ring < 5; ring++) {
    pusher.ring(1)
    await pass(1_000)
  }
  assert.deepEqual(posted, [{ at: 0, path: '/1' }])
  await pass(PUSH_EVERY)
  assert.deepEqual(
    posted.map(({ at }) => at),
    [0, PUSH_EVERY],
  )
  await pass(10 * PUSH_EVERY)
  assert.equal(posted.length, 2, 'nothing came since')
})

test('none while the device is here, nor when it came by itself before the push left', async () => {
  const { pusher, online, posted, pass } = createScene()
  online.add(1)
  pusher.ring(1)
  await pass(PUSH_EVERY * 2)
  assert.deepEqual(posted, [])
  online.clear()
  pusher.ring(1)
  await pass(1)
  pusher.ring(1)
  pusher.quiet(1)
  await pass(PUSH_EVERY * 2)
  assert.equal(posted.length, 1)
})

test('an inbox that stated nothing is not pushed to, and nothing is remembered of it', async () => {
  const { pusher, posted, pass } = createScene()
  pusher.ring(2)
  await pass(PUSH_EVERY * 2)
  assert.deepEqual(posted, [])
  assert.equal(pusher.size, 0)
})

test('an address that is no more is forgotten', async () => {
  const { pusher, posted, endpoints, pass } = createScene(() => ({ is: 'gone' }))
  pusher.ring(1)
  await pass(PUSH_EVERY)
  assert.equal(endpoints.size, 0)
  assert.equal(pusher.counts.gone, 1)
  pusher.ring(1)
  await pass(PUSH_EVERY)
  assert.equal(posted.length, 1)
})

test('a service that is busy is asked again when it says, then ever later, and then no more', async () => {
  const { pusher, posted, logged, pass } = createScene((count) => ({
    is: 'later',
    wait: count === 1 ? 90_000 : 0,
  }))
  pusher.ring(1)
  await pass(89_999)
  assert.equal(posted.length, 1)
  await pass(1)
  assert.equal(posted.length, 2)
  await pass(3_600_000)
  assert.equal(posted.length, MOST_TRIES)
  assert.equal(pusher.counts.failed, 1)
  assert.deepEqual(logged, ['pushFailed'], 'said once')
  const waits = posted.slice(2).map(({ at }, index) => at - (posted[index + 1]?.at ?? 0))
  assert.deepEqual(
    waits,
    waits.toSorted((a, b) => a - b),
  )
  assert.equal(pusher.size, 0)
})

test('a device that came meanwhile is not pushed to again', async () => {
  const { pusher, posted, pass } = createScene(() => ({ is: 'later', wait: 0 }))
  pusher.ring(1)
  await pass(1)
  pusher.quiet(1)
  await pass(3_600_000)
  assert.equal(posted.length, 1)
})

test('what works again is said', async () => {
  const { pusher, logged, pass } = createScene((count) =>
    count === 1 ? { is: 'refused', code: 'status_forbidden' } : { is: 'sent' },
  )
  pusher.ring(1)
  await pass(PUSH_EVERY)
  pusher.ring(1)
  await pass(PUSH_EVERY)
  assert.deepEqual(logged, ['pushFailed', 'pushAgain'])
  assert.equal(pusher.counts.failed, 1)
  assert.equal(pusher.counts.sent, 1)
})

test('only so many are under way, and only so many are remembered', async () => {
  const held = Promise.withResolvers<Pushed>()
  const { pusher, posted, endpoints, pass } = createScene(() => held.promise)
  for (let inboxNo = 1; inboxNo <= MOST_BELLS + 3; inboxNo++) {
    endpoints.set(inboxNo, `https://push.example.org/${inboxNo}`)
    pusher.ring(inboxNo)
  }
  await pass(0)
  assert.equal(posted.length, AT_ONCE)
  assert.equal(pusher.size, MOST_BELLS)
  assert.equal(pusher.counts.dropped, 3)
  held.resolve({ is: 'sent' })
  await pass(1)
  assert.ok(posted.length > AT_ONCE)
  pusher.close()
  assert.equal(pusher.size, 0)
})

test('rules that changed since hold for what was stated before', async () => {
  const { pusher, posted, endpoints, pass } = createScene()
  endpoints.set(1, 'https://elsewhere.example.org/1')
  pusher.ring(1)
  await pass(PUSH_EVERY)
  assert.deepEqual(posted, [])
  assert.equal(pusher.counts.failed, 1)
})
