// The folder that holds everything the server keeps: made at the first start, for its owner alone.
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StartFault } from './fault.ts'
import { finishRestore } from './host/swap.ts'

const OWNER_ONLY = 0o700
const PROBE = '.write-check'

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown'

/** Makes the folder when it is missing and checks that it can be written. StartFault when it cannot. */
export const prepareDataFolder = async (folder: string): Promise<void> => {
  await finishRestore(folder)
  const probe = join(folder, PROBE)
  try {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY })
    const file = await open(probe, 'w', 0o600)
    await file.close()
    await rm(probe, { force: true })
  } catch (error) {
    throw new StartFault(
      `Cannot write to the data folder ${folder} (${errorCode(error)}): ` +
        'give this user the right to write there, or set SOTTO_DATA to another folder.',
    )
  }
}
