// IP addresses as bytes, the ranges a private certificate may speak for, and the names of this computer.
import { isIP } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

/** Host names and addresses of one certificate: lower case, canonical, each once. */
export interface Names {
  readonly dns: readonly string[]
  readonly ips: readonly string[]
}

/** An address range: base address and the number of leading bits that count. */
export interface Range {
  readonly base: Uint8Array
  readonly bits: number
}

// So that no computer with hundreds of virtual networks gets a certificate no phone can take.
const MAX_LOCAL_ADDRESSES = 32

/** The canonical text of an address, as a browser writes it (without brackets); undefined otherwise. */
export const canonicalIp = (text: string): string | undefined => {
  const kind = isIP(text)
  if (kind === 4) return text
  if (kind === 0 || text.includes('%')) return undefined
  return new URL(`http://[${text}]`).hostname.slice(1, -1)
}

/** The 4 or 16 bytes of an address; undefined when it is none. */
export const ipBytes = (text: string): Uint8Array | undefined => {
  const canonical = canonicalIp(text)
  if (canonical === undefined) return undefined
  if (!canonical.includes(':')) return Uint8Array.from(canonical.split('.'), Number)
  const [front = '', back = ''] = canonical.split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  groups(front).forEach((group, at) => view.setUint16(at * 2, Number.parseInt(group, 16)))
  const tail = groups(back)
  tail.forEach((group, at) =>
    view.setUint16(16 - (tail.length - at) * 2, Number.parseInt(group, 16)),
  )
  return bytes
}

const range = (base: string, bits: number): Range => {
  const bytes = ipBytes(base)
  if (!bytes) throw new RangeError('not an address')
  return { base: bytes, bits }
}

/** Loopback, private and link-local ranges: what a certificate made here covers without asking. */
export const privateRanges: readonly Range[] = [
  range('127.0.0.0', 8),
  range('10.0.0.0', 8),
  range('172.16.0.0', 12),
  range('192.168.0.0', 16),
  range('169.254.0.0', 16),
  range('::1', 128),
  range('fc00::', 7),
  range('fe80::', 10),
]

/** The range that holds one address alone. */
export const singleRange = (ip: string): Range => {
  const bytes = ipBytes(ip)
  if (!bytes) throw new RangeError('not an address')
  return { base: bytes, bits: bytes.length * 8 }
}

/** The mask of a range, as long as its base. */
export const maskOf = ({ base, bits }: Range): Uint8Array =>
  base.map((_, at) => 0xff & (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))))

/** True when the address lies inside `base` under `mask`; lengths must agree. */
export const insideMask = (ip: Uint8Array, base: Uint8Array, mask: Uint8Array): boolean =>
  ip.length === base.length &&
  base.length === mask.length &&
  ip.every((byte, at) => ((byte ^ (base[at] ?? 0)) & (mask[at] ?? 0xff)) === 0)

/** True for loopback, private and link-local addresses. */
export const isPrivateIp = (ip: string): boolean => {
  const bytes = ipBytes(ip)
  return (
    bytes !== undefined && privateRanges.some((each) => insideMask(bytes, each.base, maskOf(each)))
  )
}

/** True for a host name that a certificate may carry; no wildcards. */
export const isDnsName = (name: string): boolean =>
  name.length <= 253 &&
  isIP(name) === 0 &&
  /[a-z]/.test(name) &&
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(name)

/**
 * What this computer is called on its own network: localhost, the host name, its `.local` name, and
 * every loopback and private address. Public and scoped addresses are left out: they change by the day
 * and a certificate made here should not speak for them unless someone asks.
 */
export const localNames = (
  hostName: string,
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>,
): Names => {
  const own = hostName.toLowerCase().replace(/\.$/, '')
  const label = own.split('.')[0] ?? ''
  const dns = ['localhost', own, `${label}.local`].filter(isDnsName)
  const lan = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter((each) => !each.internal && !(each.family === 'IPv6' && each.scopeid !== 0))
    .map((each) => canonicalIp(each.address))
    .filter((ip): ip is string => ip !== undefined && isPrivateIp(ip))
    .sort()
  const ips = ['127.0.0.1', '::1', ...lan.slice(0, MAX_LOCAL_ADDRESSES)]
  return { dns: [...new Set(dns)], ips: [...new Set(ips)] }
}

/** Both sets of names in one, each name once. */
export const joinNames = (a: Names, b: Names): Names => ({
  dns: [...new Set([...a.dns, ...b.dns])],
  ips: [...new Set([...a.ips, ...b.ips])],
})
