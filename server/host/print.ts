// What a command prints: lines for people, or one JSON object for programs (`--json`), on stdout; remarks
// on stderr. Colour only where the terminal has it and NO_COLOR is not set.
import { stripVTControlCharacters, styleText } from 'node:util'

const MOST_COLUMNS = 100
const COLUMNS_OF_A_FILE = 100
const LABEL = 16
/** Version of the JSON that commands print. */
const JSON_VERSION = 1

export type Paint = 'bold' | 'dim' | 'green' | 'yellow' | 'red'

/** Where a command prints. */
export interface Output {
  readonly json: boolean
  readonly terminal: boolean
  readonly colour: boolean
  /** Columns to fill. */
  readonly width: number
  paint(format: Paint, text: string): string
  /** Lines for people, long ones broken at spaces; nothing with `--json`. */
  say(...lines: readonly string[]): void
  /** Labels with their texts, wrapped; nothing with `--json`. */
  rows(rows: readonly (readonly [label: string, text: string])[]): void
  /** The object for programs; nothing without `--json`. */
  give(value: Readonly<Record<string, unknown>>): void
  /** A sentence on stderr, in either mode. */
  remark(sentence: string): void
}

/** The streams and wishes an output is made of. */
export interface OutputPlace {
  readonly json: boolean
  readonly terminal: boolean
  readonly colour: boolean
  readonly width: number
  out(text: string): void
  err(text: string): void
}

/** Breaks a text at spaces so that no line is wider, unless one word is. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

// Sentences are broken at spaces; what is indented or drawn stays as it is.
const fitted = (line: string, width: number): readonly string[] =>
  line.startsWith(' ') || stripVTControlCharacters(line).length <= width
    ? [line]
    : wrap(line, width)

/** A label and its text, the text wrapped under itself. */
export const labelled = (label: string, text: string, width: number): readonly string[] =>
  wrap(text, Math.max(width - LABEL - 2, 20)).map(
    (part, at) => `  ${(at === 0 ? label : '').padEnd(LABEL)}${part}`,
  )

/** An output over these streams. */
export const createOutput = (place: OutputPlace): Output => {
  const { json, terminal, colour, width } = place
  const paint = (format: Paint, text: string): string =>
    colour && text !== '' ? styleText(format, text, { validateStream: false }) : text
  const say = (...lines: readonly string[]): void => {
    if (!json) place.out(`${lines.flatMap((line) => fitted(line, width)).join('\n')}\n`)
  }
  return {
    json,
    terminal,
    colour,
    width,
    paint,
    say,
    rows: (rows) => {
      for (const [label, text] of rows) {
        const [first = '', ...rest] = labelled(label, text, width)
        const split = LABEL + 2
        say(paint('dim', first.slice(0, split)) + first.slice(split), ...rest)
      }
    },
    give: (value) => {
      if (json) place.out(`${JSON.stringify({ v: JSON_VERSION, ...value })}\n`)
    },
    remark: (sentence) => place.err(`${sentence}\n`),
  }
}

/** The output of this process. */
export const processOutput = (json: boolean): Output => {
  const { stdout, stderr } = process
  // Whoever reads may stop reading: `sotto inboxes | head`.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  return createOutput({
    json,
    terminal: stdout.isTTY,
    colour: stdout.isTTY && stdout.hasColors(),
    width: Math.min(stdout.isTTY ? stdout.columns : COLUMNS_OF_A_FILE, MOST_COLUMNS),
    out: (text) => stdout.write(text),
    // In a file a sentence stays one line.
    err: (text) =>
      stderr.write(
        stderr.isTTY ? wrap(text, Math.min(stderr.columns, MOST_COLUMNS)).join('\n') : text,
      ),
  })
}

const UNITS = ['KB', 'MB', 'GB', 'TB'] as const

/** Bytes for people, in units of 1,024. */
export const size = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} bytes`
  let value = bytes / 1_024
  let at = 0
  while (value >= 1_024 && at < UNITS.length - 1) {
    value /= 1_024
    at += 1
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[at] ?? ''}`
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** A count with its noun: `1 inbox`, `2 inboxes`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`

/** Seconds for people: the two largest units. */
export const span = (seconds: number): string => {
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  if (days > 0) return `${plural(days, 'day')} ${plural(hours, 'hour')}`
  if (hours > 0) return `${plural(hours, 'hour')} ${plural(minutes, 'minute')}`
  return minutes > 0 ? plural(minutes, 'minute') : plural(Math.floor(seconds), 'second')
}
