// The app lock as one tab knows it: whether there is one, when it closes, and the way in that this tab got from
// the person or from another tab. Locking makes every tab leave its page, so that nothing of it stays in memory;
// the engine's Worker ends with the page that runs it, and the next one waits before the vault.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Clock } from '../engine/ports.ts'
import type { Kept } from './kept.ts'
import type { LockChannel, LockMessage } from './lock-channel.ts'
import { watchIdle, type Idle } from './lock-idle.ts'
import type { LockAnswer, LockAsk } from './lock-work.ts'

/** What is typed gets this long to reach the storage before everything goes, milliseconds. */
export const LAST_WORDS = 300

const MINUTE = 60_000
/** When it closes by itself. `hidden`: as soon as no tab is in sight; `closed`: with the last tab alone. */
export const lockAfters = ['hidden', '1', '5', '15', '60', 'closed'] as const
export type LockAfter = (typeof lockAfters)[number]
export const LOCK_AFTER: LockAfter = '5'

const limits: Readonly<Record<LockAfter, number | undefined>> = {
  hidden: 0,
  '1': MINUTE,
  '5': 5 * MINUTE,
  '15': 15 * MINUTE,
  '60': 60 * MINUTE,
  closed: undefined,
}

export interface LockState {
  readonly isSet: boolean
  /** Milliseconds until a passphrase may be tried. */
  readonly wait: number
}

/** What the browser gives for it. */
export interface LockParts {
  readonly ask: (ask: LockAsk) => Promise<LockAnswer>
  readonly channel: LockChannel
  readonly look: () => Promise<LockState>
  readonly kept: Kept
  readonly clock: Clock
  readonly visible: ReadonlySignal<boolean>
  readonly seenElsewhere: () => Promise<boolean>
  readonly cover: (on: boolean) => void
  /** Keeps what is typed and not kept yet. */
  readonly flush: () => void
  /** Begins this page anew. */
  readonly leave: () => void
  /** Deletes everything that this browser keeps for this site. */
  readonly erase: () => Promise<void>
}

export interface Lock {
  readonly isSet: ReadonlySignal<boolean>
  readonly closesAfter: ReadonlySignal<LockAfter>
  /** Milliseconds until a passphrase may be tried. */
  wait(): Promise<number>
  open(passphrase: string): Promise<LockAnswer>
  set(passphrase: string): Promise<LockAnswer>
  change(passphrase: string, next: string): Promise<LockAnswer>
  remove(passphrase: string): Promise<LockAnswer>
  closeAfter(after: LockAfter): void
  /** Now, in every tab. Does nothing without a passphrase. */
  lock(): void
  /** Deletes this browser's account and everything with it, in every tab. */
  erase(): Promise<void>
  /** Somebody does something in this tab. */
  active(): void
  close(): void
}

/** Where the key of a tab is and how the others hear of it. */
const createRing = (channel: LockChannel) => {
  const key = signal<CryptoKey | undefined>(undefined)
  return {
    isOpen: computed(() => key.value !== undefined),
    take: (found: CryptoKey | undefined) => {
      key.value = found
    },
    share: () => {
      const held = key.peek()
      if (held) channel.post({ type: 'key', key: held })
    },
  }
}

const readAfter = (kept: Kept): LockAfter =>
  lockAfters.find((one) => one === kept.read()) ?? LOCK_AFTER

type Ring = ReturnType<typeof createRing>

/** Leaves the page once, and locks the others before it. */
const createLeaving = (parts: LockParts, ring: Ring) => {
  const { channel, clock } = parts
  let leaving = false
  const leave = (): void => {
    leaving = true
    ring.take(undefined)
    parts.leave()
  }
  return {
    leave,
    isLeaving: () => leaving,
    lock: () => {
      if (leaving) return
      leaving = true
      parts.cover(true)
      parts.flush()
      clock.after(LAST_WORDS, () => {
        channel.post({ type: 'lock' })
        leave()
      })
    },
    erase: async () => {
      leaving = true
      // The others let go of the storage, and find it empty.
      channel.post({ type: 'lock' })
      await parts.erase()
    },
  }
}

/** Asks the Worker, and lets the other tabs know what came of it. */
const createAsk = (parts: LockParts, ring: Ring, isSet: Signal<boolean>) => {
  const { channel } = parts
  return async (question: LockAsk): Promise<LockAnswer> => {
    const answer = await parts.ask(question)
    if (answer.is !== 'open' && answer.is !== 'removed') return answer
    ring.take(answer.is === 'open' ? answer.key : undefined)
    ring.share()
    if (question.do === 'open') return answer
    isSet.value = answer.is === 'open'
    channel.post({ type: 'changed' })
    return answer
  }
}

/** The lock of this tab; known to be set or not when it is there. Rejects when the storage can not be read. */
export const createLock = async (parts: LockParts): Promise<Lock> => {
  const { channel, kept } = parts
  const ring = createRing(channel)
  const isSet = signal((await parts.look()).isSet)
  const closesAfter = signal(readAfter(kept))
  kept.watch(() => {
    closesAfter.value = readAfter(kept)
  })
  const leaving = createLeaving(parts, ring)
  const lock = (): void => {
    if (isSet.peek()) leaving.lock()
  }
  const idle: Idle = watchIdle({
    ...parts,
    // On the lock screen there is nothing left to lock.
    limit: computed(() =>
      isSet.value && ring.isOpen.value ? limits[closesAfter.value] : undefined,
    ),
    tell: () => channel.post({ type: 'active' }),
    lock,
  })
  const look = async (): Promise<void> => {
    isSet.value = (await parts.look()).isSet
    if (!isSet.value) ring.take(undefined)
  }
  const stopListening = channel.listen((message: LockMessage) => {
    if (message.type === 'lock') leaving.leave()
    else if (leaving.isLeaving()) return
    else if (message.type === 'key') ring.take(message.key)
    else if (message.type === 'changed') void look().catch(() => undefined)
    else if (message.type === 'active') idle.heard()
    else ring.share()
  })
  if (isSet.value) channel.post({ type: 'asked' })
  const ask = createAsk(parts, ring, isSet)
  return {
    isSet,
    closesAfter,
    wait: async () => (await parts.look()).wait,
    open: (passphrase) => ask({ do: 'open', passphrase }),
    set: (passphrase) => ask({ do: 'set', passphrase }),
    change: (passphrase, next) => ask({ do: 'change', passphrase, next }),
    remove: (passphrase) => ask({ do: 'remove', passphrase }),
    closeAfter: (after) => {
      kept.write(after)
      closesAfter.value = after
    },
    lock,
    erase: leaving.erase,
    active: () => {
      if (!leaving.isLeaving()) idle.active()
    },
    close: () => {
      stopListening()
      idle.close()
      channel.close()
    },
  }
}
