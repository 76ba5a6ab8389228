// A folder that is there for one test and gone after it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A fresh empty folder, removed when the test ends. */
export const testFolder = async (context: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-test-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
