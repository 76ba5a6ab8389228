// A recovery key: 16 random bytes written as 32 signs in groups of four, the last eight a check, so that a
// slip of the pen is told from a wrong key. Signs that look alike are read as one (Crockford's base 32).
import { createHash, randomBytes } from 'node:crypto'

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const RECOVERY_KEY_BYTES = 16
const CHECK_BYTES = 4
const SIGNS_IN_ALL = 32
const GROUP = 4

const checkOf = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update('sotto/recovery\0').update(bytes).digest().subarray(0, CHECK_BYTES)

/** Fresh bytes for a recovery key. */
export const newRecoveryKey = (): Uint8Array => new Uint8Array(randomBytes(RECOVERY_KEY_BYTES))

/** The key as it is printed. */
export const writeRecoveryKey = (bytes: Uint8Array): string => {
  let rest = BigInt(`0x${Buffer.concat([bytes, checkOf(bytes)]).toString('hex')}`)
  let text = ''
  for (let at = 0; at < SIGNS_IN_ALL; at += 1) {
    text = (SIGNS[Number(rest % 32n)] ?? '') + text
    rest /= 32n
  }
  return (text.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-')
}

/** The bytes of a printed key, however it is grouped; undefined when it is mistyped. */
export const readRecoveryKey = (text: string): Uint8Array | undefined => {
  const signs = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (signs.length !== SIGNS_IN_ALL) return undefined
  let number = 0n
  for (const sign of signs) {
    const value = SIGNS.indexOf(sign)
    if (value < 0) return undefined
    number = number * 32n + BigInt(value)
  }
  const all = Buffer.from(number.toString(16).padStart(40, '0'), 'hex')
  const bytes = all.subarray(0, RECOVERY_KEY_BYTES)
  return checkOf(bytes).equals(all.subarray(RECOVERY_KEY_BYTES)) ? new Uint8Array(bytes) : undefined
}
