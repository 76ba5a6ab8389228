// Makes the local CA and the leaf certificate: EC P-256, SHA-256. Imported only when something has to be
// issued, because the certificate libraries take longer to load than the whole server.
import { X509Certificate as NodeCertificate, randomBytes, webcrypto } from 'node:crypto'
import {
  encodeConstraints,
  NAME_CONSTRAINTS,
  readConstraints,
  type Constraints,
} from './constraints.ts'
import type { Names } from './address.ts'

/** A certificate and its private key, both PEM. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000
const CA_DAYS = 3_650
/** The longest life of a leaf that current browsers and phones accept, in days. */
export const MAX_LEAF_DAYS = 397

const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

// Phones with a clock that is slow refuse a certificate of today.
const yesterday = (now: number): Date => new Date(now - DAY_MS)

// selfsigned goes first: it brings the reflection polyfill that the other one asks for.
const libraries = async () => {
  const selfsigned = await import('selfsigned')
  const x509 = await import('@peculiar/x509')
  return { selfsigned, x509 }
}

const toPem = (label: string, der: ArrayBuffer): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** A new CA, good for ten years, that can sign for these names and for private addresses alone. */
export const issueCa = async (names: Names, now: number): Promise<Pair> => {
  const { x509 } = await libraries()
  const keys = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify'])
  const name = `CN=Sotto local CA ${randomBytes(3).toString('hex')}`
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      name,
      notBefore: yesterday(now),
      notAfter: new Date(now + CA_DAYS * DAY_MS),
      signingAlgorithm: SIGNING,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth], false),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        new x509.Extension(NAME_CONSTRAINTS, true, Uint8Array.from(encodeConstraints(names))),
      ],
    },
    webcrypto,
  )
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: `${certificate.toString('pem')}\n`, key: toPem('PRIVATE KEY', pkcs8) }
}

/** A leaf for these names, signed by the CA, good from yesterday for `days` more, 397 in all at most. */
export const issueLeaf = async (
  ca: Pair,
  names: Names,
  days: number,
  now: number,
): Promise<Pair> => {
  const { selfsigned } = await libraries()
  const begin = yesterday(now)
  const end = Math.min(now + days * DAY_MS, begin.getTime() + MAX_LEAF_DAYS * DAY_MS)
  const caEnd = Date.parse(new NodeCertificate(ca.cert).validTo)
  const common = names.dns.find((name) => name !== 'localhost') ?? 'localhost'
  const leaf = await selfsigned.generate([{ name: 'commonName', value: common.slice(0, 64) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: begin,
    notAfterDate: new Date(Math.min(end, caEnd)),
    ca: { key: ca.key, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.dns.map((value) => ({ type: 2 as const, value })),
          ...names.ips.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  return { cert: `${leaf.cert.trim()}\n`, key: leaf.private }
}

/** What a CA may sign for; a certificate without the extension permits nothing here. */
export const constraintsOf = async (caCert: string): Promise<Constraints> => {
  const { x509 } = await libraries()
  const extension = new x509.X509Certificate(caCert).getExtension(NAME_CONSTRAINTS)
  return readConstraints(extension ? new Uint8Array(extension.value) : new Uint8Array())
}
