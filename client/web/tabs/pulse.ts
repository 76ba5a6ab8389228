// The beats of one view: it asks whether a host is there, and takes over when none has been for too long.
// Silence is counted in beats of this tab, not by the clock: a tab that slept has heard nothing for a
// reason of its own, and hears what waited for it between two beats.
import type { Clock } from '../../engine/ports.ts'

/** Time between two beats while something is awaited, and while nothing is, milliseconds. */
export const BEAT = 250
export const IDLE_BEAT = 5_000
/** Beats without a word from any host after which a visible view takes over: one second. */
export const SILENT_BEATS = 4
/** A steal that brought no host doubles the silence before the next one, up to this many beats. */
export const SILENT_BEATS_MOST = 240

/** What a pulse needs from its view. */
export interface PulseParts {
  readonly clock: Clock
  /** A hidden tab may be frozen itself: it never takes over, and asks only while it waits. */
  readonly visible: () => boolean
  readonly waiting: () => boolean
  /** Asks for a sign of life, and again for all that is not taken. */
  readonly ask: () => void
  readonly takeOver: () => void
}

/** The beats of one view. */
export interface Pulse {
  /** A host gave a sign of life. `serving` when it has an engine or knows why it has none. */
  heard(serving: boolean): void
  /** Asks now, and starts counting silence from here. */
  restart(): void
  stop(): void
}

/** A pulse at rest; `restart` begins it. */
export const createPulse = (parts: PulseParts): Pulse => {
  let silent = 0
  let patience = SILENT_BEATS
  let owed = false
  let cancel: () => void = () => undefined

  const beat = (): void => {
    silent = owed ? silent + 1 : 0
    if (silent >= patience && parts.visible()) {
      silent = 0
      patience = Math.min(SILENT_BEATS_MOST, patience * 2)
      parts.takeOver()
    }
    owed = true
    parts.ask()
    cancel = parts.clock.after(BEAT, rest)
  }
  const rest = (): void => {
    if (owed || parts.waiting()) return beat()
    cancel = parts.clock.after(IDLE_BEAT, () => (parts.visible() ? beat() : rest()))
  }
  return {
    heard: (serving) => {
      owed = false
      if (serving) patience = SILENT_BEATS
    },
    restart: () => {
      cancel()
      owed = false
      beat()
    },
    stop: () => cancel(),
  }
}
