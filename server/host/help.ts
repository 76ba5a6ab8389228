// The help texts: the list of commands, and one page for each. Examples come first.
import { SHARED_FLAGS, SHARED_VALUES, type Command } from './command.ts'
import type { Output } from './print.ts'
import { wrap } from './print.ts'

const GAP = 2

const columns = (
  rows: readonly (readonly [left: string, right: string])[],
  output: Output,
): readonly string[] => {
  const left = Math.max(...rows.map(([text]) => text.length)) + GAP
  return rows.flatMap(([text, meaning]) =>
    wrap(meaning, Math.max(output.width - left - GAP, 24)).map(
      (part, at) => `  ${(at === 0 ? text : '').padEnd(left)}${part}`,
    ),
  )
}

const flagRows = (command: Command): readonly (readonly [string, string])[] => {
  const values = { ...SHARED_VALUES, ...command.values }
  const flags = { ...command.flags, ...SHARED_FLAGS }
  return [
    ...Object.entries(values).map(
      ([name, meaning]) =>
        [`--${name} ${name.replace(/^.*-/, '').toUpperCase()}`, meaning] as const,
    ),
    ...Object.entries(flags).map(([name, meaning]) => [`--${name}`, meaning] as const),
  ]
}

/** The page of one command. */
export const commandHelp = (command: Command, output: Output): string =>
  [
    `${output.paint('bold', `sotto ${command.name}`)}: ${command.summary}.`,
    '',
    ...columns(command.examples, output),
    '',
    ...columns(flagRows(command), output),
    ...(command.more ?? []).flatMap((paragraph) => ['', ...wrap(paragraph, output.width)]),
    '',
  ].join('\n')

/** The list of commands. */
export const overview = (commands: readonly Command[], output: Output): string =>
  [
    `${output.paint('bold', 'sotto')}: runs a Sotto server and looks after it.`,
    '',
    ...columns(
      [
        ['npx sotto serve', 'run the server, as npm start does'],
        ['npx sotto status', 'see how it is doing'],
      ],
      output,
    ),
    '',
    ...columns(
      commands.map(({ name, summary }) => [name, summary] as const),
      output,
    ),
    '',
    ...wrap(
      'Each has its own page: npx sotto COMMAND --help. Exit codes: 0 good, 1 failed, 2 wrong usage, ' +
        '3 nothing there (no server runs, nothing of that name), 4 wrong passphrase, 130 Ctrl+C.',
      output.width,
    ),
    '',
  ].join('\n')

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [at, sign] of a.split('').entries()) {
    const next = [at + 1]
    for (const [to, other] of b.split('').entries()) {
      const swap = (row[to] ?? 0) + (sign === other ? 0 : 1)
      next.push(Math.min(swap, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The name that was probably meant. */
export const meant = (word: string, names: readonly string[]): string | undefined =>
  names.find((name) => distance(word, name) <= 2 || (word.length > 2 && name.startsWith(word)))
