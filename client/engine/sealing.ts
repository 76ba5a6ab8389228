// Rows as they lie on the disk: encoded, sealed under the data key, bound to their place. Row keys that would
// name an id of the server are blinded there.
import { blindRowId, openRow, sealRow, type Random } from '../crypto/index.ts'
import { concatBytes, fromUtf8, toHex, utf8 } from '../../protocol/bytes.ts'
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import type { TableName } from './ports.ts'
import { codecs, type Rows } from './tables.ts'

/** Between rows and what the disk has of them. `open` throws Malformed for bytes that are not of their place. */
export interface Sealing {
  diskKey(table: TableName, key: string): string
  seal<T extends TableName>(table: T, key: string, row: Rows[T]): Uint8Array
  open<T extends TableName>(
    table: T,
    stored: string,
    value: Uint8Array,
  ): [key: string, row: Rows[T]]
}

/** Tables whose keys are local already: nothing to hide, and the history needs its order. */
const plainKeys: ReadonlySet<TableName> = new Set(['message', 'profile', 'inbox'])

/** Sealing under a data key of 32 bytes. */
export const createSealing = (dataKey: Uint8Array, random: Random): Sealing => {
  const diskKey = (table: TableName, key: string): string =>
    plainKeys.has(table) ? key : toHex(blindRowId(dataKey, `${table}/${key}`))

  // The true key travels inside the seal, behind its length.
  const seal = <T extends TableName>(table: T, key: string, row: Rows[T]): Uint8Array => {
    const name = utf8(key)
    const codec = codecs[table] as unknown as Codec<Rows[T]> // the codec of this very table
    const inside = concatBytes(Uint8Array.of(name.length), name, encode(codec, row))
    return sealRow(dataKey, `${table}/${diskKey(table, key)}`, inside, random)
  }
  const open = <T extends TableName>(
    table: T,
    stored: string,
    value: Uint8Array,
  ): [key: string, row: Rows[T]] => {
    const inside = openRow(dataKey, `${table}/${stored}`, value)
    const length = inside[0] ?? 0
    const key = fromUtf8(inside.subarray(1, 1 + length))
    if (key === undefined) throw new Malformed('row key')
    const codec = codecs[table] as unknown as Codec<Rows[T]>
    return [key, decode(codec, inside.subarray(1 + length))]
  }
  return { diskKey, seal, open }
}
