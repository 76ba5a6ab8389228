// A name that somebody chose for themselves, before it is used.
import { utf8 } from '../../protocol/bytes.ts'
import { MAX_NAME_BYTES } from '../../protocol/limits.ts'
import { tidy } from './name.ts'

/** The tidied name, or undefined when nothing visible is left or it is too long. */
export const ownName = (name: string): string | undefined => {
  const tidied = tidy(name)
  return tidied === '' || utf8(tidied).length > MAX_NAME_BYTES ? undefined : tidied
}

/** The name as it will be used, or undefined. */
export const usableName = (name: string): string | undefined => ownName(name.toWellFormed())
