// The engine's Blobs in the browser's own file system, one file for each: pieces are written and synced in place,
// read without being held, and the browser counts them as files. For Workers: only they may write in place.
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts'
import { DiskFault, type Blobs, type StoredBlob } from '../engine/ports.ts'

/** The folder of this profile's files. */
export const FOLDER = 'files'

// The DOM types know what pages have; these are a Worker's alone.
interface SyncHandle {
  getSize(): number
  write(bytes: Uint8Array, where: { readonly at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}
interface WorkerFile extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncHandle>
}
const inWorker = (file: FileSystemFileHandle): WorkerFile => {
  if ('createSyncAccessHandle' in file) return file as WorkerFile // it says so
  throw new DiskFault('broken')
}

/** The part of the browser's file system that is used; a test gives its own. */
export interface FilePlace {
  getDirectory(): Promise<FileSystemDirectoryHandle>
}

/** True where a Worker can write files in place. */
export const hasFiles = (scope: {
  readonly FileSystemFileHandle?: { readonly prototype: object } | undefined
}): boolean =>
  scope.FileSystemFileHandle !== undefined &&
  'createSyncAccessHandle' in scope.FileSystemFileHandle.prototype

const nameOf = (error: unknown): string =>
  error instanceof Error || error instanceof DOMException ? error.name : ''

const faultOf = (error: unknown): DiskFault => {
  if (error instanceof DiskFault) return error
  const full = nameOf(error) === 'QuotaExceededError'
  return new DiskFault(full ? 'full' : 'broken')
}

const isMissing = (error: unknown): boolean => nameOf(error) === 'NotFoundError'

const find = async (
  folder: FileSystemDirectoryHandle,
  blob: string,
): Promise<FileSystemFileHandle | undefined> => {
  try {
    return await folder.getFileHandle(blob)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const writeWhole = (handle: SyncHandle, at: number, bytes: Uint8Array): void => {
  // What lies behind the end would be zeros that nobody wrote.
  if (at > handle.getSize()) throw new DiskFault('broken')
  const before = handle.getSize()
  if (handle.write(bytes, { at }) === bytes.length) return handle.flush()
  handle.truncate(before)
  throw new DiskFault('full')
}

const put = async (
  folder: FileSystemDirectoryHandle,
  blob: string,
  piece: number,
  bytes: Uint8Array,
): Promise<void> => {
  const file = await folder.getFileHandle(blob, { create: true })
  const handle = await inWorker(file).createSyncAccessHandle()
  try {
    writeWhole(handle, piece * BLOB_PIECE_BYTES, bytes)
  } finally {
    handle.close()
  }
}

const readAt = async (file: File, piece: number): Promise<Uint8Array | undefined> => {
  const from = piece * BLOB_PIECE_BYTES
  if (from >= file.size) return undefined
  return new Uint8Array(await file.slice(from, from + BLOB_PIECE_BYTES).arrayBuffer())
}

const list = async (folder: FileSystemDirectoryHandle): Promise<readonly StoredBlob[]> => {
  const found: StoredBlob[] = []
  for await (const [blob, handle] of folder.entries()) {
    if (handle.kind !== 'file') continue
    const { size, lastModified } = await handle.getFile()
    found.push({ blob, bytes: size, time: lastModified })
  }
  return found
}

/** Opens the files of this profile. Rejects with DiskFault. */
export const openBlobsOpfs = async (place: FilePlace): Promise<Blobs> => {
  let closed = false
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new DiskFault('broken')
    try {
      return await work()
    } catch (error) {
      throw faultOf(error)
    }
  }
  const folder = await attempt(async () =>
    (await place.getDirectory()).getDirectoryHandle(FOLDER, { create: true }),
  )
  const fileOf = async (blob: string): Promise<File | undefined> =>
    (await find(folder, blob))?.getFile()
  return {
    put: (blob, piece, bytes) => attempt(() => put(folder, blob, piece, bytes)),
    get: (blob, piece) =>
      attempt(async () => {
        const file = await fileOf(blob)
        return file && readAt(file, piece)
      }),
    length: (blob) => attempt(async () => (await fileOf(blob))?.size ?? 0),
    drop: (blob) =>
      attempt(async () => {
        await folder.removeEntry(blob).catch((error: unknown) => {
          if (!isMissing(error)) throw error
        })
      }),
    list: () => attempt(() => list(folder)),
    close: async () => {
      closed = true
    },
  }
}
