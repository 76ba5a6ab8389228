// The data folder while no server runs: commands that work on the database themselves hold it as a server
// would, so that neither can start beside the other.
import { existsSync } from 'node:fs'
import { StartFault } from '../fault.ts'
import { databasePath, openAsIs, type Database } from '../store/database.ts'
import { CommandFault, exit } from './exit.ts'

const faultOf = (error: unknown): Error =>
  error instanceof StartFault ? new CommandFault(exit.failed, error.message) : (error as Error)

/**
 * Runs `act` with the database of a folder that no server uses, as it is: nothing is upgraded. Undefined in
 * place of the database when there is none. Rejects with CommandFault when it is in use or damaged.
 */
export const withDatabase = async <T>(
  folder: string,
  act: (database: Database | undefined) => T | Promise<T>,
): Promise<T> => {
  if (!existsSync(databasePath(folder))) return act(undefined)
  let database: Database
  try {
    database = openAsIs(folder)
  } catch (error) {
    throw faultOf(error)
  }
  try {
    return await act(database)
  } finally {
    database.close()
  }
}
