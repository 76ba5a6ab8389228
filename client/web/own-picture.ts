// One's own picture, made small enough to travel inside a message: the middle of it, square, as WebP. What the
// file said besides the picture (place, camera) is gone with it.
import { MAX_PICTURE_BYTES } from '../../protocol/limits.ts'

/** Pixels of a side, and how good, tried one after another until it is small enough. */
const TRIES = [
  [256, 0.85],
  [256, 0.7],
  [192, 0.7],
  [128, 0.6],
] as const

/** Makes it of a file. Rejects for one that is no picture. */
export const makePicture = async (file: Blob): Promise<Uint8Array> => {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const side = Math.min(image.width, image.height)
  const [left, top] = [(image.width - side) / 2, (image.height - side) / 2]
  try {
    for (const [size, quality] of TRIES) {
      const canvas = new OffscreenCanvas(size, size)
      canvas.getContext('2d')?.drawImage(image, left, top, side, side, 0, 0, size, size)
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
      if (blob.type !== 'image/webp') throw new Error('this browser makes no WebP')
      if (blob.size <= MAX_PICTURE_BYTES) return new Uint8Array(await blob.arrayBuffer())
    }
  } finally {
    image.close()
  }
  throw new Error('the picture does not get small enough')
}
