// Which types of media are shown in place; everything else is only ever saved. A type is a word of the sender.

/** Types that a browser shows without running anything; no SVG, no HTML, no XML, no PDF. */
const SHOWN =
  /^(?:image\/(?:avif|gif|jpeg|png|webp)|video\/(?:mp4|webm)|audio\/(?:aac|mp4|mpeg|ogg|wav|webm))$/

/** The type of everything that is only saved. */
export const SAVED_ONLY = 'application/octet-stream'

/** The type under which bytes may be given to a browser: one that it shows harmlessly, or SAVED_ONLY. */
export const safeMediaType = (mediaType: string): string => {
  const plain = (mediaType.split(';')[0] ?? '').trim().toLowerCase()
  return SHOWN.test(plain) ? plain : SAVED_ONLY
}
