// How large a WebP picture says it is, before anybody decodes it: a few bytes can ask for a gigabyte of pixels
// (RFC 9649).

export interface Pixels {
  readonly width: number
  readonly height: number
}

const word = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + 4))

const little = (bytes: Uint8Array, at: number, width: number): number => {
  let value = 0
  for (let digit = width - 1; digit >= 0; digit--) value = value * 256 + (bytes[at + digit] ?? 0)
  return value
}

/** Length of the longest header that is looked into. */
const HEADER = 30

/** Its size in pixels; undefined for what is no WebP picture. */
export const webpPixels = (bytes: Uint8Array): Pixels | undefined => {
  if (bytes.length < HEADER || word(bytes, 0) !== 'RIFF' || word(bytes, 8) !== 'WEBP') {
    return undefined
  }
  switch (word(bytes, 12)) {
    case 'VP8 ':
      return { width: little(bytes, 26, 2) & 0x3fff, height: little(bytes, 28, 2) & 0x3fff }
    case 'VP8L': {
      const bits = little(bytes, 21, 4)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: little(bytes, 24, 3) + 1, height: little(bytes, 27, 3) + 1 }
    default:
      return undefined
  }
}

/** The bytes, when they are a WebP picture of at most `side` pixels each way; else none. */
export const smallPicture = (bytes: Uint8Array, side: number): Uint8Array => {
  const pixels = webpPixels(bytes)
  const small = pixels !== undefined && Math.max(pixels.width, pixels.height) <= side
  return small ? Uint8Array.from(bytes) : new Uint8Array(0)
}
