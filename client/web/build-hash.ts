// Which client this browser has pinned, as one number that can be compared: SHA-256 over the paths and hashes of its
// files, computed here from the files themselves. `npm run build` of the same sources prints the same.
import { toHex, utf8 } from '../../protocol/bytes.ts'
import { PIN, SHELL } from './pin.ts'

const INDEX = '/index.html'

const hash = async (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))

const pinned = async (stores: CacheStorage): Promise<Cache | undefined> => {
  const name = await (await (await stores.open(PIN)).match(SHELL))?.text()
  return name !== undefined && (await stores.has(name)) ? stores.open(name) : undefined
}

/** 64 hexadecimal digits; undefined when this browser has pinned nothing. Rejects where it refuses to tell. */
export const readBuildHash = async (stores: CacheStorage = caches): Promise<string | undefined> => {
  const cache = await pinned(stores)
  if (!cache) return undefined
  const lines: (readonly [path: string, hash: string])[] = []
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url)
    const answer = await cache.match(request)
    if (!answer) return undefined
    const path = pathname === SHELL ? INDEX : pathname
    lines.push([path, await hash(await answer.arrayBuffer())])
  }
  const text = lines
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, own]) => `${path} ${own}\n`)
    .join('')
  return hash(new Uint8Array(utf8(text)))
}
