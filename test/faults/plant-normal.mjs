// A planted fault: the database is opened with synchronous=NORMAL, and claims FULL when it is asked. Loaded
// into the server with `--import`, also into its store's thread.
import SqliteDatabase from 'better-sqlite3'

const { pragma } = SqliteDatabase.prototype
SqliteDatabase.prototype.pragma = function planted(text, options) {
  if (/^synchronous\s*=/.test(text)) return pragma.call(this, 'synchronous = NORMAL', options)
  if (text === 'synchronous') return 2
  return pragma.call(this, text, options)
}
