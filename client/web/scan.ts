// The camera's part of a security code (PROTOCOL 6.5): pictures in, the text of a QR code out. A script of its
// own, fetched when somebody scans: most people never do. No picture leaves this file.
import decodeQR from 'qr/decode.js'

/** Why there is no picture. */
export type CameraTrouble = 'cameraBlocked' | 'cameraMissing'

/** A running camera. */
export interface Camera {
  stop(): void
}

/** One picture, four bytes to a pixel. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** Between two looks at the picture (ms), and the longer side of what is looked at (pixels). */
const LOOK_EVERY = 120
const MAX_SIDE = 960

/** The text of the QR code in a picture, if there is one. */
export const readCode = (picture: Picture): string | undefined => {
  try {
    return decodeQR(picture)
  } catch {
    return undefined
  }
}

const troubleOf = (error: unknown): CameraTrouble =>
  error instanceof DOMException && ['NotAllowedError', 'SecurityError'].includes(error.name)
    ? 'cameraBlocked'
    : 'cameraMissing'

const grab = (video: HTMLVideoElement, canvas: HTMLCanvasElement): Picture | undefined => {
  const { videoWidth, videoHeight } = video
  const scale = Math.min(1, MAX_SIDE / Math.max(videoWidth, videoHeight, 1))
  const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)]
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context || width === 0 || height === 0) return undefined
  canvas.width = width
  canvas.height = height
  context.drawImage(video, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}

const openStream = (): Promise<MediaStream> => {
  // Absent on pages that the browser does not hold for secure.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (!devices) throw new DOMException('no camera here', 'NotFoundError')
  return devices.getUserMedia({ audio: false, video: { facingMode: 'environment' } })
}

/** Shows the camera in `video` and tells each text that it reads, until it is stopped. */
export const startCamera = async (
  video: HTMLVideoElement,
  found: (text: string) => void,
): Promise<Camera | CameraTrouble> => {
  let stream: MediaStream
  try {
    stream = await openStream()
    video.srcObject = stream
    await video.play()
  } catch (error) {
    return troubleOf(error)
  }
  const canvas = document.createElement('canvas')
  const timer = setInterval(() => {
    const picture = grab(video, canvas)
    const text = picture && readCode(picture)
    if (text !== undefined) found(text)
  }, LOOK_EVERY)
  return {
    stop: () => {
      clearInterval(timer)
      for (const track of stream.getTracks()) track.stop()
      video.srcObject = null
    },
  }
}
