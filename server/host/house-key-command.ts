// `sotto house-key`: what the key is known by, a fresh one, or one brought along. The key itself is never
// shown: it travels inside invitations, and devices learn a new one at their next login.
import { readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { fromBase64url } from '../../protocol/bytes.ts'
import { HOUSE_KEY_BYTES } from '../../protocol/limits.ts'
import { openHouseKey } from '../house-key.ts'
import type { Command, Run } from './command.ts'
import { askServer } from './control-ask.ts'
import type { KeyFacts } from './control-calls.ts'
import { CommandFault, exit } from './exit.ts'
import { withDatabase } from './folder-lock.ts'

const MOST_TEXT = 1_024

const readKey = (file: string | undefined): string => {
  if (file === undefined) {
    throw new CommandFault(
      exit.usage,
      'sotto house-key set needs --file with the key in it, or --file - to read it from the input.',
    )
  }
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
      .slice(0, MOST_TEXT)
      .trim()
  } catch {
    throw new CommandFault(exit.failed, `Cannot read ${file}: name a file that this user may read.`)
  }
  if (fromBase64url(text)?.length === HOUSE_KEY_BYTES) return text
  throw new CommandFault(
    exit.usage,
    `${file === '-' ? 'The input' : file} holds no house key: 43 characters of base64url are one.`,
  )
}

const facts = async ({ folder }: Run): Promise<KeyFacts> =>
  (await askServer(folder, 'houseKey', {})) ??
  (await withDatabase(folder, () => openHouseKey(folder).facts()))

const replace = async (
  { folder }: Run,
  key: string | undefined,
  grace: boolean,
): Promise<KeyFacts> => {
  const told = await askServer(folder, 'replaceHouseKey', {
    ...(key === undefined ? {} : { key }),
    grace,
  })
  if (told) return told
  return withDatabase(folder, () => {
    const house = openHouseKey(folder)
    const bytes = key === undefined ? undefined : fromBase64url(key)
    house.replace(bytes ?? randomBytes(HOUSE_KEY_BYTES), grace)
    return house.facts()
  })
}

const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10)

const show = ({ output }: Run, key: KeyFacts): void => {
  output.rows([
    ['Known by', key.fingerprint],
    ['Since', dayText(key.since)],
    [
      'The one before',
      key.previousUntil === undefined
        ? 'not good any more, or there was none'
        : `good until ${dayText(key.previousUntil)}`,
    ],
  ])
  output.give({ ...key, previousUntil: key.previousUntil ?? null })
}

const change = async (run: Run): Promise<KeyFacts | undefined> => {
  const grace = !run.has('at-once')
  const [verb, ...rest] = run.words
  if (verb === undefined) return undefined
  if (rest.length > 0 || (verb !== 'rotate' && verb !== 'set')) {
    throw new CommandFault(
      exit.usage,
      'sotto house-key takes rotate or set: see sotto house-key --help.',
    )
  }
  return replace(run, verb === 'set' ? readKey(run.value('file')) : undefined, grace)
}

export const houseKey: Command = {
  name: 'house-key',
  summary: 'the right to bring in new people: show, rotate or set it',
  examples: [
    ['npx sotto house-key', 'what it is known by, and since when'],
    ['npx sotto house-key rotate', 'a fresh one; the old one stays good for 7 days'],
    ['npx sotto house-key rotate --at-once', 'a fresh one, and open invitations end now'],
    ['npx sotto house-key set --file FILE', 'one brought along, 43 characters of base64url'],
  ],
  values: { file: 'where the key stands; - reads the input' },
  flags: { 'at-once': 'the old key ends now' },
  more: [
    'Devices learn a new key at their next login. The key decrypts nothing and names nobody: who has it may ' +
      'create an inbox here.',
  ],
  takes: [0, 2, 'rotate or set'],
  run: async (run) => {
    const changed = await change(run)
    if (changed) {
      run.output.say(
        run.has('at-once')
          ? 'The house key is a new one. The old one is not good any more: open invitations have ended.'
          : 'The house key is a new one. The old one is good for 7 more days, one before that is not.',
        '',
      )
    }
    show(run, changed ?? (await facts(run)))
    return exit.good
  },
}
