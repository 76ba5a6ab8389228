// Recording a voice note: from the tap to the bytes, with its loudness for the eye. Nothing is kept of one that is
// thrown away.
import { WAVEFORM_BYTES } from '../../protocol/limits.ts'
import type { Prepared } from './prepare-file.ts'

/** What browsers record, best first: Safari knows only the last. */
const TYPES = [
  'audio/webm;codecs=opus',
  'audio/mp4;codecs=opus',
  'audio/ogg;codecs=opus',
  'audio/mp4',
]

export type VoiceTrouble = 'micBlocked' | 'micMissing' | 'voiceUnsupported'

export interface Recording {
  /** Ends it and gives what was said. */
  finish(): Promise<Prepared>
  cancel(): void
}

/** Loudness of equal parts, 0 to 255, the loudest of all 255. Pure. */
export const waveformOf = (samples: Float32Array, parts = WAVEFORM_BYTES): Uint8Array => {
  const peaks = Array.from({ length: parts }, (_, at) => {
    const from = Math.floor((at * samples.length) / parts)
    const to = Math.floor(((at + 1) * samples.length) / parts)
    let peak = 0
    for (let sample = from; sample < to; sample += 1) {
      peak = Math.max(peak, Math.abs(samples[sample] ?? 0))
    }
    return peak
  })
  const most = Math.max(...peaks, Number.EPSILON)
  return Uint8Array.from(peaks, (peak) => Math.round((255 * peak) / most))
}

const prepare = async (file: Blob, mediaType: string, startedAt: number): Promise<Prepared> => {
  let [length, waveform] = [Date.now() - startedAt, new Uint8Array(0)]
  try {
    const context = new OfflineAudioContext(1, 1, 8_000)
    const decoded = await context.decodeAudioData(await file.arrayBuffer())
    length = Math.round(decoded.duration * 1_000)
    waveform = Uint8Array.from(waveformOf(decoded.getChannelData(0)))
  } catch {
    // Recorded, but not to be looked into: it is sent without its picture.
  }
  const name = `voice.${mediaType.slice('audio/'.length)}`
  const [width, height, thumbnail] = [0, 0, new Uint8Array(0)]
  return { file, name, mediaType, width, height, length, waveform, thumbnail }
}

/** Begins to record; asks for the microphone when that was not done yet. */
export const startRecording = async (): Promise<Recording | VoiceTrouble> => {
  if (typeof MediaRecorder === 'undefined') return 'voiceUnsupported'
  const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one))
  if (type === undefined) return 'voiceUnsupported'
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  } catch (error) {
    const missing = error instanceof DOMException && error.name === 'NotFoundError'
    return missing ? 'micMissing' : 'micBlocked'
  }
  const pieces: Blob[] = []
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 })
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data))
  const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
  const startedAt = Date.now()
  recorder.start()
  const end = (): void => {
    if (recorder.state !== 'inactive') recorder.stop()
    for (const track of stream.getTracks()) track.stop()
  }
  const mediaType = type.split(';')[0] ?? type
  return {
    finish: async () => {
      end()
      await ended
      return prepare(new Blob(pieces, { type: mediaType }), mediaType, startedAt)
    },
    cancel: end,
  }
}
