// A dialog over everything: in the middle of a window, from below on a phone. Back, Escape and a press beside
// it close it; the focus goes in, and afterwards back to where it was.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Back, Cross } from '../icons.tsx'
import { words } from '../words.ts'

interface SheetProps {
  readonly title: string
  /** Still to be shown; false while it goes. */
  readonly open: () => boolean
  readonly back: () => void
  /** Set where back leads to something above and not out: what the arrow in place of the cross says. */
  readonly up?: string | undefined
  /** How it differs from a plain one. */
  readonly class?: string
  readonly children: ComponentChildren
}

export const Sheet = (props: SheetProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  // What a sheet that is gone still says must not close the next one.
  const gone = useRef(false)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    element?.querySelector<HTMLElement>('.main-button')?.focus()
    // Closing it, not only removing it, gives the focus back to where it was.
    return () => {
      gone.current = true
      element?.close()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class={props.class === undefined ? 'sheet' : `sheet ${props.class}`}
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault()
        props.back()
      }}
      // A second Escape closes without asking.
      onClose={() => {
        if (!gone.current && props.open()) props.back()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.back()
      }}
    >
      <div class="sheet-inner">
        <div class="sheet-head">
          {props.up === undefined ? null : (
            <button type="button" class="round" aria-label={props.up} onClick={props.back}>
              <Back />
            </button>
          )}
          <h2 id="sheet-title">{props.title}</h2>
          {props.up === undefined ? (
            <button type="button" class="round" aria-label={words.close} onClick={props.back}>
              <Cross />
            </button>
          ) : null}
        </div>
        {props.children}
      </div>
    </dialog>
  )
}
