// The headers that every page carries, and the one Worker that has a policy of its own. The policy allows this server's own files and its two ports, and
// nothing else; scripts cannot turn text into HTML or code (Trusted Types, one policy named `sotto`).

/** The two ports, once they are known. */
export interface Ports {
  readonly httpsPort: number
  readonly wssPort: number
}

// Features of browsers that no page here uses.
const DENIED = [
  'accelerometer',
  'browsing-topics',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'midi',
  'payment',
  'serial',
  'usb',
]

// Only these pages themselves: a friend's security code is scanned, a voice note is spoken.
const OWN = ['camera=(self)', 'microphone=(self)']

/** The name part of a Host header: no port. */
const nameOf = (host: string): string => host.replace(/:\d+$/, '')

/** Where a page may connect to. `host` is a Host header that was checked against the allowed ones. */
const connections = (host: string, ports: Ports, publicWssUrl: string | undefined): string => {
  // A policy cannot name an IPv6 address, so there the scheme alone has to do.
  if (host.startsWith('[')) return "'self' https: wss:"
  const messages = `${nameOf(host)}:${ports.wssPort}`
  const places = [`'self'`, `wss://${host}`, `https://${messages}`, `wss://${messages}`]
  if (publicWssUrl !== undefined) {
    places.push(publicWssUrl.replace(/^wss:/, 'https:'), publicWssUrl)
  }
  return [...new Set(places)].join(' ')
}

/** For every answer that is no page: it is shown nowhere, read as nothing else, and loads nothing. */
export const bareHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const LOCK_WORKER = '/assets/lock-worker-'

// It compiles the slow hash of the app lock from WebAssembly, and in exchange loads and reaches nothing.
const LOCK_POLICY = [
  "default-src 'none'",
  "script-src 'wasm-unsafe-eval'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** What one file has in place of the headers of a page. */
export const headersOf = (path: string): Readonly<Record<string, string>> =>
  path.startsWith(LOCK_WORKER) ? { 'Content-Security-Policy': LOCK_POLICY } : {}

/** All security headers of a page for this host. */
export const pageHeaders = (
  host: string,
  ports: Ports,
  publicWssUrl: string | undefined,
): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    'media-src blob:',
    `connect-src ${connections(host, ports, publicWssUrl)}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types sotto',
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': [...DENIED.map((feature) => `${feature}=()`), ...OWN].join(', '),
})
