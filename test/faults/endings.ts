// What a test leaves behind is taken away in the opposite order: first the server, then its file system, then
// the folder that holds it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

type Act = () => void | Promise<void>
const endings = new WeakMap<TestContext, Act[]>()

/** Runs `act` when the test ends, before everything that was said earlier. */
export const atEnd = (context: TestContext, act: Act): void => {
  const known = endings.get(context)
  if (known) {
    known.push(act)
    return
  }
  const acts = [act]
  endings.set(context, acts)
  context.after(async () => {
    for (const one of acts.toReversed()) await one()
  })
}

/** A folder for this test. */
export const endingFolder = async (context: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-fault-'))
  atEnd(context, () => rm(folder, { recursive: true, force: true }))
  return folder
}
