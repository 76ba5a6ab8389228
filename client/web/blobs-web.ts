// Where this browser keeps the files of the profile: its own file system, or IndexedDB where a Worker cannot write
// files in place, or may not.
import type { Blobs } from '../engine/ports.ts'
import { openBlobsIdb } from './blobs-idb.ts'
import { hasFiles, openBlobsOpfs } from './blobs-opfs.ts'

/** Opens the files of this browser's profile. Rejects with DiskFault. */
export const openBlobs = async (): Promise<Blobs> => {
  const inDatabase = (): Promise<Blobs> => openBlobsIdb({ now: () => Date.now() })
  if (!hasFiles(globalThis)) return inDatabase()
  // A private window may refuse what it says it has.
  return openBlobsOpfs(navigator.storage).catch(inDatabase)
}
