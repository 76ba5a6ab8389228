// The one Trusted Types policy of the page. Code enters through four addresses and no other: the three Workers
// that the build made, and the service worker. Where the browser has no Trusted Types the same check runs.

const SERVICE_WORKER = '/sw.js'
const WORKER = /^\/assets\/(engine|lock|media)-worker-[A-Za-z0-9_-]+\.js$/

interface Policy {
  createScriptURL(url: string): unknown
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy
}
/** The page's globals that matter here; `trustedTypes` is missing in some browsers. */
export interface TrustedScope {
  readonly trustedTypes?: PolicyFactory | undefined
  readonly document: { readonly documentElement: { readonly dataset: DOMStringMap } }
}

/** Addresses of code, as the browser wants them. */
export interface TrustedAddresses {
  /** The engine's Worker, which the build names. Throws TypeError when the page names another. */
  engineWorker(): string
  /** The app lock's Worker, likewise. */
  lockWorker(): string
  /** The Worker of files, likewise. */
  mediaWorker(): string
  serviceWorker(): string
}

/** Makes the policy `sotto`. Once per page: the browser refuses a second one of that name. */
export const createTrusted = (scope: TrustedScope): TrustedAddresses => {
  const { worker: engine = '', lock = '', media = '' } = scope.document.documentElement.dataset
  const named: Readonly<Record<string, string>> = { engine, lock, media }
  const check = (url: string): string => {
    if (url === SERVICE_WORKER || url === named[WORKER.exec(url)?.[1] ?? '']) return url
    throw new TypeError('not an address of this program')
  }
  const policy = scope.trustedTypes?.createPolicy('sotto', { createScriptURL: check })
  // The DOM types of this compiler know no TrustedScriptURL: its sinks are declared as string.
  const allow = (url: string): string =>
    policy ? (policy.createScriptURL(url) as string) : check(url)
  return {
    engineWorker: () => allow(engine),
    lockWorker: () => allow(lock),
    mediaWorker: () => allow(media),
    serviceWorker: () => allow(SERVICE_WORKER),
  }
}
