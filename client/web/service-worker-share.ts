// Text that another app shares with the installed one. The browser posts it to an address of this origin; the
// service worker takes it there, so that it reaches no server, and keeps it until the page has opened.
import { MAX_TEXT_BYTES } from '../../protocol/limits.ts'

/** Where the manifest sends shared text, and where the page then begins. */
export const SHARE = '/share'
const AFTERWARDS = '/?do=share'
const CACHE = 'sotto-shared'
const PLACE = '/'
const FIELDS = ['title', 'text', 'url'] as const

/** `other` says all that `part` says; of two that are the same the first stays. */
const repeats = (other: string, part: string, isEarlier: boolean): boolean =>
  other === part ? isEarlier : other.includes(part)

/** Title, text and address, each once. */
export const sharedText = (form: Pick<FormData, 'get'>): string => {
  const parts = FIELDS.map((field) => form.get(field)).filter((part) => typeof part === 'string')
  const said = parts.map((part) => part.trim()).filter((part) => part !== '')
  // Some apps put the address into the text as well.
  const each = said.filter(
    (part, at) => !said.some((other, by) => by !== at && repeats(other, part, by < at)),
  )
  return each.join('\n').slice(0, MAX_TEXT_BYTES)
}

/** For the service worker: keeps what was shared and leads to the page. */
export const takeShare = async (request: Request): Promise<Response> => {
  const text = sharedText(await request.formData())
  if (text !== '') await (await caches.open(CACHE)).put(PLACE, new Response(text))
  return Response.redirect(AFTERWARDS, 303)
}

/** For the page: what was shared, once; undefined when nothing was. */
export const claimShare = async (): Promise<string | undefined> => {
  const cache = await caches.open(CACHE)
  const found = await cache.match(PLACE)
  await caches.delete(CACHE)
  return found?.text()
}
