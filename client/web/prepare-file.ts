// A chosen file as it will be sent: photos made anew from their pixels, so that nothing of where and with what they
// were taken goes along; a small picture of photos and videos; how large and how long.
import { MAX_THUMBNAIL_BYTES } from '../../protocol/limits.ts'
import { safeMediaType } from '../engine/media-type.ts'
import { kindOfFile } from './kind-of-file.ts'

export interface Prepared {
  readonly file: Blob
  readonly name: string
  readonly mediaType: string
  /** Pixels; 0 when it has none. */
  readonly width: number
  readonly height: number
  /** Milliseconds that it plays; 0 when it does not. */
  readonly length: number
  readonly waveform: Uint8Array
  /** A small WebP picture, or no bytes. */
  readonly thumbnail: Uint8Array
}

/** Longest side of a photo that is made anew, pixels. */
export const PHOTO_SIDE = 2_560
const PHOTO_QUALITY = 0.85
/** Sides and qualities of small pictures, tried one after another until one is small enough. */
const SMALL = [
  [320, 0.7],
  [240, 0.6],
  [160, 0.5],
  [96, 0.4],
] as const
/** A decoder that never answers is not waited for, milliseconds. */
const PATIENCE = 5_000

const nothing = new Uint8Array(0)

type Picture = ImageBitmap | HTMLVideoElement

interface Size {
  readonly width: number
  readonly height: number
}

const fit = ({ width, height }: Size, side: number): Size => {
  const by = Math.min(1, side / Math.max(width, height, 1))
  return {
    width: Math.max(1, Math.round(width * by)),
    height: Math.max(1, Math.round(height * by)),
  }
}

const draw = async (picture: Picture, size: Size, quality: number): Promise<Blob> => {
  const canvas = new OffscreenCanvas(size.width, size.height)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, size.width, size.height)
  return canvas.convertToBlob({ type: 'image/webp', quality })
}

const thumbnailOf = async (picture: Picture, size: Size): Promise<Uint8Array> => {
  for (const [side, quality] of SMALL) {
    const blob = await draw(picture, fit(size, side), quality)
    if (blob.type === 'image/webp' && blob.size <= MAX_THUMBNAIL_BYTES) {
      return new Uint8Array(await blob.arrayBuffer())
    }
  }
  return nothing
}

const endings: Readonly<Record<string, string>> = { 'image/webp': '.webp' }
const renamed = (name: string, mediaType: string): string =>
  name.replace(/\.[^.]*$/, '') + (endings[mediaType] ?? '')

const photo = async (file: File, plain: Prepared, original: boolean): Promise<Prepared> => {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const thumbnail = await thumbnailOf(image, image)
    const { width, height } = image
    // A moving picture would stand still.
    if (original || plain.mediaType === 'image/gif') return { ...plain, width, height, thumbnail }
    const size = fit(image, PHOTO_SIDE)
    const made = await draw(image, size, PHOTO_QUALITY)
    const name = renamed(file.name, made.type)
    return { ...plain, ...size, file: made, name, mediaType: made.type, thumbnail }
  } finally {
    image.close()
  }
}

/** Resolves with what is known when the event comes, or nothing does. */
const until = (element: HTMLMediaElement, name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE)
    const end = (there: boolean) => (): void => {
      clearTimeout(timer)
      resolve(there)
    }
    element.addEventListener(name, end(true), { once: true })
    element.addEventListener('error', end(false), { once: true })
  })

const milliseconds = (seconds: number): number =>
  Number.isFinite(seconds) ? Math.round(seconds * 1_000) : 0

const playing = async (file: File, plain: Prepared): Promise<Prepared> => {
  const isVideo = plain.mediaType.startsWith('video/')
  const element = document.createElement(isVideo ? 'video' : 'audio')
  element.preload = isVideo ? 'auto' : 'metadata'
  element.muted = true
  element.src = URL.createObjectURL(file)
  try {
    if (!(await until(element, isVideo ? 'loadeddata' : 'loadedmetadata'))) return plain
    const length = milliseconds(element.duration)
    if (!(element instanceof HTMLVideoElement)) return { ...plain, length }
    const size = { width: element.videoWidth, height: element.videoHeight }
    return { ...plain, ...size, length, thumbnail: await thumbnailOf(element, size) }
  } finally {
    URL.revokeObjectURL(element.src)
  }
}

/** Prepares a file. What cannot be looked into is sent as it is; `original`: photos too. */
export const prepareFile = async (file: File, original: boolean): Promise<Prepared> => {
  const mediaType = safeMediaType(file.type)
  const plain: Prepared = {
    file,
    name: file.name,
    mediaType,
    width: 0,
    height: 0,
    length: 0,
    waveform: nothing,
    thumbnail: nothing,
  }
  const kind = kindOfFile(mediaType)
  try {
    if (kind === 'photo') return await photo(file, plain, original)
    return kind === 'file' ? plain : await playing(file, plain)
  } catch {
    // Not what its type says: bytes like any other, only ever saved.
    return { ...plain, mediaType: kind === 'photo' ? 'application/octet-stream' : mediaType }
  }
}
