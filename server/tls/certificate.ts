// A certificate ready for use, and the checks it has to pass before a listener gets it.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { StartFault } from '../fault.ts'
import { canonicalIp, type Names } from './address.ts'
import { readTlsFile, tlsFile } from './files.ts'
import type { Pair } from './issue.ts'
import { isPubliclyTrusted } from './public-trust.ts'

/** Key and certificate for the listeners, with what the screen says about them. */
export interface Certificate extends Pair {
  /** SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string
  readonly names: Names
  /** Milliseconds since 1970. */
  readonly validTo: number
  /** The local CA's certificate and its SHA-256, when that CA signed this one. */
  readonly ca: { readonly cert: string; readonly fingerprint: string } | undefined
  /** Browsers trust it without anybody's help. */
  readonly isPublic: boolean
  /** Sentences for the host about what was done or what to do. */
  readonly notes: readonly string[]
}

const names = (certificate: X509Certificate): Names => {
  const dns: string[] = []
  const ips: string[] = []
  for (const part of (certificate.subjectAltName ?? '').split(', ')) {
    if (part.startsWith('DNS:')) dns.push(part.slice('DNS:'.length).toLowerCase())
    const ip = part.startsWith('IP Address:')
      ? canonicalIp(part.slice('IP Address:'.length))
      : undefined
    if (ip !== undefined) ips.push(ip)
  }
  return { dns, ips }
}

const matches = (certificate: X509Certificate, key: string): boolean => {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

const parse = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

const signedBy = (leaf: X509Certificate, caPem: string | undefined): Certificate['ca'] => {
  const ca = caPem === undefined ? undefined : parse(caPem)
  return ca && caPem !== undefined && leaf.checkIssued(ca) && leaf.verify(ca.publicKey)
    ? { cert: caPem, fingerprint: ca.fingerprint256 }
    : undefined
}

/** What is wrong with a pair, as a sentence without the remedy; or the checked certificate. */
export const checkPair = (
  pair: Pair,
  caPem: string | undefined,
  folder: string,
  now: number,
): Certificate | { readonly wrong: string } => {
  const leaf = parse(pair.cert)
  if (!leaf) return { wrong: `${join(folder, tlsFile.cert)} is not a certificate in PEM form` }
  if (!matches(leaf, pair.key)) {
    return { wrong: `${join(folder, tlsFile.key)} is not the private key of ${tlsFile.cert}` }
  }
  const validTo = Date.parse(leaf.validTo)
  if (validTo <= now) {
    return { wrong: `the certificate ${join(folder, tlsFile.cert)} expired on ${day(validTo)}` }
  }
  if (Date.parse(leaf.validFrom) > now) {
    return {
      wrong: `the certificate ${join(folder, tlsFile.cert)} is not valid yet (check this computer's clock)`,
    }
  }
  const ca = signedBy(leaf, caPem)
  return {
    cert: pair.cert,
    key: pair.key,
    fingerprint: leaf.fingerprint256,
    names: names(leaf),
    validTo,
    ca,
    isPublic: !ca && isPubliclyTrusted(pair.cert),
    notes: [],
  }
}

/** A date for people, as year, month and day. */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Cert and key of a folder; undefined when neither is there; StartFault when one alone is. */
export const readPair = async (folder: string): Promise<Pair | undefined> => {
  const cert = await readTlsFile(folder, tlsFile.cert)
  const key = await readTlsFile(folder, tlsFile.key)
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined) {
    const [there, missing] =
      cert === undefined ? [tlsFile.key, tlsFile.cert] : [tlsFile.cert, tlsFile.key]
    throw new StartFault(
      `${join(folder, there)} is there but ${missing} is not: put both files there, or remove the one.`,
    )
  }
  return { cert, key }
}

/** The wanted names that the certificate does not carry. */
export const missingNames = (certificate: Certificate, wanted: Names): readonly string[] => [
  ...wanted.dns.filter((name) => !certificate.names.dns.includes(name)),
  ...wanted.ips.filter((ip) => !certificate.names.ips.includes(ip)),
]
