// The service worker: serves the client that this browser pinned, whatever the server offers since, and the app
// opens without a server. A newer client is fetched whole, checked against the hashes that the build wrote in
// here, and put beside; it takes over when the person says so. Nothing but the client's own files is touched.
import { PIN, SHELL } from './pin.ts'

import { createLoader, watchPushes } from './service-worker-push.ts'
import { SHARE, takeShare } from './service-worker-share.ts'
import type { FromWorker, WorkerScope } from './service-worker-scope.ts'

/** Path and SHA-256 in base64 of every file of this build; set by the build. */
declare const PINNED_FILES: readonly (readonly [path: string, hash: string])[]

const scope = globalThis as unknown as WorkerScope

const PREFIX = 'sotto-client-'
const paths = new Set(PINNED_FILES.map(([path]) => path))

const base64 = (bytes: ArrayBuffer): string =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCodePoint(byte)).join(''))

/** The cache of this build, named by all its hashes. */
const ownCache = async (): Promise<string> => {
  const all = new TextEncoder().encode(PINNED_FILES.join('\n'))
  return PREFIX + base64(await crypto.subtle.digest('SHA-256', all))
}

const readPin = async (): Promise<string | undefined> =>
  (await (await caches.open(PIN)).match(SHELL))?.text()

const setPin = async (name: string): Promise<void> => {
  await (await caches.open(PIN)).put(SHELL, new Response(name))
  for (const other of await caches.keys()) {
    if (other.startsWith(PREFIX) && other !== name) await caches.delete(other)
  }
}

/** Fetches one file past every cache and keeps it when it is what the build made. */
const keep = async (cache: Cache, path: string, hash: string): Promise<void> => {
  const answer = await fetch(path, { cache: 'no-store' })
  const body = await answer.clone().arrayBuffer()
  if (!answer.ok || base64(await crypto.subtle.digest('SHA-256', body)) !== hash) {
    throw new TypeError('a file is not what was built')
  }
  await cache.put(path, answer)
}

const load = createLoader(scope)

const install = async (): Promise<void> => {
  // Only now may a script be added: afterwards it is read from what the browser kept.
  load()
  const cache = await caches.open(await ownCache())
  await Promise.all(PINNED_FILES.map(([path, hash]) => keep(cache, path, hash)))
  // Harmless: what is served is what is pinned, whichever worker serves it.
  await scope.skipWaiting()
}

const isOwnBuild = async (): Promise<boolean> => (await readPin()) === (await ownCache())

const versions = async (): Promise<FromWorker> => ({
  type: 'versions',
  fresh: !(await isOwnBuild()),
})

const tellAll = async (message: FromWorker): Promise<void> => {
  for (const client of await scope.clients.matchAll()) client.postMessage(message)
}

const activate = async (): Promise<void> => {
  const pin = await readPin()
  if (pin === undefined || !(await caches.has(pin))) await setPin(await ownCache())
  await scope.clients.claim()
  await tellAll(await versions())
}

const accept = async (): Promise<void> => {
  await setPin(await ownCache())
  await tellAll({ type: 'accepted' })
}

/** The invitation's address shows the same page as the front door. */
const pathOf = (request: Request): string => {
  const { pathname } = new URL(request.url)
  return pathname === '/i' ? SHELL : pathname
}

const serve = async (request: Request, path: string): Promise<Response> => {
  const pin = await readPin()
  const found = pin !== undefined && (await caches.has(pin)) && (await caches.open(pin)).match(path)
  return (await found) || fetch(request)
}

scope.addEventListener('install', (event) => event.waitUntil(install()))
scope.addEventListener('activate', (event) => event.waitUntil(activate()))
scope.addEventListener('fetch', (event) => {
  const { request } = event
  const path = pathOf(request)
  const own = new URL(request.url).origin === location.origin
  // The pieces of a pinned client have names that this build need not know.
  if (request.method === 'POST' && own && path === SHARE) event.respondWith(takeShare(request))
  const wanted = paths.has(path) || path.startsWith('/assets/')
  if (request.method === 'GET' && own && wanted) event.respondWith(serve(request, path))
})
scope.addEventListener('message', (event) => {
  const { type } = event.data
  if (type === 'accept') event.waitUntil(accept())
  else if (type === 'takeOver') event.waitUntil(scope.skipWaiting())
  else event.waitUntil(versions().then((answer) => event.source?.postMessage(answer)))
})
watchPushes(scope, { load, isOwnBuild })
