// What a host hands to its own commands: the head of a backup, which anybody may have written, and a recovery
// key as it was typed. A secret is asked for, and work is done, only for a head that is sound and bounded.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { fromUtf8, utf8 } from '../../protocol/bytes.ts'
import { CommandFault } from '../../server/host/exit.ts'
import {
  readRecoveryKey,
  RECOVERY_KEY_BYTES,
  writeRecoveryKey,
} from '../../server/host/recovery-key.ts'
import { HEADER_BYTES, readHeader, seal, type Secret } from '../../server/host/sealed-file.ts'
import type { Target } from './fuzzing.ts'

const SUM_BYTES = 16
const COST_AT = 14
const MOST = [20, 8, 4]
const key = new Uint8Array(RECOVERY_KEY_BYTES).fill(7)
const secrets: readonly Secret[] = [
  { is: 'recoveryKey', bytes: key },
  { is: 'passphrase', text: 'a passphrase' },
]

const content = async function* (): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Uint8Array.of(1))
}

const headOf = async (secret: Secret): Promise<Uint8Array> => {
  for await (const part of seal(content(), secret, { logN: 10, r: 1, p: 1 })) return part
  throw new Error('no head')
}

/** Puts the sum there that fits, as whoever makes such a file would. */
const summed = (input: Uint8Array): Buffer => {
  const head = Buffer.alloc(HEADER_BYTES)
  head.set(input.subarray(0, HEADER_BYTES))
  const at = HEADER_BYTES - SUM_BYTES
  const sum = createHash('sha256').update(head.subarray(0, at)).digest()
  sum.copy(head, at, 0, SUM_BYTES)
  return head
}

const readHead = (head: Buffer): string => {
  try {
    const { kind, bytes } = readHeader(head, 'the file')
    for (const [at, most] of MOST.entries()) assert.ok((bytes[COST_AT + at] ?? 0) <= most)
    return kind
  } catch (error) {
    if (error instanceof CommandFault) return error.message
    throw error
  }
}

const backupTarget = (heads: readonly Uint8Array[]): Target => ({
  name: 'backup',
  longest: 160,
  seeds: [...heads, new Uint8Array(HEADER_BYTES), new Uint8Array(0)],
  run: (input) => `${readHead(Buffer.from(input))} / ${readHead(summed(input))}`,
})

const written = writeRecoveryKey(key)

const recoveryTarget: Target = {
  name: 'recovery',
  longest: 80,
  seeds: [written, written.toLowerCase().replaceAll('-', ' '), written.slice(1)].map(utf8),
  run: (input) => {
    const text = fromUtf8(input)
    if (text === undefined) return 'no text'
    const bytes = readRecoveryKey(text)
    if (!bytes) return 'mistyped'
    assert.equal(bytes.length, RECOVERY_KEY_BYTES)
    assert.deepEqual(readRecoveryKey(writeRecoveryKey(bytes)), bytes)
    return 'read'
  },
}

/** Targets of the host's commands. */
export const hostTargets = async (): Promise<readonly Target[]> => [
  backupTarget(await Promise.all(secrets.map(headOf))),
  recoveryTarget,
]
