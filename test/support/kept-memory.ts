// Choices kept in memory: what one page writes, the other pages of the same browser are told.
import type { Kept } from '../../client/web/kept.ts'

export interface KeptMemory {
  readonly values: Map<string, string>
  /** As one page sees them. */
  page(): (name: string) => Kept
}

export const createKeptMemory = (first: Readonly<Record<string, string>> = {}): KeptMemory => {
  const values = new Map(Object.entries(first))
  const watchers: { readonly page: object; readonly name: string; readonly changed: () => void }[] =
    []
  return {
    values,
    page: () => {
      const page = {}
      return (name) => ({
        read: () => values.get(name),
        write: (value) => {
          if (value === undefined) values.delete(name)
          else values.set(name, value)
          for (const one of watchers) if (one.page !== page && one.name === name) one.changed()
        },
        watch: (changed) => void watchers.push({ page, name, changed }),
      })
    },
  }
}
