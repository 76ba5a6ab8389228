// Secret byte strings carry their role in the type (PROTOCOL 6), so a sending chain key cannot be passed
// where a receiving one is meant. The brand is an optional phantom: it costs nothing at run time and any
// plain byte string may enter, but two different roles never mix.
import { fixed, type Codec } from '../../protocol/codec.ts'

/** A byte string that must never be logged, shown or serialised as text. */
export type Secret<Role extends string> = Uint8Array & { readonly role?: Role }

/** Codec of a secret of a fixed length, for rows that are sealed before they reach a disk. */
export const secret = <const Role extends string>(
  _role: Role,
  length: number,
): Codec<Secret<Role>> => fixed(length)

/** Overwrites byte strings with zeros. Copies that the run time made are beyond reach. */
export const wipe = (...secrets: readonly Uint8Array[]): void => {
  for (const bytes of secrets) bytes.fill(0)
}
