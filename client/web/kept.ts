// Small choices that this browser keeps outside the database: nothing secret, one word each. A browser that
// refuses the storage keeps none, and asks again next time.

const PREFIX = 'sotto-'

export interface Kept {
  read(): string | undefined
  /** Undefined forgets it. */
  write(value: string | undefined): void
  /** Calls back when another tab wrote it. */
  watch(changed: () => void): void
}

/** The choice with this name. */
export const keptAs = (name: string): Kept => {
  const key = PREFIX + name
  return {
    read: () => {
      try {
        return localStorage.getItem(key) ?? undefined
      } catch {
        return undefined
      }
    },
    write: (value) => {
      try {
        if (value === undefined) localStorage.removeItem(key)
        else localStorage.setItem(key, value)
      } catch {
        // It holds for this page, and is asked for again.
      }
    },
    watch: (changed) =>
      addEventListener('storage', (event) => {
        // Null: everything was cleared.
        if (event.key === key || event.key === null) changed()
      }),
  }
}
