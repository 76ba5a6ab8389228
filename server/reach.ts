// Under which names the server may be spoken to (the exact Host headers), and which of its addresses
// the screen shows to whom. Everything follows from the certificate in use.
import { isIP } from 'node:net'
import type { Ports } from './page-headers.ts'
import { isPrivateIp, type Names } from './tls/address.ts'

/** What the host set about addresses. */
export interface Reach {
  /** The address the server listens on. */
  readonly host: string
  readonly publicUrl: string | undefined
  readonly publicWssUrl: string | undefined
  /** A proxy ends TLS in front of this server. */
  readonly behindProxy: boolean
}

const HTTPS_PORT = 443
const LOOPBACK: Names = { dns: ['localhost'], ips: ['127.0.0.1', '::1'] }
const EVERYWHERE = new Set(['::', '0.0.0.0'])
const LOCAL_ONLY = new Set(['localhost', '127.0.0.1', '::1'])

const bracketed = (name: string): string => (isIP(name) === 6 ? `[${name}]` : name)
const isExact = (name: string): boolean => !name.includes('*')

/** `https://name[:port]`, without the usual port. */
export const originOf = (name: string, port: number): string =>
  `https://${bracketed(name)}${port === HTTPS_PORT ? '' : `:${port}`}`

/** Every Host header that is answered: lower case, with the port unless it is the default one. */
export const allowedHosts = (names: Names, reach: Reach, ports: Ports): ReadonlySet<string> => {
  const hosts = new Set<string>()
  const all = [...LOOPBACK.dns, ...LOOPBACK.ips, ...names.dns.filter(isExact), ...names.ips]
  for (const name of all) {
    for (const port of [ports.httpsPort, ports.wssPort]) {
      hosts.add(`${bracketed(name)}:${port}`)
      if (port === HTTPS_PORT) hosts.add(bracketed(name))
    }
  }
  for (const url of [reach.publicUrl, reach.publicWssUrl]) {
    if (url !== undefined) hosts.add(new URL(url.replace(/^wss:/, 'https:')).host)
  }
  return hosts
}

/**
 * Where clients find messages, when that is not the host of the page. Behind a proxy that is the proxy's own
 * address unless the host set another: the ports here mean nothing outside.
 */
export const messagesUrl = ({ publicUrl, publicWssUrl, behindProxy }: Reach): string | undefined =>
  publicWssUrl ?? (behindProxy ? publicUrl?.replace(/^https:/, 'wss:') : undefined)

/** The origin to open on this computer: one that the listener has and the certificate carries. */
export const ownOrigin = (names: Names, reach: Reach, httpsPort: number): string => {
  if (reach.behindProxy && reach.publicUrl !== undefined) return reach.publicUrl
  const local = EVERYWHERE.has(reach.host) || LOCAL_ONLY.has(reach.host)
  if (!local) return originOf(reach.host, httpsPort)
  if (names.dns.includes('localhost')) return originOf('localhost', httpsPort)
  return reach.publicUrl ?? originOf(names.dns.find(isExact) ?? 'localhost', httpsPort)
}

/** Origins for others on the network, the one most likely to work first; none when loopback only. */
export const lanOrigins = (names: Names, reach: Reach, httpsPort: number): readonly string[] => {
  if (reach.behindProxy || !EVERYWHERE.has(reach.host)) return []
  const far = (ip: string): boolean => !LOOPBACK.ips.includes(ip)
  const publicIps = names.ips.filter((ip) => !isPrivateIp(ip))
  const v4 = names.ips.filter((ip) => far(ip) && isIP(ip) === 4 && isPrivateIp(ip))
  const v6 = names.ips.filter((ip) => far(ip) && isIP(ip) === 6 && isPrivateIp(ip))
  const dns = names.dns.filter((name) => isExact(name) && name.includes('.'))
  const named = dns.filter((name) => !name.endsWith('.local'))
  const dotLocal = dns.filter((name) => name.endsWith('.local'))
  return [...named, ...publicIps, ...v4, ...dotLocal, ...v6].map((name) =>
    originOf(name, httpsPort),
  )
}
