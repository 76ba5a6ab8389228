// Only the built Worker and the service worker are addresses of code.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createTrusted, type TrustedScope } from '../../../client/web/trusted.ts'

const built = '/assets/engine-worker-aB3_-9.js'
const scopeOf = (worker: string | undefined, made?: string[]): TrustedScope => ({
  document: { documentElement: { dataset: { worker } } },
  trustedTypes: made && {
    createPolicy: (name, rules) => {
      made.push(name)
      return { createScriptURL: (url) => `trusted:${rules.createScriptURL(url)}` }
    },
  },
})

test('one policy named sotto gives both addresses', () => {
  const made: string[] = []
  const trusted = createTrusted(scopeOf(built, made))
  assert.equal(trusted.engineWorker(), `trusted:${built}`)
  assert.equal(trusted.serviceWorker(), 'trusted:/sw.js')
  assert.deepEqual(made, ['sotto'])
})

test('it works where the browser has no trusted types', () => {
  const trusted = createTrusted(scopeOf(built))
  assert.equal(trusted.engineWorker(), built)
  assert.equal(trusted.serviceWorker(), '/sw.js')
})

test('the other Workers have addresses of their own, and none is taken for another', () => {
  const media = '/assets/media-worker-0.js'
  const page = (dataset: DOMStringMap): TrustedScope => ({
    document: { documentElement: { dataset } },
  })
  assert.equal(createTrusted(page({ media })).mediaWorker(), media)
  assert.throws(() => createTrusted(page({ media: built })).mediaWorker(), TypeError)
  const lock = '/assets/lock-worker-0.js'
  assert.equal(createTrusted(page({ lock })).lockWorker(), lock)
  for (const strange of [built, media, '/assets/lock-worker-.js', 'https://evil.example' + lock])
    assert.throws(() => createTrusted(page({ lock: strange })).lockWorker(), TypeError)
  assert.throws(() => createTrusted(page({})).mediaWorker(), TypeError)
  assert.throws(() => createTrusted(page({ worker: media })).engineWorker(), TypeError)
})

for (const strange of [
  undefined,
  '',
  '/evil.js',
  '//evil.example/assets/engine-worker-a.js',
  '/assets/../engine-worker-a.js',
  '/assets/engine-worker-.js',
  '/assets/engine-worker-a.js?x',
  'https://evil.example/assets/engine-worker-a.js',
]) {
  test(`the page can not name ${String(strange)} as its Worker`, () => {
    for (const made of [undefined, []]) {
      assert.throws(() => createTrusted(scopeOf(strange, made)).engineWorker(), TypeError)
    }
  })
}
