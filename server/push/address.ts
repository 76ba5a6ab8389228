// Which addresses this server may be told to call (PROTOCOL 4.2). Whoever has an inbox names one, so it has to be
// https, of a push service that the host allows, and never inside the host's own network: neither by its name
// nor by what the name resolves to at the moment of the call.
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import { MAX_PUSH_ENDPOINT } from '../../protocol/limits.ts'
import { isDnsName } from '../tls/address.ts'

/** What the host allows. */
export interface PushRules {
  /** Host names; `*.` in front stands for one or more labels. */
  readonly hosts: readonly string[]
  /** Every host name that leads to a public address. */
  readonly any: boolean
  /** Whole origins that the host names: they may have a port and stand in the host's own network. */
  readonly origins: readonly string[]
}

/** No address at all: pushes are off. */
export const NO_PUSHES: PushRules = { hosts: [], any: false, origins: [] }

/** True where nothing may be called. */
export const isOff = ({ hosts, any, origins }: PushRules): boolean =>
  !any && hosts.length + origins.length === 0

/** An address that may be called; `guarded` ones only where they lead to a public address. */
export interface PushAddress {
  readonly url: URL
  readonly guarded: boolean
}

const fits = (host: string, pattern: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern

const urlOf = (endpoint: string): URL | undefined => {
  if (endpoint.length > MAX_PUSH_ENDPOINT || !URL.canParse(endpoint)) return undefined
  const url = new URL(endpoint)
  const bare = url.protocol === 'https:' && url.username + url.password + url.hash === ''
  return bare ? url : undefined
}

/** The address as it may be called; undefined when the rules do not allow it. */
export const readPushAddress = (rules: PushRules, endpoint: string): PushAddress | undefined => {
  const url = urlOf(endpoint)
  if (!url) return undefined
  if (rules.origins.includes(url.origin)) return { url, guarded: false }
  const { hostname, port } = url
  // Addresses in figures are no push services.
  if (port !== '' || !isDnsName(hostname) || !hostname.includes('.')) return undefined
  const allowed = rules.any || rules.hosts.some((pattern) => fits(hostname, pattern))
  return allowed ? { url, guarded: true } : undefined
}

/** Reads the setting: host names, origins, `any` or `off`; undefined when it is none of these. */
export const readPushRules = (raw: string): PushRules | undefined => {
  if (raw === 'off') return NO_PUSHES
  const hosts: string[] = []
  const origins: string[] = []
  let any = false
  for (const word of raw.split(',').map((one) => one.trim().toLowerCase())) {
    const url = word.startsWith('https://') ? urlOf(word) : undefined
    if (word === 'any') any = true
    else if (url && url.pathname + url.search === '/') origins.push(url.origin)
    else if (isDnsName(word.replace(/^\*\./, '')) && word.includes('.')) hosts.push(word)
    else return undefined
  }
  return { hosts, any, origins }
}

// What is not on the public internet (IANA's special-purpose registries), and what leads there in disguise.
const NOT_PUBLIC: readonly (readonly [base: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]
/** Of IPv6 only global unicast is public, and of that not what carries an IPv4 address or is documentation. */
const GLOBAL_UNICAST = ['2000::', 3] as const
const NOT_PUBLIC_6: readonly (readonly [base: string, bits: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const listOf = (
  family: 'ipv4' | 'ipv6',
  nets: readonly (readonly [base: string, bits: number])[],
): BlockList => {
  const list = new BlockList()
  for (const [base, bits] of nets) list.addSubnet(base, bits, family)
  return list
}
const notPublic = listOf('ipv4', NOT_PUBLIC)
const notPublic6 = listOf('ipv6', NOT_PUBLIC_6)
const globalUnicast = listOf('ipv6', [GLOBAL_UNICAST])

/** True for an address on the public internet. */
export const isPublicIp = (ip: string): boolean => {
  if (isIP(ip) === 4) return !notPublic.check(ip, 'ipv4')
  return isIP(ip) === 6 && globalUnicast.check(ip, 'ipv6') && !notPublic6.check(ip, 'ipv6')
}

const isOwn = (ip: string): boolean =>
  Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === ip))

/** The code of the error that the guarded lookup gives for a name that leads nowhere public. */
export const NOT_PUBLIC_CODE = 'ENOTPUBLIC'

type ResolveAll = (
  name: string,
  done: (error: Error | null, found: readonly LookupAddress[]) => void,
) => void

const resolveAll: ResolveAll = (name, done) => {
  systemLookup(name, { all: true }, (error, found) => done(error, error ? [] : found))
}

/** A lookup that knows public addresses alone. It is asked for each connection, so a name cannot change after it was checked. */
export const guardedLookup =
  (resolve: ResolveAll = resolveAll): LookupFunction =>
  (name, options, done) => {
    resolve(name, (error, found) => {
      const open = found.filter(({ address }) => isPublicIp(address) && !isOwn(address))
      const [first] = open
      const refusal = Object.assign(new Error('not a public address'), { code: NOT_PUBLIC_CODE })
      if (!first) return done(error ?? refusal, options.all ? [] : '', 0)
      if (options.all) return done(null, [...open])
      done(null, first.address, first.family)
    })
  }
