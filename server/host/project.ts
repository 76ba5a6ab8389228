// Where this program stands on the disk.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** Where a person puts certificates of their own. */
export const CERTS = join(PROJECT, 'certs')
