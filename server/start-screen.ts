// What a start prints: where the server is, how to check its certificate, and, until the first person
// is in, the one link with a `#`. Pure text; colours and QR only for a terminal.
import { styleText } from 'node:util'
import { encodeLink } from '../protocol/invite.ts'
import { settings } from './config.ts'

/** What the screen tells. */
export interface ScreenFacts {
  readonly httpsPort: number
  readonly wssPort: number
  /** Origin whose certificate fits on this computer, as `https://localhost:8443`. */
  readonly ownOrigin: string
  /** Origins for others on the same network, the best first. */
  readonly lanOrigins: readonly string[]
  readonly publicUrl: string | undefined
  /** Undefined behind a proxy that ends TLS. */
  readonly fingerprint: string | undefined
  /** SHA-256 of the local CA; undefined when the certificate came from elsewhere. */
  readonly caFingerprint: string | undefined
  readonly dataFolder: string
  /** Right of the first person; undefined when someone is in already. */
  readonly ticket: Uint8Array | undefined
  readonly notes: readonly string[]
}

/** How the screen is drawn. `qr` draws a text as a QR code of half blocks, light modules set. */
export interface ScreenStyle {
  readonly colour: boolean
  readonly qr: ((text: string) => string) | undefined
}

const LABEL = 16
// More lines than this push the link off a small terminal.
const MAX_LAN_LINES = 4

/** The first person's link at an origin. */
export const firstLink = (origin: string, ticket: Uint8Array): string =>
  `${origin}/i#${encodeLink({ type: 'firstPerson', ticket })}`

const addresses = (facts: ScreenFacts): readonly (readonly [string, string])[] => [
  ...(facts.ownOrigin === facts.publicUrl ? [] : [['This computer', facts.ownOrigin] as const]),
  ...(facts.publicUrl === undefined ? [] : [['For friends', facts.publicUrl] as const]),
  ...facts.lanOrigins
    .slice(0, MAX_LAN_LINES)
    .map((origin, at) => [at === 0 ? 'Same network' : '', origin] as const),
  facts.wssPort === facts.httpsPort
    ? ['Messages', `port ${facts.httpsPort}, the same as the pages`]
    : ['Messages', `port ${facts.wssPort}`],
]

const certificate = (facts: ScreenFacts): readonly (readonly [string, string])[] =>
  facts.fingerprint === undefined
    ? [['Certificate', 'the proxy in front has it; plain HTTP here, for that proxy alone']]
    : facts.caFingerprint === undefined
      ? [['Certificate', facts.fingerprint]]
      : [
          ['Certificate', `private: browsers and phones warn, ${facts.ownOrigin}/trust helps`],
          ['Fingerprint', facts.fingerprint],
          ['Authority', facts.caFingerprint],
        ]

const invitation = (
  facts: ScreenFacts,
  style: ScreenStyle,
  strong: (text: string) => string,
): readonly string[] => {
  if (!facts.ticket) return ['This server is in use: open it where you are signed in.']
  const lan = facts.publicUrl ?? facts.lanOrigins[0]
  const lines = [
    'Nobody is in yet. Open this link once, on this computer, within one hour:',
    '',
    `  ${strong(firstLink(facts.ownOrigin, facts.ticket))}`,
  ]
  if (!style.qr) return lines
  const where = lan === undefined ? 'The same link:' : `Or on a phone that reaches ${lan}:`
  return [
    ...lines,
    '',
    where,
    '',
    ...qrRows(style.qr(firstLink(lan ?? facts.ownOrigin, facts.ticket)), style.colour),
  ]
}

// Blocks are the light modules: said in so many colours, the code is right on light terminals too.
const WHITE_ON_BLACK = '\u001b[97;40m'
const RESET = '\u001b[0m'

/** A drawn QR code as indented rows, light on dark whatever the terminal's colours are. */
export const qrRows = (drawn: string, colour: boolean): readonly string[] =>
  drawn
    .trimEnd()
    .split('\n')
    .map((row) => `  ${colour ? `${WHITE_ON_BLACK}${row}${RESET}` : row}`)

/** The whole screen, ending in a line break. */
export const startScreen = (facts: ScreenFacts, style: ScreenStyle): string => {
  const paint =
    (format: 'bold' | 'dim' | 'yellow') =>
    (text: string): string =>
      style.colour ? styleText(format, text, { validateStream: false }) : text
  const rows = [...addresses(facts), ...certificate(facts), ['Data', facts.dataFolder] as const]
  return [
    paint('bold')('Sotto is ready.'),
    '',
    ...rows.map(([label, text]) => `  ${paint('dim')(label.padEnd(LABEL))}${text}`),
    '',
    ...facts.notes.flatMap((note) => [paint('yellow')(`Note: ${note}`), '']),
    ...invitation(facts, style, paint('bold')),
    '',
    paint('dim')(
      `Other names or addresses: npm run certs -- --help. Other ports: ${settings.httpsPort.key}, ` +
        `${settings.wssPort.key}. Stop: Ctrl+C.`,
    ),
    '',
  ].join('\n')
}
