// The bytes of blobs: one file each in the folder blobs/, under a random name, written under the key of its row
// (AES-256-CTR at the place of the bytes), so that removing the row is enough to forget them. What is ciphertext
// already is not made safer by it. An append is on the disk before it is told (PROTOCOL 4.1).
import { createCipheriv, createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { toHex } from '../protocol/bytes.ts'
import { DAY } from '../protocol/limits.ts'
import { syncFolder } from './host/disk.ts'
import type { Channel, Inbox } from './relay-records.ts'
import type { BlobRow } from './store/blobs.ts'
import type { Store } from './store/store.ts'

/** The folder inside the data folder. */
export const BLOBS_FOLDER = 'blobs'
const OWNER_FOLDER = 0o700
const OWNER_ONLY = 0o600
const CIPHER = 'aes-256-ctr'
const BLOCK = 16
const STEP = 1_048_576
// Only Linux has it; elsewhere reading may leave the time of the last reading.
const READ = constants.O_RDONLY | ('O_NOATIME' in constants ? constants.O_NOATIME : 0)
const WRITE = constants.O_RDWR | constants.O_CREAT

/** Applies the key stream of a blob at byte `at`; the same again takes it off. */
const crypt = (seal: Uint8Array, at: number, bytes: Uint8Array): Buffer => {
  const counter = Buffer.alloc(BLOCK)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / BLOCK)), BLOCK / 2)
  const cipher = createCipheriv(CIPHER, seal, counter)
  cipher.update(Buffer.alloc(at % BLOCK))
  return cipher.update(bytes)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

const readAt = async (file: FileHandle, at: number, most: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(most)
  let length = 0
  while (length < most) {
    const { bytesRead } = await file.read(bytes, length, most - length, at + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

const writeAt = async (file: FileHandle, at: number, bytes: Buffer): Promise<void> => {
  let written = 0
  while (written < bytes.length) {
    const left = bytes.length - written
    written += (await file.write(bytes, written, left, at + written)).bytesWritten
  }
}

/** The files of one data folder. All methods reject with the file system's own error. */
export class BlobFiles {
  readonly #folder: string
  #made = false

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, BLOBS_FOLDER)
  }

  #path({ name }: Pick<BlobRow, 'name'>): string {
    return join(this.#folder, toHex(name))
  }

  async #open(row: BlobRow, flags: number): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path(row), flags, OWNER_ONLY)
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && flags === READ) return undefined
      throw error
    }
  }

  async #makeFolder(): Promise<void> {
    if (this.#made) return
    await mkdir(this.#folder, { recursive: true, mode: OWNER_FOLDER })
    this.#made = true
  }

  /** How many bytes of a blob are here. */
  async length(row: BlobRow): Promise<number> {
    const file = await this.#open(row, READ)
    if (!file) return 0
    try {
      return (await file.stat()).size
    } finally {
      await file.close()
    }
  }

  /** Writes behind what is here, if that is `at`; gives how many bytes are durable now. One at a time per blob. */
  async append(row: BlobRow, at: number, bytes: Uint8Array): Promise<number> {
    await this.#makeFolder()
    const file = await open(this.#path(row), WRITE, OWNER_ONLY)
    try {
      const { size } = await file.stat()
      if (size !== at) return size
      try {
        await writeAt(file, at, crypt(row.seal, at, bytes))
        await file.datasync()
      } catch (error) {
        // A piece that does not fit leaves nothing of itself.
        await file.truncate(at).catch(() => undefined)
        throw error
      }
      if (at === 0) await syncFolder(this.#folder)
      return at + bytes.length
    } finally {
      await file.close()
    }
  }

  /** Bytes from `from` on; undefined when the file is missing. */
  async read(row: BlobRow, from: number, most: number): Promise<Uint8Array | undefined> {
    const file = await this.#open(row, READ)
    if (!file) return undefined
    try {
      return new Uint8Array(crypt(row.seal, from, await readAt(file, from, most)))
    } finally {
      await file.close()
    }
  }

  /** SHA-256 of all that is here. */
  async hash(row: BlobRow): Promise<Uint8Array> {
    const hash = createHash('sha256')
    for (let at = 0; at < row.length; at += STEP) {
      const part = await this.read(row, at, STEP)
      if (!part || part.length === 0) break
      hash.update(part)
    }
    return hash.digest()
  }

  /** No file tells the hour at which it was finished, as far as the file system lets it be told. */
  async blurTimes(row: BlobRow, day: number): Promise<void> {
    const file = await this.#open(row, READ)
    if (!file) return
    try {
      const midnight = new Date(day * DAY)
      await file.utimes(midnight, midnight)
    } finally {
      await file.close()
    }
  }

  /** Removes files; those that are not here are passed over. */
  async remove(names: readonly Uint8Array[]): Promise<void> {
    for (const name of names) await rm(this.#path({ name }), { force: true })
  }
}

/** Removes the files whose rows are gone; what a crash leaves undone is done the next time. */
export const removeGone = async (store: Store<Channel, Inbox>, files: BlobFiles): Promise<void> => {
  for (;;) {
    const names = await store.ask('goneBlobs', {})
    if (names.length === 0) return
    await files.remove(names)
    await store.ask('forgetBlobs', { names })
  }
}
