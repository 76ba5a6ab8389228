// The app lock over a vault that is only remembered: one right passphrase, a wait after each wrong one, and
// what the page was asked to do. The rules are the real ones of client/web/lock.ts.
import { signal, type Signal } from '@preact/signals'
import { clockWeb } from '../../client/web/clock-web.ts'
import type { Clock } from '../../client/engine/ports.ts'
import type { LockChannel, LockMessage } from '../../client/web/lock-channel.ts'
import type { LockParts } from '../../client/web/lock.ts'
import type { LockAnswer, LockAsk } from '../../client/web/lock-work.ts'

/** Channels of one profile in one process; a message reaches every end but its own, in a later turn. */
export const createLockHub = () => {
  const ends = new Set<Set<(message: LockMessage) => void>>()
  const said: LockMessage[] = []
  return {
    said,
    open: (): LockChannel => {
      const own = new Set<(message: LockMessage) => void>()
      ends.add(own)
      return {
        post: (message) => {
          said.push(message)
          for (const end of ends)
            if (end !== own) for (const call of end) queueMicrotask(() => call(message))
        },
        listen: (call) => {
          own.add(call)
          return () => own.delete(call)
        },
        close: () => ends.delete(own),
      }
    },
  }
}

export interface FakeVault {
  /** Undefined: no lock. */
  passphrase: string | undefined
  wait: number
}

const someKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

const enter = async (vault: FakeVault, ask: LockAsk): Promise<LockAnswer> => {
  if (ask.do === 'set') {
    if (vault.passphrase !== undefined) return { is: 'elsewhere' }
    vault.passphrase = ask.passphrase
    return { is: 'open', key: await someKey() }
  }
  if (vault.wait > 0) return { is: 'wait', wait: vault.wait }
  if (ask.passphrase !== vault.passphrase) return { is: 'wrong' }
  if (ask.do === 'remove') vault.passphrase = undefined
  if (ask.do === 'change') vault.passphrase = ask.next
  return ask.do === 'remove' ? { is: 'removed' } : { is: 'open', key: await someKey() }
}

export interface FakePage {
  readonly visible: Signal<boolean>
  readonly done: string[]
  elsewhere: boolean
}

/** Parts for createLock; `done` says in which order the page was covered, flushed and left. */
export const fakeLockParts = (
  vault: FakeVault,
  options: { readonly clock?: Clock; readonly channel?: LockChannel } = {},
): LockParts & { readonly page: FakePage } => {
  const page: FakePage = { visible: signal(true), done: [], elsewhere: false }
  let kept: string | undefined
  return {
    page,
    ask: (ask) => enter(vault, ask),
    channel: options.channel ?? createLockHub().open(),
    look: () => Promise.resolve({ isSet: vault.passphrase !== undefined, wait: vault.wait }),
    kept: {
      read: () => kept,
      write: (value) => {
        kept = value
      },
      watch: () => undefined,
    },
    clock: options.clock ?? clockWeb,
    visible: page.visible,
    seenElsewhere: () => Promise.resolve(page.elsewhere),
    cover: (on) => page.done.push(on ? 'cover' : 'uncover'),
    flush: () => page.done.push('flush'),
    leave: () => page.done.push('leave'),
    erase: () => {
      page.done.push('erase')
      return Promise.resolve()
    },
  }
}
