// What this browser keeps for Sotto, by kind, as far as it tells: some browsers know only the whole.

/** Bytes. A part is missing where the browser does not tell it. */
export interface StorageUse {
  readonly all: number
  /** What the browser lets this site keep at most. */
  readonly most: number | undefined
  /** People, messages and keys. */
  readonly messages?: number
  /** Files that came with messages. */
  readonly files?: number
  /** The pinned client itself. */
  readonly client?: number
  /** The browser promised to keep it. */
  readonly promised: boolean
}

/** Of `navigator.storage` what is used; the parts are Chromium's alone. */
export interface StoragePlace {
  estimate(): Promise<
    StorageEstimate & { readonly usageDetails?: Readonly<Record<string, number>> }
  >
  persisted(): Promise<boolean>
}

/** Rejects where the browser does not tell. */
export const readStorageUse = async (place: StoragePlace): Promise<StorageUse> => {
  const [estimate, promised] = await Promise.all([place.estimate(), place.persisted()])
  const { usage = 0, quota, usageDetails = {} } = estimate
  const { indexedDB, fileSystem, caches, serviceWorkerRegistrations = 0 } = usageDetails
  return {
    all: usage,
    most: quota,
    promised,
    ...(indexedDB !== undefined && { messages: indexedDB }),
    ...(fileSystem !== undefined && { files: fileSystem }),
    ...(caches !== undefined && { client: caches + serviceWorkerRegistrations }),
  }
}
