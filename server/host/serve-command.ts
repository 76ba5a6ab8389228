// `sotto serve`: the server itself, as `npm start` runs it. Every setting has a flag of the same name, which
// counts more than the environment.
import { settings } from '../config.ts'
import type { Command } from './command.ts'
import { exit } from './exit.ts'

const rows = Object.values(settings)

const flagOf = (key: string): string =>
  key
    .replace(/^SOTTO_/, '')
    .toLowerCase()
    .replaceAll('_', '-')

const meaningOf = ({ key, fallback, text }: (typeof rows)[number]): string =>
  `${text.replaceAll('`', '')} [${key}${fallback === '' ? '' : `, else ${fallback}`}]`

export const serveCommand: Command = {
  name: 'serve',
  summary: 'run the server until Ctrl+C, as npm start does',
  examples: [
    ['npx sotto serve', 'with the settings of the environment'],
    ['npx sotto serve --https-port 9443', 'pages on another port'],
    ['npx sotto serve --behind-proxy', 'plain HTTP for a proxy on this computer that ends TLS'],
  ],
  values: Object.fromEntries(rows.map((row) => [flagOf(row.key), meaningOf(row)])),
  lone: { 'behind-proxy': 'loopback' },
  more: ['Certificates for other names: npm run certs -- --help.'],
  takes: [0, 0, ''],
  run: async ({ env, value }) => {
    const given: Record<string, string> = {}
    for (const { key } of rows) {
      const text = value(flagOf(key))
      if (text !== undefined) given[key] = text
    }
    const { runServer } = await import('../start.ts')
    await runServer({ ...env, ...given })
    return exit.good
  },
}
