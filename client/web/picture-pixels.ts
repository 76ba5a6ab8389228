// How large a picture says it is, read from its first bytes and before any browser decodes it: a small file can ask
// for gigabytes of pixels. PNG, GIF, JPEG and WebP; of other formats nothing is known here.
import { webpPixels, type Pixels } from '../engine/webp.ts'

/** Pixels of the largest picture that is shown in place: more are only saved. */
export const MOST_PIXELS = 64_000_000

/** Markers of a JPEG that begin a frame, with its size; not the tables between them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const jpegPixels = (view: DataView): Pixels | undefined => {
  let at = 2
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    // Markers without a length stand alone.
    at += marker === 0xff ? 1 : 2 + (marker >= 0xd0 && marker <= 0xd9 ? 0 : view.getUint16(at + 2))
  }
  return undefined
}

/** Its size in pixels; undefined where that cannot be read. */
export const picturePixels = (bytes: Uint8Array): Pixels | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 24) return undefined
  if (view.getUint32(0) === 0x8950_4e47) {
    return { width: view.getUint32(16), height: view.getUint32(20) }
  }
  if (view.getUint32(0) === 0x4749_4638) {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  }
  return view.getUint16(0) === 0xffd8 ? jpegPixels(view) : webpPixels(bytes)
}

/** True for a picture whose pixels a browser can hold. What cannot be read is not shown. */
export const isShowable = (bytes: Uint8Array): boolean => {
  const pixels = picturePixels(bytes)
  return pixels !== undefined && pixels.width * pixels.height <= MOST_PIXELS
}
