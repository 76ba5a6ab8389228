// What the service worker does with the browser's events: which code it may add, when it leaves the profile alone,
// and how a subscription that the browser ended comes back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Receiver } from '../../../client/web/push/receiver.ts'
import { createLoader, watchPushes } from '../../../client/web/service-worker-push.ts'
import type { WorkerScope } from '../../../client/web/service-worker-scope.ts'

// The build puts it there.
const ADDRESS = '/assets/receiver-0011223344556677.js'
Object.assign(globalThis, { RECEIVER_ADDRESS: ADDRESS })

const KEY = new Uint8Array(65).fill(4).buffer

interface Subscribed {
  readonly applicationServerKey: ArrayBuffer
}

const createScene = (change: { readonly ownBuild?: boolean; readonly old?: boolean } = {}) => {
  const { ownBuild = true, old = true } = change
  const log: string[] = []
  const shown: string[] = []
  const listeners = new Map<string, (event: unknown) => void>()
  const before = old ? { options: { applicationServerKey: KEY } } : null
  const scope = {
    clients: { matchAll: () => Promise.resolve([]) },
    registration: {
      showNotification: async (title: string, { body }: { body: string }) =>
        void shown.push(`${title}: ${body}`),
      getNotifications: () => Promise.resolve([]),
      pushManager: {
        getSubscription: () => Promise.resolve(before),
        subscribe: async ({ applicationServerKey }: Subscribed) => {
          log.push(`subscribed with ${applicationServerKey.byteLength}`)
          return { endpoint: 'https://push.example/2' }
        },
      },
    },
    addEventListener: (type: string, listener: (event: unknown) => void) =>
      void listeners.set(type, listener),
  }
  const receiver: Receiver = {
    receive: async () => {
      log.push('receive')
      return undefined
    },
    renew: async (endpoint, key) => {
      log.push(`renew ${endpoint} ${key.length}`)
      return true
    },
  }
  // Of the scope only what a push needs is here.
  watchPushes(scope as unknown as WorkerScope, {
    load: () => receiver,
    isOwnBuild: () => Promise.resolve(ownBuild),
  })
  const dispatch = async (type: string): Promise<void> => {
    const works: Promise<unknown>[] = []
    listeners.get(type)?.({ waitUntil: (work: Promise<unknown>) => works.push(work) })
    await Promise.all(works)
  }
  return { log, shown, dispatch }
}

test('a push is answered with something to see, whatever came of it', async () => {
  const { log, shown, dispatch } = createScene()
  await dispatch('push')
  assert.deepEqual(log, ['receive'])
  assert.deepEqual(shown, ['Sotto: New message'])
})

test('another build than the pinned one leaves the profile alone', async () => {
  const { log, shown, dispatch } = createScene({ ownBuild: false })
  await dispatch('push')
  await dispatch('pushsubscriptionchange')
  assert.deepEqual(log, [])
  assert.deepEqual(shown, ['Sotto: New message'])
})

test('a subscription that the browser ended is made again for the same key, and stated', async () => {
  const { log, dispatch } = createScene()
  await dispatch('pushsubscriptionchange')
  assert.deepEqual(log, ['subscribed with 65', 'renew https://push.example/2 65'])
  const lost = createScene({ old: false })
  await lost.dispatch('pushsubscriptionchange')
  assert.deepEqual(lost.log, [], 'the page does it, when it is opened next')
})

test('one script may be added, by the one policy, once', () => {
  const added: string[] = []
  let rule: (url: string) => string = () => ''
  const scope = {
    trustedTypes: {
      createPolicy: (name: string, rules: { createScriptURL(url: string): string }) => {
        assert.equal(name, 'sotto')
        rule = (url) => rules.createScriptURL(url)
        return { createScriptURL: (url: string) => `trusted:${rules.createScriptURL(url)}` }
      },
    },
    importScripts: (url: string) => {
      added.push(url)
      scope.sottoReceiver = {}
    },
    sottoReceiver: undefined as object | undefined,
  }
  const load = createLoader(scope as unknown as WorkerScope)
  load()
  load()
  assert.deepEqual(added, [`trusted:${ADDRESS}`])
  assert.throws(() => rule('/assets/other.js'), TypeError)
})
