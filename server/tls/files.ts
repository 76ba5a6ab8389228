// Certificate files on disk: PEM, keys readable by their owner alone, each written whole or not at all.
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { StartFault } from '../fault.ts'

/** File names inside a certificate folder. */
export const tlsFile = {
  cert: 'cert.pem',
  key: 'key.pem',
  caCert: 'ca.pem',
  caKey: 'ca-key.pem',
  /** Key and chain from ACME in one file, so that both change at once. */
  acme: 'acme.pem',
  acmeAccount: 'acme-account.pem',
} as const
export type TlsFile = (typeof tlsFile)[keyof typeof tlsFile]

const PRIVATE = new Set<TlsFile>([tlsFile.key, tlsFile.caKey, tlsFile.acme, tlsFile.acmeAccount])

const PRIVATE_FILE = 0o600
const PUBLIC_FILE = 0o644
const PRIVATE_FOLDER = 0o700

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown'

/** The text of one file; undefined when it is not there; StartFault when it cannot be read. */
export const readTlsFile = async (folder: string, name: TlsFile): Promise<string | undefined> => {
  const path = join(folder, name)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return undefined
    throw new StartFault(
      `Cannot read ${path} (${code}): make it a file that this user may read, or remove it and start again.`,
    )
  }
}

/** Writes one file durably under its final name; keys get mode 0600. StartFault when it cannot. */
export const writeTlsFile = async (folder: string, name: TlsFile, text: string): Promise<void> => {
  const path = join(folder, name)
  const isKey = PRIVATE.has(name)
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
    const file = await open(`${path}.new`, 'w', isKey ? PRIVATE_FILE : PUBLIC_FILE)
    try {
      // The mode given to open does not touch a file that was left over.
      await file.chmod(isKey ? PRIVATE_FILE : PUBLIC_FILE)
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
  } catch (error) {
    throw new StartFault(
      `Cannot write ${path} (${errorCode(error)}): give this user the right to write there.`,
    )
  }
}
