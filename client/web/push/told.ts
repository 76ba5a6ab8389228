// What the page tells the service worker in advance, because it can read nothing else of the page's: how much a
// notification may show, and its words in the language that is spoken. Kept in a cache of its own; no secret.
import type { NewsWords } from './news.ts'
import { shows, type Shows } from './unread.ts'

const CACHE = 'sotto-notify'
const PLACE = '/'

export interface Told {
  /** `off`: pushes are not wanted here. */
  readonly shows: Shows | 'off'
  readonly words: NewsWords
}

/** What is said where nothing was told. */
export const untold: Told = {
  shows: 'plain',
  words: { product: 'Sotto', newMessage: 'New message', newer: 'New message' },
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** What stands in the cache, checked: it is data like any other. */
export const readTold = (value: unknown): Told => {
  if (typeof value !== 'object' || value === null) return untold
  const { shows: chosen, words }: { shows?: unknown; words?: unknown } = value
  const known = [...shows, 'off' as const].find((one) => one === chosen)
  if (known === undefined || typeof words !== 'object' || words === null) return untold
  const { product, newMessage, newer }: Partial<Record<keyof NewsWords, unknown>> = words
  if (!isText(product) || !isText(newMessage) || !isText(newer)) return untold
  return { shows: known, words: { product, newMessage, newer } }
}

/** For the service worker; never rejects. */
export const recallTold = async (): Promise<Told> => {
  try {
    const found = await (await caches.open(CACHE)).match(PLACE)
    return found ? readTold(await found.json()) : untold
  } catch {
    return untold
  }
}

/** For the page. Rejects where there are no caches. */
export const tell = async (told: Told): Promise<void> => {
  await (await caches.open(CACHE)).put(PLACE, new Response(JSON.stringify(told)))
}
