// How one setting's text becomes its value (docs/OPERATIONS.md): each reader takes any text and gives a value
// or the rest of a sentence that begins with the setting's name. None of them repeats what it was given.
import { isIP } from 'node:net'
import { canonicalIp, isDnsName, isPrivateIp } from './tls/address.ts'
import { readPushRules, type PushRules } from './push/address.ts'
import { readProxies, type TrustedProxies } from './client-address.ts'

/** A value, or what is wrong. */
export type Read<T> = { readonly value: T } | { readonly problem: string }

const MAX_PORT = 65_535
const MAX_TEXT = 1_024

/** A TCP port. */
export const readPort = (raw: string): Read<number> => {
  const value = Number(raw)
  return /^\d{1,5}$/.test(raw) && value <= MAX_PORT
    ? { value }
    : { problem: `must be a port from 0 to ${MAX_PORT}` }
}

/** An address or host name to listen on. */
export const readHost = (raw: string): Read<string> =>
  isIP(raw) > 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(raw)
    ? { value: raw.toLowerCase() }
    : { problem: 'must be an address of this computer or a host name' }

/** A folder. */
export const readFolder = (raw: string): Read<string> =>
  raw.length <= MAX_TEXT && !raw.includes('\0')
    ? { value: raw }
    : { problem: `must be a folder of at most ${MAX_TEXT} characters` }

/** An origin with this scheme and nothing behind it; empty is none. */
export const readOrigin =
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

/** A TCP port, or that there is none of its own. */
export const readWssPort = (raw: string): Read<number | 'same'> =>
  raw === 'same' || raw === 'off' ? { value: 'same' } : orSame(readPort(raw))

const orSame = (read: Read<number>): Read<number> =>
  'problem' in read ? { problem: `${read.problem}, or same` } : read

/** One of these words. */
export const readWord =
  <const T extends string>(words: readonly T[]) =>
  (raw: string): Read<T> => {
    const value = words.find((word) => word === raw)
    return value === undefined ? { problem: `must be one of ${words.join(', ')}` } : { value }
  }

const SHORTEST_TOKEN = 16
const LONGEST_TOKEN = 256

/** A token that no one guesses; empty when there is none. */
export const readToken = (raw: string): Read<string | undefined> => {
  if (raw === '') return { value: undefined }
  return /^[\x21-\x7e]+$/.test(raw) && raw.length >= SHORTEST_TOKEN && raw.length <= LONGEST_TOKEN
    ? { value: raw }
    : { problem: `must be ${SHORTEST_TOKEN} to ${LONGEST_TOKEN} letters, digits and signs` }
}

/** Proxies whose word is taken; empty or `off` when there is no proxy. */
export const readBehindProxy = (raw: string): Read<TrustedProxies | undefined> => {
  if (raw === '' || raw === 'off') return { value: undefined }
  const value = readProxies(raw)
  return value
    ? { value }
    : { problem: 'must be loopback, or addresses and ranges like 10.0.0.0/8 with commas between' }
}

const MAX_ACME_NAMES = 10

const acmeName = (word: string): string | undefined => {
  const ip = canonicalIp(word)
  if (ip !== undefined) return isPrivateIp(ip) ? undefined : ip
  const name = word.toLowerCase()
  return isDnsName(name) && name.includes('.') ? name : undefined
}

/** Names and public addresses for which ACME is asked; empty is none. */
export const readAcmeNames = (raw: string): Read<readonly string[]> => {
  if (raw === '') return { value: [] }
  const words = raw.split(',').map((word) => acmeName(word.trim()))
  const value = words.filter((word) => word !== undefined)
  return value.length === words.length && value.length <= MAX_ACME_NAMES
    ? { value: [...new Set(value)] }
    : {
        problem: `must be at most ${MAX_ACME_NAMES} domains or public IP addresses with commas between`,
      }
}

const LOCAL = new Set(['127.0.0.1', 'localhost'])

const isSafe = ({ protocol, hostname, username, password }: URL): boolean =>
  (protocol === 'https:' || (protocol === 'http:' && LOCAL.has(hostname))) &&
  username + password === ''

/** The directory of an authority: https, or http on this computer. */
export const readDirectory = (raw: string): Read<string> => {
  const url = URL.canParse(raw) ? new URL(raw) : undefined
  return url && isSafe(url)
    ? { value: url.href }
    : { problem: 'must be the https address of an ACME directory' }
}

/** An e-mail address, roughly; empty is none. */
export const readEmail = (raw: string): Read<string | undefined> => {
  if (raw === '') return { value: undefined }
  return /^[^\s@,<>]{1,64}@[^\s@,<>]{1,190}$/.test(raw)
    ? { value: raw }
    : { problem: 'must be one e-mail address' }
}

/** Push services that may be called. */
export const readPushServices = (raw: string): Read<PushRules> => {
  const value = raw.length <= MAX_TEXT ? readPushRules(raw) : undefined
  return value
    ? { value }
    : { problem: 'must be off, any, or host names and https origins with commas between' }
}

/** Whom push services may turn to: an e-mail or web address; empty is the server's own. */
export const readContact = (raw: string): Read<string | undefined> => {
  if (raw === '') return { value: undefined }
  const mail = readEmail(raw.replace(/^mailto:/, ''))
  if ('value' in mail && mail.value !== undefined) return { value: `mailto:${mail.value}` }
  const url = URL.canParse(raw) && raw.length <= MAX_TEXT ? new URL(raw) : undefined
  return url?.protocol === 'https:' && url.username + url.password === ''
    ? { value: url.href }
    : { problem: 'must be an e-mail address or an https address' }
}
