// The certificate, the two ports as this computer reaches them, and the public address as far as it can be
// known from inside.
import { X509Certificate } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { isPrivateIp, localNames } from '../../tls/address.ts'
import { missingNames, type Certificate } from '../../tls/certificate.ts'
import { readCertificate } from '../../tls/ensure.ts'
import { counted } from '../print.ts'
import { DAY, dayText, fail, ok, warn, type Check, type Finding, type Patient } from './finding.ts'

const SOON_DAYS = 14
/** Certificates from ACME may live for a week, and are renewed at a third of their life. */
const SOON_DAYS_ACME = 1
const ANSWER_WITHIN = 5_000

const namesOf = ({ names }: Certificate): string => {
  const all = [...names.dns, ...names.ips]
  return all.length > 3
    ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more`
    : all.join(', ')
}

const publicName = ({ run }: Patient): string | undefined =>
  run.config.publicUrl === undefined ? undefined : new URL(run.config.publicUrl).hostname

const covers = ({ names }: Certificate, name: string): boolean =>
  names.ips.includes(name) ||
  names.dns.some(
    (known) =>
      known === name ||
      (known.startsWith('*.') && name.split('.').slice(1).join('.') === known.slice(2)),
  )

const isOrdered = ({ ca }: Certificate, { run }: Patient): boolean =>
  run.config.acmeNames.length > 0 && !ca

const originOf = (certificate: Certificate, patient: Patient): string => {
  if (certificate.ca) return 'of the local authority'
  return isOrdered(certificate, patient) ? 'from ACME or brought along' : 'brought along'
}

const certificateFindings = (certificate: Certificate, patient: Patient): readonly Finding[] => {
  const name = 'Certificate'
  const days = Math.floor((certificate.validTo - patient.now) / DAY)
  const text = `for ${namesOf(certificate)}, until ${dayText(certificate.validTo)}`
  const wanted = publicName(patient)
  if (wanted !== undefined && !covers(certificate, wanted)) {
    return [
      fail(
        name,
        `${text}; not for ${wanted}`,
        'Put a certificate for that name into certs/, or correct SOTTO_PUBLIC_URL.',
      ),
    ]
  }
  if (days < (isOrdered(certificate, patient) ? SOON_DAYS_ACME : SOON_DAYS)) {
    return [
      warn(
        name,
        `${text}, ${counted(days, 'day')} left`,
        certificate.ca
          ? 'Restart the server, which renews it.'
          : 'Renew it: a changed file in certs/ is taken by itself; for ACME see the log of the server.',
      ),
    ]
  }
  const shown = patient.facts?.certificate?.fingerprint
  if (shown !== undefined && shown !== certificate.fingerprint) {
    return [
      warn(
        name,
        `${text}; the running server still shows another`,
        'It takes a changed file within a minute; if not, see its log.',
      ),
    ]
  }
  return [ok(name, `${text}, ${originOf(certificate, patient)}`)]
}

/** The certificate: its dates, its names, and whether its key fits. */
export const checkCertificate: Check = async (patient) => {
  const { run, now } = patient
  if (run.config.behindProxy) return [ok('Certificate', 'the proxy in front has it')]
  const wanted = localNames(hostname(), networkInterfaces())
  const acme = run.config.acmeNames.length > 0
  const place = { certsFolder: run.certs, ownFolder: join(run.folder, 'tls'), wanted, now, acme }
  // StartFault says in a sentence what is wrong with a pair that was brought along.
  const found = await readCertificate(place)
  if (found) return certificateFindings(found, patient)
  const own = await readCertificate({ ...place, wanted: { dns: [], ips: [] } })
  return own
    ? [
        ok(
          'Certificate',
          `lacks ${missingNames(own, wanted).join(', ')}: the next look of the server adds it`,
        ),
      ]
    : [ok('Certificate', 'none yet, or too old: the next start makes one')]
}

interface Reply {
  readonly status: number
  readonly fingerprint: string | undefined
}

const fingerprintOf = (socket: unknown): string | undefined => {
  const peer = (socket as Partial<TLSSocket>).getPeerCertificate?.() // a plain socket has none
  return peer?.raw ? new X509Certificate(peer.raw).fingerprint256 : undefined
}

/** Asks `/health` or another path. `verify` as a browser would. */
const get = (
  url: URL,
  verify: boolean,
  host?: string,
): Promise<Reply | { readonly wrong: string }> =>
  new Promise((resolve) => {
    const options = {
      timeout: ANSWER_WITHIN,
      agent: false,
      rejectUnauthorized: verify,
      ...(host === undefined ? {} : { headers: { host } }),
    }
    const ask = url.protocol === 'http:' ? plainRequest : tlsRequest
    const request = ask(url, options, (response) => {
      const fingerprint = fingerprintOf(response.socket)
      response.resume()
      resolve({ status: response.statusCode ?? 0, fingerprint })
    })
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ wrong: error.code ?? error.message }),
    )
    request.end()
  })

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host }, () => probe.close(() => resolve(true)))
  })

const localHost = (host: string): string => {
  if (host === '::' || host === '0.0.0.0') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

const checkPort = async (
  { run, facts }: Patient,
  [label, port, path]: readonly [label: string, port: number, path: string],
): Promise<Finding> => {
  const { config } = run
  if (!facts) {
    if (port === 0 || (await isFree(port, config.host)))
      return ok(label, `${port} is free: no server runs`)
    return fail(
      label,
      `${port} is used by another program, or may not be used`,
      'Stop that program, or set another port.',
    )
  }
  const scheme = config.behindProxy ? 'http' : 'https'
  const url = new URL(`${scheme}://${localHost(config.host)}:${port}${path}`)
  // A name that every server answers to.
  const reply = await get(url, false, `127.0.0.1:${port}`)
  if ('wrong' in reply)
    return fail(
      label,
      `${port} does not answer here (${reply.wrong})`,
      'Restart the server and look at its log.',
    )
  return reply.status === 200
    ? ok(label, `${port} answers here`)
    : fail(label, `${port} answers ${reply.status} to ${path}`, 'Look at the log of the server.')
}

/** Both ports, as this computer reaches them. */
export const checkPorts: Check = async (patient) => {
  const { facts, run } = patient
  const https = facts?.httpsPort ?? run.config.httpsPort
  const wss = facts?.wssPort ?? run.config.wssPort
  const pages = await checkPort(patient, ['Port for pages', https, '/ready'])
  if (wss === 'same' || wss === https || wss === 0) return [pages]
  return [pages, await checkPort(patient, ['Port for messages', wss, '/health'])]
}

const reachOf = async (name: string): Promise<readonly string[] | undefined> => {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address)
  } catch {
    return undefined
  }
}

const noPublicUrl = ({ facts, run }: Patient): Finding => {
  const name = 'From outside'
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const open = own.find(
    ({ address, internal, family }) => !internal && family === 'IPv4' && !isPrivateIp(address),
  )
  const ports = [facts?.httpsPort ?? run.config.httpsPort, facts?.wssPort ?? run.config.wssPort]
  if (open)
    return ok(
      name,
      `this computer has the public address ${open.address}; open ports ${ports.join(' and ')} in its firewall`,
    )
  return ok(
    name,
    `not set up (no SOTTO_PUBLIC_URL): for friends outside, forward ports ${ports.join(' and ')} or use a tunnel`,
  )
}

/** The public address as this computer sees it; whether others get through only they can tell. */
export const checkOutside: Check = async (patient) => {
  const name = 'From outside'
  const { publicUrl } = patient.run.config
  if (publicUrl === undefined) return [noPublicUrl(patient)]
  const { hostname: host } = new URL(publicUrl)
  const addresses = await reachOf(host.replace(/^\[|\]$/g, ''))
  if (!addresses || addresses.length === 0) {
    return [
      fail(
        name,
        `${host} is not known to DNS`,
        'Correct SOTTO_PUBLIC_URL, or make an address record for that name.',
      ),
    ]
  }
  if (!patient.facts)
    return [ok(name, `${host} is ${addresses.join(', ')}; start the server to try it`)]
  const reply = await get(new URL('/health', publicUrl), true)
  if ('wrong' in reply) {
    return [
      warn(
        name,
        `${publicUrl} does not answer this computer (${reply.wrong})`,
        'Some routers do not let a computer reach itself this way: try it from a phone without Wi-Fi.',
      ),
    ]
  }
  return reply.status === 200
    ? [ok(name, `${publicUrl} answers with a certificate that browsers trust`)]
    : [
        fail(
          name,
          `${publicUrl} answers ${reply.status}`,
          'Another server is there, or the proxy does not pass requests on.',
        ),
      ]
}
