// The name constraints of the local CA (RFC 5280 section 4.2.1.10): who trusts this CA trusts it for
// this house alone, never for another site. A few lines of DER, because the certificate libraries leave
// this extension out.
import {
  insideMask,
  ipBytes,
  isPrivateIp,
  maskOf,
  privateRanges,
  singleRange,
  type Names,
} from './address.ts'

/** Object identifier of the extension. */
export const NAME_CONSTRAINTS = '2.5.29.30'

const SEQUENCE = 0x30
const PERMITTED = 0xa0
const EXCLUDED = 0xa1
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87

const element = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(parts)
  const length = body.length
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Uint8Array.from(head), body])
}

const subtree = (tag: number, body: Uint8Array): Uint8Array => element(SEQUENCE, element(tag, body))
const dnsSubtree = (name: string): Uint8Array => subtree(DNS_NAME, Buffer.from(name, 'ascii'))

/** What a CA may sign for, as read from its certificate. */
export interface Constraints {
  readonly dns: readonly string[]
  readonly ips: readonly (readonly [base: Uint8Array, mask: Uint8Array])[]
}

/**
 * The extension's value for a CA that may sign for these names, for `.local` and for private addresses.
 * A single-label host name permits itself but nothing under it: a computer called `dev` must not be
 * able to speak for every site of that top-level domain.
 */
export const encodeConstraints = (names: Names): Uint8Array => {
  const dns = [
    ...new Set(['localhost', 'local', ...names.dns.filter((n) => !n.endsWith('.local'))]),
  ]
  const ranges = [
    ...privateRanges,
    ...names.ips.filter((ip) => !isPrivateIp(ip)).map((ip) => singleRange(ip)),
  ]
  const permitted = element(
    PERMITTED,
    ...dns.map(dnsSubtree),
    ...ranges.map((each) => subtree(IP_ADDRESS, Buffer.concat([each.base, maskOf(each)]))),
  )
  const single = dns.filter((n) => !n.includes('.') && n !== 'local' && n !== 'localhost')
  const excluded = single.map((name) => dnsSubtree(`.${name}`))
  return element(
    SEQUENCE,
    permitted,
    ...(excluded.length > 0 ? [element(EXCLUDED, ...excluded)] : []),
  )
}

/** Splits DER into [tag, body] pairs; an impossible length ends the list. */
const elements = (der: Uint8Array): readonly (readonly [tag: number, body: Uint8Array])[] => {
  const found: (readonly [number, Uint8Array])[] = []
  let at = 0
  while (at + 2 <= der.length) {
    const tag = der[at] ?? 0
    const first = der[at + 1] ?? 0
    const more = first < 0x80 ? 0 : first & 0x7f
    if (more > 2) return []
    let length = more === 0 ? first : 0
    for (let n = 0; n < more; n++) length = length * 256 + (der[at + 2 + n] ?? 0)
    const start = at + 2 + more
    if (start + length > der.length) return []
    found.push([tag, der.subarray(start, start + length)])
    at = start + length
  }
  return found
}

/** Reads the permitted names of an extension's value; what it cannot read permits nothing. */
export const readConstraints = (der: Uint8Array): Constraints => {
  const dns: string[] = []
  const ips: (readonly [Uint8Array, Uint8Array])[] = []
  const outer = elements(der)[0]?.[1] ?? new Uint8Array()
  const permitted = elements(outer).find(([tag]) => tag === PERMITTED)?.[1] ?? new Uint8Array()
  for (const [, tree] of elements(permitted)) {
    const [tag, body] = elements(tree)[0] ?? [0, new Uint8Array()]
    if (tag === DNS_NAME) dns.push(Buffer.from(body).toString('ascii').toLowerCase())
    if (tag === IP_ADDRESS) {
      ips.push([body.subarray(0, body.length / 2), body.subarray(body.length / 2)])
    }
  }
  return { dns, ips }
}

/** The names that these constraints do not allow. */
export const namesOutside = (constraints: Constraints, names: Names): readonly string[] => [
  ...names.dns.filter(
    (name) =>
      !constraints.dns.some((each) =>
        each.includes('.') || each === 'local'
          ? name === each || name.endsWith(`.${each}`)
          : name === each,
      ),
  ),
  ...names.ips.filter((ip) => {
    const bytes = ipBytes(ip)
    return !bytes || !constraints.ips.some(([base, mask]) => insideMask(bytes, base, mask))
  }),
]
