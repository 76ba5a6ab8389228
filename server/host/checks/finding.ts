// What a check of `sotto doctor` says: one line, how bad it is, and what to do when it is not good.
import type { Run } from '../command.ts'
import type { StatusFacts } from '../control-calls.ts'

export type Level = 'ok' | 'warn' | 'fail'

/** One line of the doctor. */
export interface Finding {
  readonly name: string
  readonly level: Level
  readonly text: string
  /** What to do; empty when there is nothing to do. */
  readonly remedy: string
}

/** What the checks look at. */
export interface Patient {
  readonly run: Run
  /** Undefined when no server runs on the folder. */
  readonly facts: StatusFacts | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A check: one or more lines. */
export type Check = (patient: Patient) => Promise<readonly Finding[]> | readonly Finding[]

export const ok = (name: string, text: string): Finding => ({ name, level: 'ok', text, remedy: '' })
export const warn = (name: string, text: string, remedy: string): Finding => ({
  name,
  level: 'warn',
  text,
  remedy,
})
export const fail = (name: string, text: string, remedy: string): Finding => ({
  name,
  level: 'fail',
  text,
  remedy,
})

/** A date for people, as year, month and day. */
export const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10)

export const DAY = 86_400_000
