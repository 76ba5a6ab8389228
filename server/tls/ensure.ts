// Which certificate the server shows: the one a person put into `certs/`, else its own in the data
// folder, which is made at the first start and renewed when names or time run out.
import { StartFault } from '../fault.ts'
import type { Names } from './address.ts'
import { checkPair, day, missingNames, readPair, type Certificate } from './certificate.ts'
import { readTlsFile, tlsFile } from './files.ts'
import type { Pair } from './issue.ts'

/** Where certificates may stand and what they are wanted for. */
export interface TlsPlace {
  /** A person's own certificates; the server only reads here. */
  readonly certsFolder: string
  /** The server's own certificates. */
  readonly ownFolder: string
  readonly wanted: Names
  /** A certificate from ACME may stand in the own folder, and comes before the server's own. */
  readonly acme?: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

const DAY_MS = 86_400_000
/** A leaf with less life than this is renewed, or its owner is told, in days. */
export const RENEW_DAYS = 30

const soon = (certificate: Certificate, now: number): boolean =>
  certificate.validTo - now < RENEW_DAYS * DAY_MS

const withNotes = (certificate: Certificate, ...notes: readonly string[]): Certificate => ({
  ...certificate,
  notes,
})

const broughtNotes = (certificate: Certificate, place: TlsPlace): readonly string[] => {
  const notes: string[] = []
  if (soon(certificate, place.now)) {
    notes.push(
      `The certificate in ${place.certsFolder} expires on ${day(certificate.validTo)}: renew it ` +
        '(npm run certs -- --force), the running server takes the new one by itself.',
    )
  }
  const missing = missingNames(certificate, place.wanted)
  if (certificate.ca && missing.length > 0) {
    notes.push(
      `The certificate in ${place.certsFolder} does not cover ${missing.join(', ')}: ` +
        'npm run certs -- --force makes one that does.',
    )
  }
  return notes
}

/** The certificate in `certs/`, checked; undefined when there is none; StartFault when it is unfit. */
const brought = async (place: TlsPlace): Promise<Certificate | undefined> => {
  const pair = await readPair(place.certsFolder)
  if (!pair) return undefined
  const caPem = await readTlsFile(place.certsFolder, tlsFile.caCert)
  const checked = checkPair(pair, caPem, place.certsFolder, place.now)
  if ('wrong' in checked) {
    throw new StartFault(
      `Cannot use the certificate: ${checked.wrong}. Put a matching pair there, make one with ` +
        '"npm run certs -- --force", or remove both files to let the server make its own.',
    )
  }
  return withNotes(checked, ...broughtNotes(checked, place))
}

/** Key and certificates of one text; undefined when it has not both. */
export const splitPem = (text: string): Pair | undefined => {
  const parts = text.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? []
  const isKey = (part: string): boolean => part.includes('PRIVATE KEY-----')
  const key = parts.find(isKey)
  const cert = parts.filter((part) => !isKey(part)).join('\n')
  return key === undefined || cert === '' ? undefined : { key, cert }
}

/** The certificate that ACME brought, while it is good. A wrong one is replaced by whoever wrote it. */
const ordered = async (place: TlsPlace): Promise<Certificate | undefined> => {
  if (!place.acme) return undefined
  const text = await readTlsFile(place.ownFolder, tlsFile.acme)
  const pair = text === undefined ? undefined : splitPem(text)
  const checked = pair && checkPair(pair, undefined, place.ownFolder, place.now)
  return checked && 'wrong' in checked ? undefined : checked
}

/** The server's own certificate when it is still good for the wanted names. */
const own = async (place: TlsPlace): Promise<Certificate | undefined> => {
  const cert = await readTlsFile(place.ownFolder, tlsFile.cert)
  const key = await readTlsFile(place.ownFolder, tlsFile.key)
  const caPem = await readTlsFile(place.ownFolder, tlsFile.caCert)
  if (cert === undefined || key === undefined) return undefined
  const checked = checkPair({ cert, key }, caPem, place.ownFolder, place.now)
  // Whatever is wrong here is mended by a fresh leaf: nobody but this server wrote these files.
  if ('wrong' in checked || !checked.ca || soon(checked, place.now)) return undefined
  return missingNames(checked, place.wanted).length === 0 ? checked : undefined
}

/** Reads the certificate without making one; undefined when there is none that fits. StartFault as below. */
export const readCertificate = async (place: TlsPlace): Promise<Certificate | undefined> =>
  (await brought(place)) ?? (await ordered(place)) ?? (await own(place))

/** The certificate to serve with, made or renewed when needed. StartFault says what a person has to do. */
export const ensureCertificate = async (place: TlsPlace): Promise<Certificate> => {
  const found = await readCertificate(place)
  if (found) return found
  const { makeCertificates } = await import('./make.ts')
  const { MAX_LEAF_DAYS } = await import('./issue.ts')
  const made = await makeCertificates(place.ownFolder, place.wanted, MAX_LEAF_DAYS, place.now)
  const checked = checkPair(made, made.caCert, place.ownFolder, place.now)
  if ('wrong' in checked) throw new StartFault(`Cannot make a certificate: ${checked.wrong}.`)
  return made.ca === 'replaced'
    ? withNotes(
        checked,
        `A new local CA was made, because ${made.reason}: devices that trusted it have to trust the new one.`,
      )
    : checked
}
