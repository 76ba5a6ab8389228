// Subscriptions: made for the server's key, stated by the engine, made anew when that is needed, ended with the choice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Command, PushState } from '../../../../client/engine/view.ts'
import {
  reconcile,
  subscribe,
  unsubscribe,
  type SubscriptionParts,
} from '../../../../client/web/push/subscription.ts'

const KEY = new Uint8Array(65).fill(4)
const OTHER = new Uint8Array(65).fill(5)

const setUp = (
  change: {
    readonly key?: Uint8Array | 'offline'
    readonly manager?: 'none' | 'fails' | 'hangs'
    readonly answers?: PushState
    readonly had?: Uint8Array<ArrayBuffer>
  } = {},
) => {
  const { key = KEY, answers = 'on' } = change
  const log: string[] = []
  let known: { endpoint: string; state: PushState } = { endpoint: '', state: 'off' }
  let made = 0
  const subscriptionOf = (own: Uint8Array<ArrayBuffer>) => ({
    endpoint: `https://push.example/${++made}`,
    options: { userVisibleOnly: true, applicationServerKey: own.slice().buffer },
    unsubscribe: () => {
      log.push('unsubscribed')
      current = null
      return Promise.resolve(true)
    },
  })
  let current = change.had ? subscriptionOf(change.had) : null
  const manager = {
    getSubscription: () => Promise.resolve(current),
    subscribe: (options: { applicationServerKey: Uint8Array<ArrayBuffer> }) => {
      if (change.manager === 'fails') return Promise.reject(new DOMException('', 'AbortError'))
      if (change.manager === 'hangs') return new Promise<never>(() => undefined)
      log.push('subscribed')
      current = subscriptionOf(options.applicationServerKey)
      return Promise.resolve(current)
    },
  }
  const run = (command: Command): Promise<Answer> => {
    log.push(command.type)
    if (command.type === 'pushKey') {
      const away = { is: 'refused', why: 'offline' } as const
      return Promise.resolve(key === 'offline' ? away : { is: 'pushKey', key })
    }
    if (command.type === 'push') {
      const { endpoint } = command
      known = { endpoint, state: endpoint === '' ? 'off' : answers }
    }
    return Promise.resolve({ is: 'push', ...known })
  }
  const parts: SubscriptionParts = {
    run,
    inTime: (work) =>
      change.manager === 'hangs' ? Promise.reject(new Error('no answer in time')) : work,
    // Of a PushManager only these two are called.
    pushes: () =>
      Promise.resolve(change.manager === 'none' ? undefined : (manager as unknown as PushManager)),
  }
  const set = (endpoint: string, state: PushState): void => {
    known = { endpoint, state }
  }
  return { parts, log, set, known: () => known, current: () => current }
}

test('the browser subscribes for the key of the server, and the engine states it', async () => {
  const { parts, log, known } = setUp()
  assert.equal(await subscribe(parts), 'on')
  assert.deepEqual(log, ['pushKey', 'subscribed', 'push'])
  assert.equal(known().endpoint, 'https://push.example/1')
  assert.equal(await subscribe(parts), 'on')
  assert.equal(log.filter((one) => one === 'subscribed').length, 1, 'the one there is is used')
})

test('a subscription for another key gives way', async () => {
  const { parts, log } = setUp({ had: OTHER })
  assert.equal(await subscribe(parts), 'on')
  assert.deepEqual(log, ['pushKey', 'unsubscribed', 'subscribed', 'push'])
})

test('what is missing is told apart', async () => {
  assert.equal(await subscribe(setUp({ manager: 'none' }).parts), 'unsupported')
  assert.equal(await subscribe(setUp({ key: new Uint8Array(0) }).parts), 'none')
  assert.equal(await subscribe(setUp({ key: 'offline' }).parts), 'failed')
  assert.equal(await subscribe(setUp({ manager: 'fails' }).parts), 'failed')
  assert.equal(await subscribe(setUp({ manager: 'hangs' }).parts), 'failed')
  assert.equal(await subscribe(setUp({ answers: 'waiting' }).parts), 'on')
})

test('a subscription that the server does not use is not kept', async () => {
  const { parts, known, current } = setUp({ answers: 'refused' })
  assert.equal(await subscribe(parts), 'refused')
  assert.equal(current(), null)
  assert.equal(known().endpoint, '')
})

test('it ends at the server and in the browser', async () => {
  const { parts, known, current } = setUp()
  await subscribe(parts)
  assert.equal(await unsubscribe(parts), 'off')
  assert.equal(current(), null)
  assert.equal(known().endpoint, '')
})

test('at the next start nothing is asked while all is as it was; what changed is put right', async () => {
  const same = setUp()
  await subscribe(same.parts)
  same.log.length = 0
  assert.equal(await reconcile(same.parts), 'on')
  assert.deepEqual(same.log, ['pushState'])

  same.set('https://push.example/1', 'stale')
  assert.equal(await reconcile(same.parts), 'on')
  assert.ok(same.log.includes('pushKey'))

  const lost = setUp()
  lost.set('https://push.example/before', 'on')
  assert.equal(await reconcile(lost.parts), 'on')
  assert.equal(lost.known().endpoint, 'https://push.example/1')
})
