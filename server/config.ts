// The settings of a host, read from the environment and nowhere else. Pure: all problems are reported
// at once, and the table in docs/OPERATIONS.md is generated from the rows below.
import { originOf } from './reach.ts'
import { limitKeys, limitLines, readLimits, type Limits } from './limits/limits.ts'
import type { AcmeChallenge } from './acme/order.ts'
import type { PushRules } from './push/address.ts'
import type { TrustedProxies } from './client-address.ts'
import {
  readAcmeNames,
  readBehindProxy,
  readDirectory,
  readContact,
  readEmail,
  readFolder,
  readHost,
  readOrigin,
  readPort,
  readPushServices,
  readToken,
  readWord,
  readWssPort,
  type Read,
} from './config-values.ts'

/** What the server runs with; frozen. Ports are TCP ports, 0 lets the system choose. */
export interface Config {
  readonly httpsPort: number
  /** `same`: the HTTPS port takes all WebSockets, and there is no second listener. */
  readonly wssPort: number | 'same'
  readonly host: string
  readonly dataFolder: string
  readonly publicUrl: string | undefined
  readonly publicWssUrl: string | undefined
  /** Set behind a proxy that ends TLS: plain HTTP is spoken, and these proxies are believed. */
  readonly behindProxy: TrustedProxies | undefined
  readonly tlsMin: TlsMin
  /** Names and addresses for which a certificate is ordered; none without ACME. */
  readonly acmeNames: readonly string[]
  readonly acmeTerms: 'agreed' | 'open'
  readonly acmeChallenge: AcmeChallenge
  readonly acmeHttpPort: number
  readonly acmeDirectory: string
  readonly acmeEmail: string | undefined
  /** Push services that may be called, and whom they may turn to. */
  readonly pushServices: PushRules
  readonly pushContact: string | undefined
  /** Opens `/metrics`; without it only this computer reads them. */
  readonly metricsToken: string | undefined
  readonly logLevel: LogLevel
  /** What one address, friendId, inbox and everybody may ask (SOTTO_LIMIT_*). */
  readonly limits: Limits
}

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

const tlsVersions = ['1.3', '1.2'] as const
export type TlsMin = (typeof tlsVersions)[number]

/** A good configuration with its warnings, or everything that is wrong with it. */
export type ConfigResult =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] }

interface Setting<T> {
  readonly key: string
  readonly fallback: string
  readonly unit: string
  readonly text: string
  read(raw: string): Read<T>
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
    text: 'Messages. 0 takes any free port; `same`: on the port of the pages. Behind a proxy the default is `same`.',
    read: readWssPort,
  },
  host: {
    key: 'SOTTO_HOST',
    fallback: '::',
    unit: 'address',
    text: 'Address to listen on. `::` is every address, also IPv4; `127.0.0.1` is this computer alone, and the default behind a proxy.',
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
  behindProxy: {
    key: 'SOTTO_BEHIND_PROXY',
    fallback: '',
    unit: 'addresses',
    text: 'Plain HTTP for a proxy that ends TLS: `loopback`, or the addresses and ranges of the proxies that are believed. Needs `SOTTO_PUBLIC_URL`.',
    read: readBehindProxy,
  },
  tlsMin: {
    key: 'SOTTO_TLS_MIN',
    fallback: '1.3',
    unit: 'version',
    text: 'Lowest version of TLS spoken: 1.3, or 1.2 where an old device cannot do better.',
    read: readWord(tlsVersions),
  },
  acmeNames: {
    key: 'SOTTO_ACME_NAMES',
    fallback: '',
    unit: 'names',
    text: 'Domains or public IP addresses, with commas between, for which a certificate is ordered and renewed (ACME).',
    read: readAcmeNames,
  },
  acmeTerms: {
    key: 'SOTTO_ACME_TERMS',
    fallback: 'open',
    unit: 'word',
    text: '`agreed`: you agree to the terms of the authority. Nothing is ordered before.',
    read: readWord(['agreed', 'open']),
  },
  acmeChallenge: {
    key: 'SOTTO_ACME_CHALLENGE',
    fallback: 'http-01',
    unit: 'word',
    text: 'How the names are proven: `http-01` on port 80, or `tls-alpn-01` on port 443, both as seen from outside.',
    read: readWord(['http-01', 'tls-alpn-01']),
  },
  acmeHttpPort: {
    key: 'SOTTO_ACME_HTTP_PORT',
    fallback: '80',
    unit: 'TCP port',
    text: 'Port of this computer for `http-01`, open only while a name is proven.',
    read: readPort,
  },
  acmeDirectory: {
    key: 'SOTTO_ACME_DIRECTORY',
    fallback: 'https://acme-v02.api.letsencrypt.org/directory',
    unit: 'https URL',
    text: 'The authority.',
    read: readDirectory,
  },
  acmeEmail: {
    key: 'SOTTO_ACME_EMAIL',
    fallback: '',
    unit: 'address',
    text: 'Where the authority may write to; not needed.',
    read: readEmail,
  },
  pushServices: {
    key: 'SOTTO_PUSH_SERVICES',
    fallback:
      'fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com',
    unit: 'hosts',
    text: 'Push services that this server may call to wake devices of friends who asked for it: host names (`*.` for every name below), or whole https origins, which may then stand in your own network. `any`: every public host. `off`: no notifications while Sotto is closed.',
    read: readPushServices,
  },
  pushContact: {
    key: 'SOTTO_PUSH_CONTACT',
    fallback: '',
    unit: 'address',
    text: 'E-mail or https address that push services are told. Empty: the address of this server.',
    read: readContact,
  },
  metricsToken: {
    key: 'SOTTO_METRICS_TOKEN',
    fallback: '',
    unit: 'text',
    text: 'Bearer token that opens `/metrics`, at least 16 characters. Without it only this computer reads them, and nobody where a proxy or `SOTTO_PUBLIC_URL` is set.',
    read: readToken,
  },
  logLevel: {
    key: 'SOTTO_LOG',
    fallback: 'warn',
    unit: 'level',
    text: `How much goes to stderr: ${logLevels.join(', ')}.`,
    read: readWord(logLevels),
  },
} as const satisfies { readonly [K in Exclude<keyof Config, 'limits'>]: Setting<Config[K]> }

type Environment = Readonly<Record<string, string | undefined>>

type Values = { -readonly [K in keyof Config]?: Config[K] }

const readAll = (env: Environment): { readonly values: Values; readonly problems: string[] } => {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, { key, fallback, read }] of Object.entries(settings)) {
    const raw = env[key]?.trim()
    const result = read(raw === undefined || raw === '' ? fallback : raw)
    if ('value' in result) values[name] = result.value
    else problems.push(`${key} ${result.problem}.`)
  }
  const { limits, problems: wrongLimits } = readLimits(env)
  values['limits'] = limits
  problems.push(...wrongLimits)
  // Each name got what the row of that name reads.
  return { values: values as Values, problems }
}

const isComplete = (values: Values): values is Config =>
  Object.keys(settings).every((name) => name in values)

const isUnset = (env: Environment, { key }: { readonly key: string }): boolean =>
  (env[key]?.trim() ?? '') === ''

const settleAcme = (values: Values, problems: string[]): void => {
  const { acmeNames, acmeTerms, behindProxy } = settings
  if (values.acmeTerms !== 'agreed') {
    problems.push(
      `${acmeNames.key} needs ${acmeTerms.key}=agreed, once you read the terms of the authority.`,
    )
  }
  if (values.behindProxy) {
    problems.push(
      `${acmeNames.key} does not go with ${behindProxy.key}: the proxy has the certificate.`,
    )
  }
  const [first = ''] = values.acmeNames ?? []
  const port = values.httpsPort ?? 0
  if (values.publicUrl === undefined && port !== 0) values.publicUrl = originOf(first, port)
}

/** What follows from one setting for others that nobody set, and what does not go together. */
const settle = (env: Environment, values: Values, problems: string[]): void => {
  if (values.behindProxy) {
    if (isUnset(env, settings.host)) values.host = '127.0.0.1'
    if (isUnset(env, settings.wssPort)) values.wssPort = 'same'
    if (isUnset(env, settings.publicUrl)) {
      problems.push(
        `${settings.behindProxy.key} needs ${settings.publicUrl.key}, the address that the proxy answers to.`,
      )
    }
  }
  if (values.acmeNames && values.acmeNames.length > 0) settleAcme(values, problems)
  if (values.httpsPort !== 0 && values.httpsPort === values.wssPort) {
    problems.push(
      `${settings.httpsPort.key} and ${settings.wssPort.key} must differ; for one port set ${settings.wssPort.key}=same.`,
    )
  }
}

/** Reads every setting. An empty value counts as absent; the caller resolves a relative data folder. */
export const readConfig = (env: Environment): ConfigResult => {
  const { values, problems } = readAll(env)
  settle(env, values, problems)
  return problems.length > 0 || !isComplete(values)
    ? { problems }
    : { config: Object.freeze(values), warnings: unknownKeys(env) }
}

// Read elsewhere: where the tests find a browser, and what opens a backup.
const FOREIGN_KEYS = ['SOTTO_CHROME', 'SOTTO_BACKUP_PASSPHRASE']

const unknownKeys = (env: Environment): readonly string[] => {
  const known = new Set<string>([...FOREIGN_KEYS, ...limitKeys])
  for (const setting of Object.values(settings)) known.add(setting.key)
  return Object.keys(env)
    .filter((key) => key.startsWith('SOTTO_') && !known.has(key))
    .sort()
    .map((key) => `${key} is not a setting and was ignored.`)
}

/** The limits as a Markdown table, for docs/OPERATIONS.md. */
export const limitsTable = (): string =>
  ['| setting | default | counts | what, and what happens beyond |', '|---|---|---|---|']
    .concat(limitLines())
    .join('\n')

/** The settings as a Markdown table, for docs/OPERATIONS.md. */
export const settingsTable = (): string => {
  const rows = Object.values(settings).map(
    ({ key, fallback, unit, text }) =>
      `| \`${key}\` | ${fallback === '' ? 'none' : `\`${fallback}\``} | ${unit} | ${text} |`,
  )
  return ['| setting | default | unit | meaning |', '|---|---|---|---|', ...rows].join('\n')
}
