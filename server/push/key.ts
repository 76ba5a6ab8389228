// The key under which push services know this server (RFC 8292): P-256, made at first start, kept in the data
// folder readable by its owner alone. It signs who sends a push and opens nothing.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { PUSH_KEY_BYTES } from '../../protocol/limits.ts'
import { StartFault } from '../fault.ts'

const OWNER_ONLY = 0o600
const FILE = 'push-key'
const CURVE = 'prime256v1'
const UNCOMPRESSED = 4

/** Both halves; `point` is the public one as browsers take it, 65 bytes. */
export interface PushKey {
  readonly secret: KeyObject
  readonly point: Uint8Array
}

const make = (path: string): void => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: CURVE })
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w', OWNER_ONLY)
  writeSync(file, privateKey.export({ format: 'der', type: 'pkcs8' }))
  fsyncSync(file)
  closeSync(file)
  renameSync(fresh, path)
}

const pointOf = (secret: KeyObject): Uint8Array => {
  const { crv, x = '', y = '' } = createPublicKey(secret).export({ format: 'jwk' })
  const parts = [Buffer.of(UNCOMPRESSED), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
  const point = new Uint8Array(Buffer.concat(parts))
  if (crv !== 'P-256' || point.length !== PUSH_KEY_BYTES) throw new TypeError('another curve')
  return point
}

const read = (path: string): PushKey => {
  const key = readFileSync(path)
  try {
    const secret = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
    return { secret, point: pointOf(secret) }
  } catch {
    throw new StartFault(
      `The push key ${path} is damaged: put a backup in its place, or remove it to get a new one.`,
    )
  }
}

/** Reads the key of a data folder; makes one at first. Throws StartFault. */
export const openPushKey = (folder: string): PushKey => {
  const path = join(folder, FILE)
  try {
    if (!existsSync(path)) make(path)
    return read(path)
  } catch (error) {
    if (error instanceof StartFault) throw error
    throw new StartFault(`Sotto cannot read or write ${path}: check its owner and permissions.`)
  }
}
