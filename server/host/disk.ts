// Writing that lasts: whole pieces, synced, with the folder that names them.
import { open, type FileHandle } from 'node:fs/promises'

/** Writes all of `bytes`; a disk may take less than it is given. */
export const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  let at = 0
  while (at < bytes.length) at += (await file.write(bytes, at)).bytesWritten
}

/** Makes names in `folder` last. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a whole file, synced. */
export const writeSynced = async (
  path: string,
  mode: number,
  content: AsyncIterable<Uint8Array>,
): Promise<void> => {
  const file = await open(path, 'wx', mode)
  try {
    for await (const part of content) await writeAll(file, part)
    await file.sync()
  } finally {
    await file.close()
  }
}
