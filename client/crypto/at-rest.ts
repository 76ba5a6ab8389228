// Rows at rest: each is sealed under a key made from the profile's data key and the place where the row
// belongs, so that a row moved to another table or id does not open. Reading gives the row or Malformed.
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import { ID_BYTES, KEY_BYTES } from '../../protocol/limits.ts'
import { openBox, sealBox } from './box.ts'
import { LABEL } from './kdf.ts'
import { hmac } from './primitives.ts'
import { draw, type Random } from './random.ts'
import { wipe, type Secret } from './secret.ts'

/** How much longer a sealed row is: nonce 24 and tag 16. */
export const ROW_COST = 40

/** Makes the key of a profile's rows. The caller wraps it. */
export const makeDataKey = (random: Random): Secret<'atRest'> => draw(random, KEY_BYTES)

const rowKey = (dataKey: Secret<'atRest'>, context: string): Uint8Array =>
  hmac(dataKey, concatBytes(LABEL.row, utf8(context)))

/** Seals a row. `context` names its table and id, and is needed to open it. */
export const sealRow = (
  dataKey: Secret<'atRest'>,
  context: string,
  row: Uint8Array,
  random: Random,
): Uint8Array => {
  const key = rowKey(dataKey, context)
  const sealed = sealBox(key, row, random)
  wipe(key)
  return sealed
}

/** Opens a row; throws Malformed when it is damaged, or sealed for another place or profile. */
export const openRow = (
  dataKey: Secret<'atRest'>,
  context: string,
  sealed: Uint8Array,
): Uint8Array => {
  const key = rowKey(dataKey, context)
  const row = openBox(key, sealed)
  wipe(key)
  if (!row) throw new Malformed('row')
  return row
}

/** A row id that tells nothing to who reads the disk and stays the same for the profile: 16 bytes. */
export const blindRowId = (dataKey: Secret<'atRest'>, name: string): Uint8Array =>
  hmac(dataKey, concatBytes(LABEL.rowId, utf8(name))).slice(0, ID_BYTES)
