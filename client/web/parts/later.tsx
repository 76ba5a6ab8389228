// Parts of the screen that are loaded when they are wanted: not needed for the first one.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { words } from '../words.ts'

/** A component that stands for one to be loaded; says so when that fails, and tries again when it is opened anew. */
export const later = <P extends object>(load: () => Promise<ComponentType<P>>) => {
  const found = signal<ComponentType<P> | 'failed' | undefined>(undefined)
  let loading = false
  const start = (): void => {
    if (loading) return
    loading = true
    load()
      .then(
        (loaded) => {
          found.value = loaded
        },
        () => {
          found.value = 'failed'
        },
      )
      .finally(() => {
        loading = false
      })
  }
  return (props: P) => {
    const Part = found.value
    if (Part === undefined) start()
    if (Part === undefined) return null
    if (Part !== 'failed') return <Part {...props} />
    return (
      <div class="bar bar-strong part-failed" role="alert">
        <span>{words.partFailed}</span>
        <button
          type="button"
          class="bar-action"
          onClick={() => {
            found.value = undefined
          }}
        >
          {words.tryAgain}
        </button>
      </div>
    )
  }
}
