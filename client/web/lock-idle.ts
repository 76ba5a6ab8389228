// When nobody is there any more: after a time without a key, a touch or the mouse in any tab, or as soon as no
// tab is to be seen. Counted by timers, and by the clock as well, because a sleeping device stops its timers.
import { effect, untracked, type ReadonlySignal } from '@preact/signals'
import type { Clock } from '../engine/ports.ts'

/** How long nothing may be in sight before that counts, milliseconds: from one tab to the next takes a moment. */
export const HIDDEN_FOR = 400
/** Other tabs hear of somebody being here at most this often, milliseconds. */
export const TELL_EVERY = 5_000

export interface IdleParts {
  readonly clock: Clock
  /** Milliseconds without anybody; 0: as soon as nothing is in sight; undefined: never. */
  readonly limit: ReadonlySignal<number | undefined>
  readonly visible: ReadonlySignal<boolean>
  /** Another tab of this profile is in sight. */
  readonly seenElsewhere: () => Promise<boolean>
  /** Hides what the page shows until it is known whether it may be seen. */
  readonly cover: (on: boolean) => void
  readonly tell: () => void
  readonly lock: () => void
}

export interface Idle {
  /** Somebody does something in this tab. */
  active(): void
  /** Somebody does something in another. */
  heard(): void
  close(): void
}

/**
 * Out of sight: covered at once, locked a moment later. Where another tab is in sight that one decides from then
 * on, and this one only has to be uncovered when it comes back.
 */
const watchHidden = (parts: IdleParts): (() => void) => {
  const { clock, limit, visible, seenElsewhere, cover, lock } = parts
  let hiddenAt: number | undefined
  let covered = false
  let cancel = (): void => undefined
  const setCover = (on: boolean): void => {
    covered = on
    cover(on)
  }
  const decide = async (): Promise<void> => {
    const seen = await seenElsewhere()
    if (visible.peek()) return
    hiddenAt = undefined
    if (!seen) lock()
  }
  const hide = (): void => {
    hiddenAt = clock.now()
    setCover(true)
    cancel = clock.after(HIDDEN_FOR, () => void decide())
  }
  const comeBack = (): void => {
    cancel()
    // A page that was frozen at once did not get to decide.
    const missed = hiddenAt !== undefined && clock.now() - hiddenAt > HIDDEN_FOR * 2
    hiddenAt = undefined
    if (missed) lock()
    else setCover(false)
  }
  const stop = effect(() => {
    const watched = limit.value === 0
    if (visible.value ? covered : watched && !covered) untracked(visible.value ? comeBack : hide)
  })
  return () => {
    stop()
    cancel()
  }
}

/** Watches until it is closed. */
export const watchIdle = (parts: IdleParts): Idle => {
  const { clock, limit, visible, tell, lock } = parts
  let last = clock.now()
  let told = -Infinity
  let cancel = (): void => undefined
  const look = (): void => {
    cancel()
    const most = limit.peek()
    if (most === undefined || most === 0) return
    const idle = Math.max(0, clock.now() - last)
    if (idle >= most) return lock()
    // Whatever is done begins it anew, so that the clock need not be asked again: it may have been set back.
    cancel = clock.after(most - idle, lock)
  }
  const stopHidden = watchHidden(parts)
  const stopLimit = effect(() => {
    // Opened just now, or chosen just now: somebody is there.
    void limit.value
    last = clock.now()
    look()
  })
  const stopVisible = effect(() => {
    void visible.value
    look()
  })
  const heard = (): void => {
    last = clock.now()
    look()
  }
  return {
    active: () => {
      const most = limit.peek()
      // Whoever comes back too late meets the lock, not the page.
      if (most !== undefined && most > 0 && clock.now() - last >= most) return lock()
      heard()
      if (clock.now() - told < TELL_EVERY) return
      told = clock.now()
      tell()
    },
    heard,
    close: () => {
      stopLimit()
      stopVisible()
      stopHidden()
      cancel()
    },
  }
}
