// The settings of a host, read from the environment and nowhere else. Pure: all problems are reported
// at once, and the table in docs/OPERATIONS.md is generated from the rows below.
import { isIP } from 'node:net'

/** What the server runs with; frozen. Ports are TCP ports, 0 lets the system choose. */
export interface Config {
  readonly httpsPort: number
  readonly wssPort: number
  readonly host: string
  readonly dataFolder: string
  readonly publicUrl: string | undefined
  readonly publicWssUrl: string | undefined
  readonly logLevel: LogLevel
}

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** A good configuration with its warnings, or everything that is wrong with it. */
export type ConfigResult =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] }

type Read<T> = { readonly value: T } | { readonly problem: string }
interface Setting<T> {
  readonly key: string
  readonly fallback: string
  readonly unit: string
  readonly text: string
  read(raw: string): Read<T>
}

const MAX_PORT = 65_535
const MAX_TEXT = 1_024

const readPort = (raw: string): Read<number> => {
  const value = Number(raw)
  return /^\d{1,5}$/.test(raw) && value <= MAX_PORT
    ? { value }
    : { problem: `must be a port from 0 to ${MAX_PORT}` }
}

const readHost = (raw: string): Read<string> =>
  isIP(raw) > 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(raw)
    ? { value: raw.toLowerCase() }
    : { problem: 'must be an address of this computer or a host name' }

const readFolder = (raw: string): Read<string> =>
  raw.length <= MAX_TEXT && !raw.includes('\0')
    ? { value: raw }
    : { problem: `must be a folder of at most ${MAX_TEXT} characters` }

const readOrigin =
  (scheme: 'https:' | 'wss:') =>
  (raw: string): Read<string | undefined> => {
    if (raw === '') return { value: undefined }
    const url = URL.canParse(raw) ? new URL(raw) : undefined
    const bare =
      url?.protocol === scheme &&
      url.hostname !== '' &&
      /^\/?$/.test(url.pathname) &&
      url.username + url.password + url.search + url.hash === ''
    return url && bare
      ? { value: `${scheme}//${url.host}` }
      : { problem: `must look like ${scheme}//chat.example.org with nothing behind it` }
  }

const readLevel = (raw: string): Read<LogLevel> => {
  const value = logLevels.find((level) => level === raw)
  return value ? { value } : { problem: `must be one of ${logLevels.join(', ')}` }
}

/** One row for each setting; the order is that of the table. */
export const settings = {
  httpsPort: {
    key: 'SOTTO_HTTPS_PORT',
    fallback: '8443',
    unit: 'TCP port',
    text: 'Pages and key exchange. 0 takes any free port.',
    read: readPort,
  },
  wssPort: {
    key: 'SOTTO_WSS_PORT',
    fallback: '8444',
    unit: 'TCP port',
    text: 'Messages. 0 takes any free port.',
    read: readPort,
  },
  host: {
    key: 'SOTTO_HOST',
    fallback: '::',
    unit: 'address',
    text: 'Address to listen on. `::` is every address, also IPv4; `127.0.0.1` is this computer alone.',
    read: readHost,
  },
  dataFolder: {
    key: 'SOTTO_DATA',
    fallback: 'data',
    unit: 'folder',
    text: 'Database, house key and certificates. A relative folder starts at the project folder.',
    read: readFolder,
  },
  publicUrl: {
    key: 'SOTTO_PUBLIC_URL',
    fallback: '',
    unit: 'https URL',
    text: 'Address that friends use when it is not one of this computer, as behind a tunnel.',
    read: readOrigin('https:'),
  },
  publicWssUrl: {
    key: 'SOTTO_PUBLIC_WSS_URL',
    fallback: '',
    unit: 'wss URL',
    text: 'The same for messages. Empty: the host of the page, with the port for messages.',
    read: readOrigin('wss:'),
  },
  logLevel: {
    key: 'SOTTO_LOG',
    fallback: 'warn',
    unit: 'level',
    text: `How much goes to stderr: ${logLevels.join(', ')}.`,
    read: readLevel,
  },
} as const satisfies { readonly [K in keyof Config]: Setting<Config[K]> }

type Environment = Readonly<Record<string, string | undefined>>

/** Reads every setting. An empty value counts as absent; the caller resolves a relative data folder. */
export const readConfig = (env: Environment): ConfigResult => {
  const problems: string[] = []
  const take = <T>(setting: Setting<T>): T | undefined => {
    const raw = env[setting.key]?.trim()
    const result = setting.read(raw === undefined || raw === '' ? setting.fallback : raw)
    if ('value' in result) return result.value
    problems.push(`${setting.key} ${result.problem}.`)
    return undefined
  }
  const httpsPort = take(settings.httpsPort)
  const wssPort = take(settings.wssPort)
  const host = take(settings.host)
  const dataFolder = take(settings.dataFolder)
  const publicUrl = take(settings.publicUrl)
  const publicWssUrl = take(settings.publicWssUrl)
  const logLevel = take(settings.logLevel)
  if (httpsPort !== undefined && httpsPort !== 0 && httpsPort === wssPort) {
    problems.push(`${settings.httpsPort.key} and ${settings.wssPort.key} must differ.`)
  }
  if (
    problems.length > 0 ||
    httpsPort === undefined ||
    wssPort === undefined ||
    host === undefined ||
    dataFolder === undefined ||
    logLevel === undefined
  ) {
    return { problems }
  }
  const config = { httpsPort, wssPort, host, dataFolder, publicUrl, publicWssUrl, logLevel }
  return { config: Object.freeze(config), warnings: unknownKeys(env) }
}

// Read elsewhere: where the tests find a browser.
const FOREIGN_KEYS = ['SOTTO_CHROME']

const unknownKeys = (env: Environment): readonly string[] => {
  const known = new Set<string>(FOREIGN_KEYS)
  for (const setting of Object.values(settings)) known.add(setting.key)
  return Object.keys(env)
    .filter((key) => key.startsWith('SOTTO_') && !known.has(key))
    .sort()
    .map((key) => `${key} is not a setting and was ignored.`)
}

/** The settings as a Markdown table, for docs/OPERATIONS.md. */
export const settingsTable = (): string => {
  const rows = Object.values(settings).map(
    ({ key, fallback, unit, text }) =>
      `| \`${key}\` | ${fallback === '' ? 'none' : `\`${fallback}\``} | ${unit} | ${text} |`,
  )
  return ['| setting | default | unit | meaning |', '|---|---|---|---|', ...rows].join('\n')
}
