// The browser's own file system as Workers have it (File System Standard), in memory and as far as files of one
// folder need it: one writer of a file at a time, a limit on bytes, and the errors by the names that browsers use.

const failure = (name: string): DOMException => new DOMException(name, name)

/** Give it where `navigator.storage` stands. `most`: bytes that fit in all. */
export const createFilesMemory = (most = Infinity) => {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>()
  const writing = new Set<string>()
  const used = (): number => [...contents.values()].reduce((sum, { length }) => sum + length, 0)
  const resize = (name: string, size: number): Uint8Array<ArrayBuffer> => {
    const before = contents.get(name) ?? new Uint8Array(0)
    const after = new Uint8Array(size)
    after.set(before.subarray(0, size))
    contents.set(name, after)
    return after
  }
  const writer = (name: string) => ({
    getSize: () => contents.get(name)?.length ?? 0,
    write: (bytes: Uint8Array, { at }: { at: number }): number => {
      const before = contents.get(name)?.length ?? 0
      if (used() + at + bytes.length - before > most) throw failure('QuotaExceededError')
      resize(name, Math.max(before, at + bytes.length)).set(bytes, at)
      return bytes.length
    },
    truncate: (size: number) => void resize(name, size),
    flush: () => undefined,
    close: () => void writing.delete(name),
  })
  const file = (name: string) => ({
    kind: 'file',
    getFile: async () => new File([contents.get(name) ?? new Uint8Array(0)], name),
    createSyncAccessHandle: async () => {
      if (writing.has(name)) throw failure('NoModificationAllowedError')
      writing.add(name)
      return writer(name)
    },
  })
  const folder = {
    getDirectoryHandle: async () => folder,
    getFileHandle: async (name: string, { create = false } = {}) => {
      if (!contents.has(name) && !create) throw failure('NotFoundError')
      if (!contents.has(name)) contents.set(name, new Uint8Array(0))
      return file(name)
    },
    removeEntry: async (name: string) => {
      if (!contents.delete(name)) throw failure('NotFoundError')
    },
    async *entries() {
      for (const name of contents.keys()) yield [name, file(name)] as const
    },
  }
  // A directory handle as far as it is used; its methods are those of the standard.
  return { getDirectory: async () => folder as unknown as FileSystemDirectoryHandle }
}
