// Where devices may be woken (PROTOCOL 4.2): one address for an inbox at most, as its owner stated it last.
import type { Database } from './database.ts'

/** The addresses over one open database. */
export class PushRows {
  readonly #statements

  constructor(database: Database) {
    this.#statements = {
      read: database
        .prepare<[number], string>('SELECT endpoint FROM push WHERE inbox_no = ?')
        .pluck(),
      put: database.prepare<[number, string]>(
        'INSERT OR REPLACE INTO push (inbox_no, endpoint) VALUES (?, ?)',
      ),
      drop: database.prepare<[number]>('DELETE FROM push WHERE inbox_no = ?'),
      dropSame: database.prepare<[number, string]>(
        'DELETE FROM push WHERE inbox_no = ? AND endpoint = ?',
      ),
    }
  }

  /** The address of an inbox; undefined when it is not to be woken. */
  read(inboxNo: number): string | undefined {
    return this.#statements.read.get(inboxNo)
  }

  /** Replaces the address; an empty one ends it. */
  put(inboxNo: number, endpoint: string): true {
    if (endpoint === '') this.#statements.drop.run(inboxNo)
    else this.#statements.put.run(inboxNo, endpoint)
    return true
  }

  /** Forgets an address that is no more, unless another has taken its place. */
  drop(inboxNo: number, endpoint: string): boolean {
    return this.#statements.dropSame.run(inboxNo, endpoint).changes > 0
  }
}
