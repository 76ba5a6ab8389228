// Argon2id (RFC 9106): what makes guessing a passphrase slow and costly in memory. The only importer of the
// package, and part of one small Worker alone, because WebAssembly needs a permission that nothing else gets.
import { argon2id } from 'hash-wasm'

/** How much work one guess is. `memory` in KiB. */
export interface Cost {
  readonly memory: number
  readonly passes: number
  readonly lanes: number
}

/** What new locks are made with: half a second of one processor, 64 MiB. */
export const COST: Cost = { memory: 65_536, passes: 3, lanes: 1 }

/** 32 bytes from a passphrase. Rejects when the browser can not give the memory. */
export const slowHash = (
  passphrase: Uint8Array,
  salt: Uint8Array,
  { memory, passes, lanes }: Cost,
): Promise<Uint8Array> =>
  argon2id({
    password: passphrase,
    salt,
    memorySize: memory,
    iterations: passes,
    parallelism: lanes,
    hashLength: 32,
    outputType: 'binary',
  })
