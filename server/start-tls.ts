// The certificate of a server that runs: which one it begins with, what replaces it while it runs (changed
// files, a renewed one of its own, one that ACME brought), and the names that the server answers to with it.
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createHttpDesk } from './acme/http-desk.ts'
import { keepAcme } from './acme/keeper.ts'
import type { Config } from './config.ts'
import type { ListenTls } from './listener.ts'
import type { Ports } from './page-headers.ts'
import { allowedHosts, type Reach } from './reach.ts'
import type { Running } from './serve.ts'
import { localNames } from './tls/address.ts'
import type { Certificate } from './tls/certificate.ts'
import { ensureCertificate, readCertificate, type TlsPlace } from './tls/ensure.ts'
import { watchCertificate, type CertificateWatch } from './tls/watch.ts'

const CERTS = join(dirname(dirname(fileURLToPath(import.meta.url))), 'certs')
/** Days, not months: what authorities give for bare addresses. */
const ADDRESS_PROFILE = 'shortlived'
/** A first order may hold the start screen up for so long, milliseconds. */
const FIRST_ORDER_WITHIN = 20_000

/** Names of a server without a certificate of its own. */
export const NO_NAMES = { dns: [], ips: [] }

/** What changes while the server runs: its certificate, and with it the names it answers to. */
export interface Standing {
  /** Undefined behind a proxy that ends TLS. */
  certificate: Certificate | undefined
  ports: Ports
  readonly hosts: Set<string>
}

/** A running server and what it follows. */
export interface Kept {
  readonly running: Running
  readonly standing: Standing
  readonly reach: Reach
  readonly config: Config
  readonly dataFolder: string
  readonly complain: (sentence: string) => void
}

const tlsPlace = (dataFolder: string, config: Config): TlsPlace => ({
  certsFolder: CERTS,
  ownFolder: join(dataFolder, 'tls'),
  wanted: localNames(hostname(), networkInterfaces()),
  acme: config.acmeNames.length > 0,
  now: Date.now(),
})

/** The certificate to begin with; undefined behind a proxy that ends TLS. */
export const firstCertificate = async (
  dataFolder: string,
  config: Config,
): Promise<Certificate | undefined> =>
  config.behindProxy ? undefined : ensureCertificate(tlsPlace(dataFolder, config))

/** Every name that is answered to from now on. */
export const refreshHosts = (standing: Standing, reach: Reach): ReadonlySet<string> => {
  standing.hosts.clear()
  for (const host of allowedHosts(standing.certificate?.names ?? NO_NAMES, reach, standing.ports)) {
    standing.hosts.add(host)
  }
  return standing.hosts
}

/** What the listeners get of a certificate. */
export const tlsOf = ({ key, cert }: Certificate, { tlsMin }: Config): ListenTls => ({
  key,
  cert,
  min: tlsMin,
})

const watchFiles = (current: Certificate, kept: Kept): CertificateWatch => {
  const { running, standing, reach, config, dataFolder, complain } = kept
  return watchCertificate({
    current,
    read: () => readCertificate(tlsPlace(dataFolder, config)),
    ensure: () => ensureCertificate(tlsPlace(dataFolder, config)),
    apply: (certificate) => {
      running.replaceTls(tlsOf(certificate, config))
      standing.certificate = certificate
      refreshHosts(standing, reach)
      for (const note of certificate.notes) complain(note)
    },
    complain,
  })
}

const orderAndRenew = (kept: Kept, watch: CertificateWatch) => {
  const { running, reach, config, dataFolder, complain } = kept
  const names = config.acmeNames
  return keepAcme({
    folder: join(dataFolder, 'tls'),
    order: {
      directoryUrl: config.acmeDirectory,
      email: config.acmeEmail,
      names,
      profile: names.some((name) => isIP(name) > 0) ? ADDRESS_PROFILE : undefined,
      desk:
        config.acmeChallenge === 'http-01'
          ? createHttpDesk(reach.host, config.acmeHttpPort)
          : running.alpnDesk(),
    },
    renewed: watch.look,
    complain,
  })
}

/** Keeps the certificate fresh. Resolves once the first order of ACME is over, or has taken too long. */
export const keepTls = async (current: Certificate, kept: Kept): Promise<{ close(): void }> => {
  const watch = watchFiles(current, kept)
  if (kept.config.acmeNames.length === 0) return watch
  const acme = orderAndRenew(kept, watch)
  const late = new AbortController()
  await Promise.race([
    acme.looked,
    setTimeout(FIRST_ORDER_WITHIN, undefined, { signal: late.signal }).catch(() => undefined),
  ])
  late.abort()
  return {
    close: () => {
      acme.close()
      watch.close()
    },
  }
}
