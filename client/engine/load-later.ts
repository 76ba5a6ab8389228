// Loads later.ts once, when it is first wanted.
type Later = typeof import('./later.ts')

/** Gives the piece; rejects when it cannot be loaded now. */
export type LoadLater = () => Promise<Later>

export const createLoadLater = (): LoadLater => {
  let loading: Promise<Later> | undefined
  return async () => {
    try {
      return await (loading ??= import('./later.ts'))
    } catch (error) {
      loading = undefined
      throw error
    }
  }
}
