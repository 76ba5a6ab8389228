// What a command of the host is: its words and flags, its help, and what it does. Flags are read by
// node:util; whatever does not fit is one sentence and exit code 2.
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import type { Config } from '../config.ts'
import { CommandFault, exit, type Exit } from './exit.ts'
import type { Output } from './print.ts'

/** A command that runs. */
export interface Run {
  readonly output: Output
  readonly config: Config
  /** The data folder, whole. */
  readonly folder: string
  /** Where a person puts certificates of their own. */
  readonly certs: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Words after the command's name. */
  readonly words: readonly string[]
  /** The value of a flag that takes one. */
  value(flag: string): string | undefined
  /** True when a flag without a value was given. */
  has(flag: string): boolean
}

/** One command. */
export interface Command {
  readonly name: string
  /** Half a line for the list of commands. */
  readonly summary: string
  /** Forms with their meanings: shown by `--help`, the first ones as examples. */
  readonly examples: readonly (readonly [line: string, meaning: string])[]
  /** Flags that take a value, then flags that take none; each with its meaning. */
  readonly values?: Readonly<Record<string, string>>
  readonly flags?: Readonly<Record<string, string>>
  /** Flags that may stand without their value, and what they mean then. */
  readonly lone?: Readonly<Record<string, string>>
  /** What else `--help` says, as paragraphs. */
  readonly more?: readonly string[]
  /** Fewest and most words after the name, and what they are. */
  readonly takes: readonly [least: number, most: number, words: string]
  run(run: Run): Promise<Exit>
}

/** Flags of every command. */
export const SHARED_VALUES = { data: 'the data folder, instead of SOTTO_DATA' } as const
export const SHARED_FLAGS = {
  json: 'one JSON object instead of text',
  help: 'this text',
} as const

/** What stood on the command line after a command's name. */
export interface Given {
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
}

const optionsOf = ({ values = {}, flags = {} }: Command): ParseArgsOptionsConfig => {
  const options: ParseArgsOptionsConfig = {}
  for (const name of Object.keys({ ...SHARED_VALUES, ...values })) {
    options[name] = { type: 'string' }
  }
  for (const name of Object.keys({ ...SHARED_FLAGS, ...flags })) {
    options[name] = name === 'help' ? { type: 'boolean', short: 'h' } : { type: 'boolean' }
  }
  return options
}

const complain = (command: Command, text: string): CommandFault =>
  new CommandFault(exit.usage, `${text}: see sotto ${command.name} --help.`)

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split(/\.? To specify|\. Did you/)[0] ?? '') : ''

const loneFlag = ({ lone = {} }: Command, arg: string): string => {
  const name = arg.startsWith('--') ? arg.slice(2) : ''
  const meaning = Object.hasOwn(lone, name) ? lone[name] : undefined
  return meaning === undefined ? arg : `${arg}=${meaning}`
}

/** Reads the arguments of a command. Throws CommandFault. */
export const readGiven = (command: Command, args: readonly string[]): Given => {
  let given: Given
  try {
    const { values, positionals } = parseArgs({
      args: args.map((arg) => loneFlag(command, arg)),
      options: optionsOf(command),
      allowPositionals: true,
    })
    // Only strings and booleans are declared above, none of them multiple.
    given = { words: positionals, flags: values as Given['flags'] }
  } catch (error) {
    throw complain(command, reasonOf(error))
  }
  const [least, most, words] = command.takes
  const count = given.words.length
  if (given.flags['help'] === true) return given
  if (count < least) throw complain(command, `sotto ${command.name} needs ${words}`)
  if (count > most) {
    throw complain(
      command,
      most === 0 ? `sotto ${command.name} takes no words` : `sotto ${command.name} takes ${words}`,
    )
  }
  return given
}
