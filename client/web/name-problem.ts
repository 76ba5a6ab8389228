// What is wrong with a name, before anybody is asked.
import { MAX_NAME_BYTES } from '../../protocol/limits.ts'
import { words } from './words.ts'
import { troubleWords } from './words-trouble.ts'

const encoder = new TextEncoder()

/** A sentence; undefined for a name that can be used. */
export const nameProblem = (written: string): string | undefined => {
  const name = written.trim()
  if (name === '') return troubleWords.troubles.badName
  return encoder.encode(name).length > MAX_NAME_BYTES ? words.nameTooLong : undefined
}
