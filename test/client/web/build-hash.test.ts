// The number of the pinned client: computed from the files in the browser's cache, it is the one that the build of
// the same sources prints.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { toHex } from '../../../protocol/bytes.ts'
import { readBuildHash } from '../../../client/web/build-hash.ts'
import { PIN, SHELL } from '../../../client/web/pin.ts'
import { buildWeb, webSources } from '../../../server/web-build.ts'
import { testFolder } from '../../support/folder.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** Caches as the service worker fills them. */
const createCaches = (
  stores: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>,
): CacheStorage => {
  const addressOf = (path: string): string => `https://localhost:8443${path}`
  const open = (name: string) => {
    const files = stores.get(name) ?? new Map<string, Uint8Array>()
    const find = (asked: Request | string): Uint8Array | undefined =>
      files.get(typeof asked === 'string' ? asked : new URL(asked.url).pathname)
    return Promise.resolve({
      keys: () => Promise.resolve([...files.keys()].map((path) => new Request(addressOf(path)))),
      match: (asked: Request | string) => {
        const found = find(asked)
        return Promise.resolve(found && new Response(new Uint8Array(found)))
      },
    })
  }
  // Only what is read of a cache.
  return {
    open,
    has: (name: string) => Promise.resolve(stores.has(name)),
  } as unknown as CacheStorage
}

test('the pinned files give the number that the build prints; one changed byte gives another', async (context) => {
  const build = await buildWeb(webSources(root), join(await testFolder(context), 'dist'))
  const files = new Map<string, Uint8Array>()
  const worker = build.files.get('/sw.js')?.body.toString() ?? ''
  const named = [...worker.matchAll(/\["(\/[^"]*)","[\w+/=]{44}"\]/g)].map(([, path = '']) => path)
  assert.ok(named.length > 20)
  for (const path of named)
    files.set(path, build.files.get(path === SHELL ? '/index.html' : path)?.body ?? Buffer.alloc(0))
  const pin = new Map([[SHELL, Buffer.from('client-1')]])
  const stores = new Map([
    [PIN, pin],
    ['client-1', files],
  ])
  assert.equal(await readBuildHash(createCaches(stores)), toHex(build.client))
  assert.notEqual(toHex(build.client), toHex(build.id))
  const changed = new Map(files)
  const page = [...files.keys()].find((path) => path.startsWith('/assets/page-')) ?? ''
  changed.set(page, Buffer.concat([files.get(page) ?? Buffer.alloc(0), Buffer.from(' ')]))
  const other = new Map([
    [PIN, pin],
    ['client-1', changed],
  ])
  assert.notEqual(await readBuildHash(createCaches(other)), toHex(build.client))
})

test('nothing pinned, or a pin without its files, is nothing', async () => {
  assert.equal(await readBuildHash(createCaches(new Map())), undefined)
  const pin = new Map([[PIN, new Map([[SHELL, Buffer.from('client-1')]])]])
  assert.equal(await readBuildHash(createCaches(pin)), undefined)
})
