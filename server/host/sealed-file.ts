// The outer form of a backup: a header with bounded parameters, then the content in chunks of AES-256-GCM.
// A chunk's nonce holds its number and whether it is the last, so chunks cannot be left out, moved, added or
// cut off; the header is part of what each chunk authenticates. docs/OPERATIONS.md has the layout.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { equalBytes } from '../../protocol/bytes.ts'
import { CommandFault, exit } from './exit.ts'

/** What opens a backup: a person's passphrase, or a random key of 16 bytes. */
export type Secret =
  | { readonly is: 'passphrase'; readonly text: string }
  | { readonly is: 'recoveryKey'; readonly bytes: Uint8Array }

const MAGIC = Buffer.from('sotto-backup')
const VERSION = 1
const KINDS = { passphrase: 1, recoveryKey: 2 } as const
const SALT_BYTES = 32
const CHECK_BYTES = 32
const SUM_BYTES = 16
const VERSION_AT = MAGIC.length
const KIND_AT = VERSION_AT + 1
const LOG_N_AT = KIND_AT + 1
const SALT_AT = LOG_N_AT + 3
const CHECK_AT = SALT_AT + SALT_BYTES
const SUM_AT = CHECK_AT + CHECK_BYTES
/** Bytes before the first chunk. */
export const HEADER_BYTES = SUM_AT + SUM_BYTES
/** Bytes of content in every chunk but the last. */
export const CHUNK_BYTES = 65_536
const TAG_BYTES = 16
const KEY_BYTES = 32

interface Cost {
  readonly logN: number
  readonly r: number
  readonly p: number
}
/** 128 MiB and about half a second: what guessing one passphrase costs. */
const COST: Cost = { logN: 17, r: 8, p: 1 }
/** Most that a file may ask for before its secret is known to be right: 1 GiB. */
const HIGHEST: Cost = { logN: 20, r: 8, p: 4 }
const LOWEST: Cost = { logN: 10, r: 1, p: 1 }

const isBounded = (cost: Cost): boolean =>
  (['logN', 'r', 'p'] as const).every(
    (name) => cost[name] >= LOWEST[name] && cost[name] <= HIGHEST[name],
  )

const stretch = (text: string, salt: Uint8Array, { logN, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** logN
    const maxmem = 130 * N * r * Math.max(p, 2)
    scrypt(text.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })

interface Keys {
  readonly header: Buffer
  readonly body: Buffer
}

const deriveKeys = async (secret: Secret, salt: Uint8Array, cost: Cost): Promise<Keys> => {
  const root = secret.is === 'passphrase' ? await stretch(secret.text, salt, cost) : secret.bytes
  const part = (label: string): Buffer =>
    Buffer.from(hkdfSync('sha256', root, salt, `sotto/backup/v1/${label}`, KEY_BYTES))
  return { header: part('header'), body: part('body') }
}

const sumOf = (header: Buffer): Buffer =>
  createHash('sha256').update(header.subarray(0, SUM_AT)).digest().subarray(0, SUM_BYTES)

const checkOf = (keys: Keys, header: Buffer): Buffer =>
  createHmac('sha256', keys.header).update(header.subarray(0, CHECK_AT)).digest()

const nonceOf = (number: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(number), 3)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Seals a stream. `cost` is lowered by tests alone. */
export async function* seal(
  content: AsyncIterable<Uint8Array>,
  secret: Secret,
  cost: Cost = COST,
): AsyncGenerator<Uint8Array> {
  const header = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(header)
  header.set([VERSION, KINDS[secret.is], cost.logN, cost.r, cost.p], VERSION_AT)
  const salt = randomBytes(SALT_BYTES)
  salt.copy(header, SALT_AT)
  const keys = await deriveKeys(secret, salt, cost)
  checkOf(keys, header).copy(header, CHECK_AT)
  sumOf(header).copy(header, SUM_AT)
  yield header
  const sealChunk = (number: number, isLast: boolean, chunk: Uint8Array): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', keys.body, nonceOf(number, isLast))
    cipher.setAAD(header)
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()])
  }
  let number = 0
  for await (const { chunk, isLast } of inChunks(content, CHUNK_BYTES)) {
    yield sealChunk(number, isLast, chunk)
    number += 1
  }
}

/** Cuts a stream into pieces of `size` bytes; the last may be shorter, and is empty for an empty stream. */
async function* inChunks(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly chunk: Uint8Array; readonly isLast: boolean }> {
  let held = Buffer.alloc(0)
  for await (const part of content) {
    held = held.length === 0 ? Buffer.from(part) : Buffer.concat([held, part])
    let at = 0
    // The newest whole piece is held back: it may be the last.
    while (held.length - at > size) {
      yield { chunk: held.subarray(at, at + size), isLast: false }
      at += size
    }
    held = held.subarray(at)
  }
  yield { chunk: held, isLast: true }
}

/** A backup's first bytes, looked at without its secret. */
export interface SealedHeader {
  readonly kind: Secret['is']
  readonly bytes: Buffer
}

const costOf = (header: Buffer): Cost => {
  const [logN = 0, r = 0, p = 0] = header.subarray(LOG_N_AT, SALT_AT)
  return { logN, r, p }
}

const kindOf = (header: Buffer): Secret['is'] | undefined => {
  if (header[KIND_AT] === KINDS.passphrase) return 'passphrase'
  return header[KIND_AT] === KINDS.recoveryKey ? 'recoveryKey' : undefined
}

/** Reads a header. Throws CommandFault with a sentence about `name` for what is no backup or is damaged. */
export const readHeader = (bytes: Buffer, name: string): SealedHeader => {
  if (bytes.length < KIND_AT || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) {
    throw new CommandFault(exit.failed, `${name} is no Sotto backup: name the file of one.`)
  }
  if ((bytes[VERSION_AT] ?? 0) > VERSION) {
    throw new CommandFault(
      exit.failed,
      `${name} was written by a newer Sotto: use that version or a later one.`,
    )
  }
  const damaged = new CommandFault(
    exit.failed,
    `${name} is damaged in its first bytes: use another copy of it.`,
  )
  if (bytes.length < HEADER_BYTES) throw damaged
  const header = bytes.subarray(0, HEADER_BYTES)
  const kind = kindOf(header)
  const isSound = equalBytes(sumOf(header), header.subarray(SUM_AT)) && isBounded(costOf(header))
  if (kind === undefined || !isSound || header[VERSION_AT] !== VERSION) throw damaged
  return { kind, bytes: header }
}

/** The keys of a backup. Throws CommandFault when the secret is not the right one. */
const unlock = async ({ kind, bytes }: SealedHeader, secret: Secret): Promise<Keys> => {
  const keys = await deriveKeys(secret, bytes.subarray(SALT_AT, CHECK_AT), costOf(bytes))
  if (secret.is === kind && timingSafeEqual(checkOf(keys, bytes), bytes.subarray(CHECK_AT, SUM_AT)))
    return keys
  const what = kind === 'passphrase' ? 'passphrase' : 'recovery key'
  throw new CommandFault(exit.locked, `This is not the ${what} of this backup: try again.`)
}

/** Opens what follows the header. Throws CommandFault with a sentence about `name`. */
export async function* open(
  header: SealedHeader,
  body: AsyncIterable<Uint8Array>,
  secret: Secret,
  name: string,
): AsyncGenerator<Uint8Array> {
  const keys = await unlock(header, secret)
  const openChunk = (number: number, isLast: boolean, chunk: Uint8Array): Buffer | undefined => {
    if (chunk.length < TAG_BYTES) return undefined
    const at = chunk.length - TAG_BYTES
    const cipher = createDecipheriv('aes-256-gcm', keys.body, nonceOf(number, isLast))
    cipher.setAAD(header.bytes)
    cipher.setAuthTag(chunk.subarray(at))
    try {
      return Buffer.concat([cipher.update(chunk.subarray(0, at)), cipher.final()])
    } catch {
      return undefined
    }
  }
  let number = 0
  for await (const { chunk, isLast } of inChunks(body, CHUNK_BYTES + TAG_BYTES)) {
    const opened = openChunk(number, isLast, chunk)
    if (!opened) throw damage(name, number, isLast, openChunk(number, !isLast, chunk) !== undefined)
    yield opened
    number += 1
  }
}

const damage = (name: string, number: number, isLast: boolean, other: boolean): CommandFault => {
  if (other && isLast) {
    return new CommandFault(exit.failed, `${name} is cut short: use a complete copy of it.`)
  }
  if (other) {
    return new CommandFault(
      exit.failed,
      `${name} has bytes behind its end: use another copy of it.`,
    )
  }
  const where = HEADER_BYTES + number * (CHUNK_BYTES + TAG_BYTES)
  return new CommandFault(
    exit.failed,
    `${name} is damaged or cut short behind byte ${where}: use another copy of it.`,
  )
}
