// The lock screen's state: one passphrase at a time, the same word for every wrong one, and a wait that is
// counted down and known again after a reload.
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Lock } from './lock.ts'
import type { After } from './outage.ts'

const SECOND = 1_000

export interface Entry {
  readonly busy: ReadonlySignal<boolean>
  readonly problem: ReadonlySignal<'wrong' | 'failed' | undefined>
  /** Seconds until the next try; 0: now. */
  readonly wait: ReadonlySignal<number>
  submit(passphrase: string): Promise<void>
  erase(): Promise<void>
  close(): void
}

/** Begins with what there is still to wait. */
export const createEntry = (lock: Lock, after: After): Entry => {
  const busy = signal(false)
  const problem = signal<'wrong' | 'failed' | undefined>(undefined)
  const wait = signal(0)
  let cancel = (): void => undefined
  const count = (milliseconds: number): void => {
    cancel()
    wait.value = Math.max(0, Math.ceil(milliseconds / SECOND))
    if (wait.value > 0) cancel = after(SECOND, () => count(milliseconds - SECOND))
  }
  const look = async (): Promise<void> => count(await lock.wait())
  look().catch(() => {
    problem.value = 'failed'
  })
  return {
    busy,
    problem,
    wait,
    submit: async (passphrase) => {
      if (busy.peek() || wait.peek() > 0 || passphrase === '') return
      busy.value = true
      problem.value = undefined
      const answer = await lock.open(passphrase)
      // `open`: stays busy until the engine is there and this screen goes.
      busy.value = answer.is === 'open'
      if (answer.is === 'failed' || answer.is === 'none') problem.value = 'failed'
      if (answer.is !== 'wrong' && answer.is !== 'wait') return
      problem.value = 'wrong'
      await look().catch(() => undefined)
    },
    erase: async () => {
      busy.value = true
      await lock.erase()
    },
    close: () => cancel(),
  }
}
