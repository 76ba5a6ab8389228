// Every command of the host, and the way from the command line to one. Faults are one sentence on stderr,
// with `--json` an object on stdout as well; the exit code is always one of exit.ts.
import { resolve } from 'node:path'
import { readConfig } from '../config.ts'
import { StartFault } from '../fault.ts'
import { settingsSentence } from '../start-fault.ts'
import { backup } from './backup.ts'
import { readGiven, type Command, type Given, type Run } from './command.ts'
import { doctor } from './doctor.ts'
import { CommandFault, exit, type Exit } from './exit.ts'
import { commandHelp, meant, overview } from './help.ts'
import { houseKey } from './house-key-command.ts'
import { inboxes } from './inboxes.ts'
import { invite } from './invite.ts'
import { CERTS, PROJECT } from './project.ts'
import { processOutput, type Output } from './print.ts'
import { restore } from './restore.ts'
import { serveCommand } from './serve-command.ts'
import { status } from './status.ts'
import { VERSION } from './version.ts'

const commands: readonly Command[] = [
  serveCommand,
  status,
  doctor,
  invite,
  inboxes,
  houseKey,
  backup,
  restore,
]

const unknown = (word: string): CommandFault => {
  const guess = meant(
    word,
    commands.map(({ name }) => name),
  )
  const hint = guess === undefined ? 'sotto --help lists all' : `did you mean ${guess}?`
  return new CommandFault(exit.usage, `There is no command ${word}: ${hint}.`.replace('?.', '?'))
}

type Environment = Run['env']

/** What a command line runs in. */
interface Surroundings {
  readonly env: Environment
  readonly certs: string
}

const runOf = (given: Given, output: Output, { env: around, certs }: Surroundings): Run => {
  const data = given.flags['data']
  const env = typeof data === 'string' ? { ...around, SOTTO_DATA: resolve(data) } : around
  const read = readConfig(env)
  if ('problems' in read) throw new CommandFault(exit.failed, settingsSentence(read.problems))
  return {
    output,
    config: read.config,
    folder: resolve(PROJECT, read.config.dataFolder),
    certs,
    env,
    words: given.words,
    value: (flag) => {
      const value = given.flags[flag]
      return typeof value === 'string' ? value : undefined
    },
    has: (flag) => given.flags[flag] === true,
  }
}

const faultOf = (error: unknown): CommandFault => {
  if (error instanceof CommandFault) return error
  if (error instanceof StartFault) return new CommandFault(exit.failed, error.message)
  const text = error instanceof Error ? error.message.split('\n')[0] : undefined
  return new CommandFault(
    exit.failed,
    `This could not be done: ${text || 'unknown fault'}. Please report this sentence.`,
  )
}

/** Prints a fault and gives its exit code. */
const complain = (error: unknown, output: Output): Exit => {
  const { code, message } = faultOf(error)
  output.remark(message)
  output.give({ error: { exit: code, sentence: message } })
  return code
}

const find = (name: string): Command => {
  const command = commands.find((known) => known.name === name)
  if (!command) throw unknown(name)
  return command
}

const showVersion = (output: Output): Exit => {
  output.say(`sotto ${VERSION}`)
  output.give({ version: VERSION })
  return exit.good
}

const showAll = (output: Output): Exit => {
  output.say(overview(commands, output))
  return exit.good
}

const showOne = (name: string, output: Output): Exit => {
  output.say(commandHelp(find(name), output))
  return exit.good
}

const showGeneral = (
  first: string,
  second: string | undefined,
  output: Output,
): Exit | undefined => {
  if (first === '--version') return showVersion(output)
  if (first === 'help' && second !== undefined) return showOne(second, output)
  return ['--help', '-h', 'help'].includes(first) ? showAll(output) : undefined
}

const dispatch = async (
  args: readonly string[],
  output: Output,
  around: Surroundings,
): Promise<Exit> => {
  const [first = '', second] = args
  const shown = showGeneral(first, second, output)
  if (shown !== undefined) return shown
  // Flags alone are those of the server: npm start -- --behind-proxy.
  const [name = '', ...rest] = first === '' || first.startsWith('-') ? ['serve', ...args] : args
  const command = find(name)
  const given = readGiven(command, rest)
  if (given.flags['help'] === true) return showOne(name, output)
  return command.run(runOf(given, output, around))
}

/** Runs one command line and gives its exit code; throws nothing. `certs` is another folder for tests. */
export const execute = async (
  args: readonly string[],
  output: Output,
  env: Environment,
  certs = CERTS,
): Promise<Exit> => {
  try {
    return await dispatch(args, output, { env, certs })
  } catch (error) {
    return complain(error, output)
  }
}

/** Runs the command line of this process and sets its exit code. */
export const runCommandLine = async (args: readonly string[]): Promise<void> => {
  process.exitCode = await execute(args, processOutput(args.includes('--json')), process.env)
}
