// Whose request it is. Without a proxy that is the peer of the TCP connection. Behind one, what the proxy
// says of its peer counts, and only when the connection itself comes from an address that the host trusts:
// anybody can write X-Forwarded-For.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { canonicalIp, insideMask, ipBytes, maskOf, type Range } from './tls/address.ts'

/** Ranges of addresses whose word on forwarded requests is taken; empty when nobody's is. */
export type TrustedProxies = readonly Range[]

/** What stands for loopback in a list of proxies. */
const LOOPBACK_WORD = 'loopback'
const LOOPBACK = ['127.0.0.0/8', '::1']
/** Entries of one list, and hops of one X-Forwarded-For that are read. */
export const MAX_PROXIES = 64
const MAX_HOPS = 32

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An address without zone, IPv4 in IPv6 as IPv4, in canonical text; undefined when it is none. */
export const plainAddress = (text: string | undefined): string | undefined => {
  const bare = (text ?? '').replace(/%.*$/, '')
  const mapped = MAPPED.exec(bare)?.[1]
  return canonicalIp(mapped ?? bare)
}

const readRange = (text: string): Range | undefined => {
  const [base = '', bits, more] = text.split('/')
  const bytes = ipBytes(base)
  if (!bytes || more !== undefined) return undefined
  const most = bytes.length * 8
  if (bits === undefined) return { base: bytes, bits: most }
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most
    ? { base: bytes, bits: Number(bits) }
    : undefined
}

/** Reads `loopback`, addresses and ranges (CIDR) with commas between; undefined when one is none of these. */
export const readProxies = (text: string): TrustedProxies | undefined => {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .flatMap((word) => (word === LOOPBACK_WORD ? LOOPBACK : [word]))
  const ranges = words.map(readRange).filter((range) => range !== undefined)
  return ranges.length === words.length && ranges.length <= MAX_PROXIES ? ranges : undefined
}

/** True when the address, in any of its forms, lies in one of the ranges. */
export const isTrusted = (proxies: TrustedProxies, address: string | undefined): boolean => {
  const bytes = ipBytes(plainAddress(address) ?? '')
  return bytes !== undefined && proxies.some((each) => insideMask(bytes, each.base, maskOf(each)))
}

// `[2001:db8::1]:443` and `192.0.2.1:80` are written by some proxies.
const withoutPort = (hop: string): string => {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1]
  if (bracketed !== undefined) return bracketed
  const host = /^([^:]*):\d+$/.exec(hop)?.[1]
  return host !== undefined && isIP(host) === 4 ? host : hop
}

/**
 * The address of whoever sent this request: canonical text, IPv4 where it is IPv4, `unknown` when the
 * connection is gone. Read from the right, X-Forwarded-For is true as far as trusted proxies wrote it: the
 * first address that is none of them is the client's, and anything to its left is hearsay.
 */
export const clientAddress = (request: IncomingMessage, proxies: TrustedProxies): string => {
  const peer = plainAddress(request.socket.remoteAddress) ?? 'unknown'
  if (!isTrusted(proxies, peer)) return peer
  const header = request.headers['x-forwarded-for']
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')
  let client = peer
  for (const hop of hops.slice(-MAX_HOPS).reverse()) {
    const address = plainAddress(withoutPort(hop.trim()))
    if (address === undefined) return client
    client = address
    if (!isTrusted(proxies, address)) return client
  }
  return client
}

/** True when a trusted proxy says that its client spoke plain HTTP. No word counts as HTTPS. */
export const cameUnencrypted = (request: IncomingMessage, proxies: TrustedProxies): boolean => {
  if (!isTrusted(proxies, request.socket.remoteAddress)) return false
  const header = request.headers['x-forwarded-proto']
  const last = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').at(-1)?.trim()
  return last !== undefined && last !== '' && !/^(https|wss)$/i.test(last)
}
