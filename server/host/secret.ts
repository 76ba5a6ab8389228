// Where the secret of a backup comes from: a file, the environment, or the person at the terminal; never the
// command line, which other users of the machine can read.
import { readFileSync } from 'node:fs'
import type { Run } from './command.ts'
import { CommandFault, exit } from './exit.ts'
import { askSecret, canAsk } from './prompt.ts'
import { newRecoveryKey, readRecoveryKey } from './recovery-key.ts'
import type { Secret } from './sealed-file.ts'

/** The environment variable that may hold a passphrase or recovery key. */
export const SECRET_VARIABLE = 'SOTTO_BACKUP_PASSPHRASE'
/** Fewest characters of a new passphrase. */
const SHORTEST = 10
const LONGEST = 1_024

/** The flag of every command that takes a secret. */
export const SECRET_FLAG = {
  'passphrase-file': `a file with the passphrase or recovery key; else ${SECRET_VARIABLE}, else asked`,
} as const

const fromFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch {
    throw new CommandFault(exit.failed, `Cannot read ${path}: name a file that this user may read.`)
  }
}

const given = ({ value, env }: Run): string | undefined => {
  const file = value('passphrase-file')
  const text = file === undefined ? env[SECRET_VARIABLE] : fromFile(file)
  if (text !== undefined && text.length > LONGEST) {
    throw new CommandFault(exit.usage, `A passphrase has at most ${LONGEST} characters.`)
  }
  return text === '' ? undefined : text
}

const checked = (text: string): Secret => {
  if (text.length >= SHORTEST) return { is: 'passphrase', text }
  throw new CommandFault(
    exit.usage,
    `A passphrase for a backup has at least ${SHORTEST} characters: five words at random are good.`,
  )
}

const askNew = async (): Promise<Secret> => {
  const text = await askSecret('Passphrase (empty: a recovery key is made and printed): ')
  if (text === '') return { is: 'recoveryKey', bytes: newRecoveryKey() }
  const secret = checked(text)
  if ((await askSecret('The same again: ')) === text) return secret
  throw new CommandFault(exit.usage, 'The two are not the same: nothing was done.')
}

/** The secret for a new backup. Rejects with CommandFault. */
export const newSecret = async (run: Run): Promise<Secret> => {
  if (run.has('recovery-key')) return { is: 'recoveryKey', bytes: newRecoveryKey() }
  const text = given(run)
  if (text !== undefined) return checked(text)
  if (canAsk()) return askNew()
  throw new CommandFault(
    exit.usage,
    `Nobody can be asked for a passphrase here: set ${SECRET_VARIABLE}, or give --passphrase-file FILE ` +
      'or --recovery-key.',
  )
}

/** The secret that opens a backup of this kind. Rejects with CommandFault. */
export const knownSecret = async (run: Run, kind: Secret['is']): Promise<Secret> => {
  const what = kind === 'passphrase' ? 'passphrase' : 'recovery key'
  let text = given(run)
  if (text === undefined && canAsk()) text = await askSecret(`The ${what} of this backup: `)
  if (text === undefined) {
    throw new CommandFault(
      exit.usage,
      `Nobody can be asked for the ${what} here: set ${SECRET_VARIABLE} or give --passphrase-file FILE.`,
    )
  }
  if (kind === 'passphrase') return { is: 'passphrase', text }
  const bytes = readRecoveryKey(text)
  if (bytes) return { is: 'recoveryKey', bytes }
  throw new CommandFault(
    exit.locked,
    'This is not a recovery key: it has eight groups of four signs, and one of them is mistyped.',
  )
}
