// Plays a voice note: its loudness as bars to press on, and how fast. One plays at a time.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { clockLength } from '../lengths.ts'
import { numeral } from '../languages/spoken.ts'
import { filesWords } from '../words-files.ts'
import { PauseIcon, PlayIcon } from './file-icon.tsx'

const RATES = [1, 1.5, 2] as const
const BARS = 32

let playing: HTMLAudioElement | undefined

/** Loudness for so many bars, 0 to 1. */
const barsOf = (waveform: Uint8Array): readonly number[] =>
  Array.from(
    { length: BARS },
    (_, at) => (waveform[Math.floor((at * waveform.length) / BARS)] ?? 96) / 255,
  )

const Bars = (props: {
  readonly waveform: Uint8Array
  readonly part: number
  readonly onSeek: (part: number) => void
}) => (
  <span
    class="bars"
    aria-hidden="true"
    onClick={(event) => {
      const { left, width } = event.currentTarget.getBoundingClientRect()
      props.onSeek(Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width))))
    }}
  >
    {barsOf(props.waveform).map((loud, at) => (
      <i
        key={at}
        class={at / BARS < props.part ? 'heard' : undefined}
        style={{ blockSize: `${Math.round(15 + 85 * loud)}%` }}
      />
    ))}
  </span>
)

interface PlayerProps {
  /** Undefined while the bytes are not here. */
  readonly url: string | undefined
  /** Milliseconds. */
  readonly length: number
  readonly waveform: Uint8Array
  /** Somebody wants to hear it. */
  readonly onWanted: () => void
}

export const VoicePlayer = ({ url, length, waveform, onWanted }: PlayerProps) => {
  const audio = useRef<HTMLAudioElement>(null)
  const part = useSignal(0)
  const plays = useSignal(false)
  const broken = useSignal(false)
  const wanted = useSignal(false)
  const rate = useSignal<(typeof RATES)[number]>(1)
  const start = (): void => {
    const element = audio.current
    if (!element || url === undefined) {
      wanted.value = true
      onWanted()
      return
    }
    if (plays.value) return element.pause()
    if (playing !== element) playing?.pause()
    playing = element
    element.playbackRate = rate.value
    element.play().catch(() => (broken.value = true))
  }
  useEffect(() => {
    if (url !== undefined && wanted.value) start()
    wanted.value = false
  }, [url])
  const seek = (to: number): void => {
    const element = audio.current
    if (element && length > 0) element.currentTime = (to * length) / 1_000
    part.value = to
  }
  return (
    <div class="voice">
      {url === undefined ? null : (
        <audio
          ref={audio}
          src={url}
          preload="metadata"
          onPlay={() => (plays.value = true)}
          onPause={() => (plays.value = false)}
          onError={() => (broken.value = true)}
          onTimeUpdate={(event) => {
            if (length > 0) part.value = (event.currentTarget.currentTime * 1_000) / length
          }}
          onEnded={() => (part.value = 0)}
        />
      )}
      <button
        type="button"
        class="round voice-play"
        aria-label={plays.value ? filesWords.pause : `${filesWords.play}, ${filesWords.voice}`}
        onClick={start}
      >
        {plays.value ? <PauseIcon /> : <PlayIcon />}
      </button>
      <Bars waveform={waveform} part={part.value} onSeek={seek} />
      <span class="voice-time">{clockLength(length * (plays.value ? part.value : 1))}</span>
      <button
        type="button"
        class="plain voice-rate"
        aria-label={filesWords.speed(numeral(rate.value))}
        onClick={() => {
          rate.value = RATES[(RATES.indexOf(rate.value) + 1) % RATES.length] ?? 1
          if (audio.current) audio.current.playbackRate = rate.value
        }}
      >
        {numeral(rate.value)}×
      </button>
      {broken.value ? <p class="aside">{filesWords.cannotPlay}</p> : null}
    </div>
  )
}
