// A planted fault: a failed sync at a commit is not heard, and the commit counts as done. Loaded into the server
// with `--import`, also into its store's thread.
import SqliteDatabase from 'better-sqlite3'

const { prepare } = SqliteDatabase.prototype
SqliteDatabase.prototype.prepare = function planted(text) {
  const statement = prepare.call(this, text)
  if (text !== 'COMMIT') return statement
  return {
    run: () => {
      try {
        return statement.run()
      } catch (error) {
        if (error.code !== 'SQLITE_IOERR_FSYNC') throw error
        return undefined
      }
    },
  }
}
