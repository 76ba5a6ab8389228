// Setting, changing and removing the app lock: what is typed, what is wrong with it, and what came of it. The
// strength is judged by length alone, because nothing else about a passphrase can be judged honestly here.
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { utf8 } from '../../protocol/bytes.ts'
import type { Lock } from './lock.ts'
import { PASSPHRASE_MOST } from './lock-limits.ts'
import type { LockAnswer } from './lock-work.ts'

/** Characters that a passphrase has at least, and from how many on it counts as fair and as long. */
export const PASSPHRASE_LEAST = 8
export const PASSPHRASE_FAIR = 14
export const PASSPHRASE_LONG = 20

export type Strength = 'tooShort' | 'short' | 'fair' | 'long'

/** By the number of characters, as people count them. */
export const strengthOf = (text: string): Strength => {
  const { length } = Array.from(text)
  if (length < PASSPHRASE_LEAST) return 'tooShort'
  if (length < PASSPHRASE_FAIR) return 'short'
  return length < PASSPHRASE_LONG ? 'fair' : 'long'
}

export type LockMode = 'none' | 'set' | 'change' | 'remove' | 'erase'
export type SettingProblem =
  | { readonly is: 'tooShort' | 'tooLong' | 'differs' | 'wrong' | 'failed' | 'elsewhere' }
  | { readonly is: 'wait'; readonly seconds: number }

export interface LockSetting {
  readonly mode: ReadonlySignal<LockMode>
  readonly old: Signal<string>
  readonly next: Signal<string>
  readonly again: Signal<string>
  /** Undefined while nothing is typed. */
  readonly strength: ReadonlySignal<Strength | undefined>
  readonly problem: ReadonlySignal<SettingProblem | undefined>
  readonly busy: ReadonlySignal<boolean>
  /** What was done last. */
  readonly done: ReadonlySignal<'isSet' | 'isChanged' | 'isRemoved' | undefined>
  begin(mode: LockMode): void
  submit(): Promise<void>
}

const DONE = { set: 'isSet', change: 'isChanged', remove: 'isRemoved' } as const

const problemOf = (answer: LockAnswer): SettingProblem | undefined => {
  switch (answer.is) {
    case 'open':
    case 'removed':
      return undefined
    case 'wait':
      return { is: 'wait', seconds: Math.ceil(answer.wait / 1_000) }
    case 'none':
      return { is: 'elsewhere' }
    case 'wrong':
    case 'failed':
    case 'elsewhere':
      return { is: answer.is }
  }
}

const faultOf = (next: string, again: string): SettingProblem | undefined => {
  if (strengthOf(next) === 'tooShort') return { is: 'tooShort' }
  if (utf8(next.normalize('NFC')).length > PASSPHRASE_MOST) return { is: 'tooLong' }
  return next === again ? undefined : { is: 'differs' }
}

/** The form over a lock. */
export const createLockSetting = (lock: Lock): LockSetting => {
  const mode = signal<LockMode>('none')
  const [old, next, again] = [signal(''), signal(''), signal('')]
  const problem = signal<SettingProblem | undefined>(undefined)
  const busy = signal(false)
  const done = signal<'isSet' | 'isChanged' | 'isRemoved' | undefined>(undefined)
  const begin = (wanted: LockMode): void =>
    batch(() => {
      for (const text of [old, next, again]) text.value = ''
      problem.value = undefined
      done.value = undefined
      mode.value = wanted
    })
  const ask = (wanted: 'set' | 'change' | 'remove'): Promise<LockAnswer> => {
    if (wanted === 'set') return lock.set(next.peek())
    if (wanted === 'remove') return lock.remove(old.peek())
    return lock.change(old.peek(), next.peek())
  }
  const carryOut = async (wanted: 'set' | 'change' | 'remove'): Promise<void> => {
    busy.value = true
    problem.value = undefined
    const found = problemOf(await ask(wanted))
    busy.value = false
    if (found) {
      problem.value = found
      return
    }
    begin('none')
    done.value = DONE[wanted]
  }
  return {
    mode,
    old,
    next,
    again,
    strength: computed(() => (next.value === '' ? undefined : strengthOf(next.value))),
    problem,
    busy,
    done,
    begin,
    submit: async () => {
      const wanted = mode.peek()
      if (busy.peek() || wanted === 'none' || wanted === 'erase') return
      const fault = wanted === 'remove' ? undefined : faultOf(next.peek(), again.peek())
      if (fault) problem.value = fault
      else await carryOut(wanted)
    },
  }
}
