// The store of files, opened when the first file wants it: most days nothing does. A store that could not be opened
// is asked for again.
import type { Blobs } from './ports.ts'

/** A Blobs that opens when it is first used. */
export const openLater = (open: () => Promise<Blobs>): Blobs => {
  let opening: Promise<Blobs> | undefined
  const store = async (): Promise<Blobs> => {
    try {
      return await (opening ??= open())
    } catch (error) {
      opening = undefined
      throw error
    }
  }
  return {
    put: async (blob, piece, bytes) => (await store()).put(blob, piece, bytes),
    get: async (blob, piece) => (await store()).get(blob, piece),
    length: async (blob) => (await store()).length(blob),
    drop: async (blob) => (await store()).drop(blob),
    list: async () => (await store()).list(),
    close: async () => (await opening)?.close(),
  }
}
