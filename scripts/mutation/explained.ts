// The survivors that were read and may live, with the reason, as docs/mutants.md lists them. A line of the
// list is `file` and ``place``; what stands above it is the reason.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const LIST = join(import.meta.dirname, '..', '..', 'docs', 'mutants.md')

/** One mutant of the list. */
export interface Explained {
  readonly file: string
  readonly place: string
}

/** The name under which a mutant is found in the list. */
export const nameOf = ({ file, place }: Explained): string => `${file} ${place}`

/** All that the text lists. */
export const explainedIn = (text: string): readonly Explained[] =>
  [...text.matchAll(/^- `([^`]+)` (`+) ?(.+?) ?\2$/gm)].map(([, file = '', , place = '']) => ({
    file,
    place,
  }))

/** All that docs/mutants.md lists. */
export const readExplained = async (): Promise<readonly Explained[]> =>
  explainedIn(await readFile(LIST, 'utf8'))
