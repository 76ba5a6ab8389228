// Makes the certificates of a folder: keeps the local CA when it may sign for the wanted names, makes a
// new one when not, and signs a fresh leaf.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { StartFault } from '../fault.ts'
import type { Names } from './address.ts'
import { namesOutside } from './constraints.ts'
import { readTlsFile, tlsFile, writeTlsFile } from './files.ts'
import type { Pair } from './issue.ts'

/** What became of the CA; `replaced` means devices that trusted the earlier one have to trust again. */
export interface Made extends Pair {
  readonly caCert: string
  readonly ca: 'kept' | 'new' | 'replaced'
  /** Why a CA was replaced, as the end of a sentence; empty otherwise. */
  readonly reason: string
}

const RENEW_CA_BEFORE_MS = 30 * 86_400_000

const usable = (ca: Pair): boolean => {
  try {
    return new X509Certificate(ca.cert).checkPrivateKey(createPrivateKey(ca.key))
  } catch {
    return false
  }
}

/** Why this CA cannot be used for these names; undefined when it can. */
const objection = async (ca: Pair, names: Names, now: number): Promise<string | undefined> => {
  if (Date.parse(new X509Certificate(ca.cert).validTo) - now < RENEW_CA_BEFORE_MS) {
    return 'the earlier one is about to expire'
  }
  const { constraintsOf } = await import('./issue.ts')
  const outside = namesOutside(await constraintsOf(ca.cert), names)
  return outside.length > 0 ? `the earlier one may not sign for ${outside.join(', ')}` : undefined
}

const readCa = async (folder: string): Promise<Pair | undefined> => {
  const cert = await readTlsFile(folder, tlsFile.caCert)
  const key = await readTlsFile(folder, tlsFile.caKey)
  if (cert === undefined || key === undefined) return undefined
  if (!usable({ cert, key })) {
    throw new StartFault(
      `${join(folder, tlsFile.caKey)} is not the private key of ${tlsFile.caCert}: restore both from a copy, ` +
        'or remove both so that a new CA is made.',
    )
  }
  return { cert, key }
}

/**
 * Writes a leaf for `names`, valid for `days`, into `folder`, signed by the CA kept there or by a new one.
 * StartFault when the folder cannot be read or written, or when the CA's files do not belong together.
 */
export const makeCertificates = async (
  folder: string,
  names: Names,
  days: number,
  now: number,
): Promise<Made> => {
  const old = await readCa(folder)
  const reason = old ? await objection(old, names, now) : undefined
  const { issueCa, issueLeaf } = await import('./issue.ts')
  const ca = old && reason === undefined ? old : await issueCa(names, now)
  const leaf = await issueLeaf(ca, names, days, now)
  if (ca !== old) {
    await writeTlsFile(folder, tlsFile.caKey, ca.key)
    await writeTlsFile(folder, tlsFile.caCert, ca.cert)
  }
  await writeTlsFile(folder, tlsFile.key, leaf.key)
  await writeTlsFile(folder, tlsFile.cert, leaf.cert)
  return {
    ...leaf,
    caCert: ca.cert,
    ca: ca === old ? 'kept' : old ? 'replaced' : 'new',
    reason: reason ?? '',
  }
}
