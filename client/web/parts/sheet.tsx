// A dialog over everything: in the middle of a window, from below on a phone. Back, Escape and a press beside
// it close it; the focus goes in, and afterwards back to where it was.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Cross } from '../icons.tsx'
import { words } from '../words.ts'

interface SheetProps {
  readonly title: string
  /** Still to be shown; false while it goes. */
  readonly open: () => boolean
  readonly back: () => void
  readonly children: ComponentChildren
}

export const Sheet = (props: SheetProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    element?.querySelector<HTMLElement>('.main-button')?.focus()
    // Closing it, not only removing it, gives the focus back to where it was.
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault()
        props.back()
      }}
      // A second Escape closes without asking.
      onClose={() => {
        if (props.open()) props.back()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.back()
      }}
    >
      <div class="sheet-inner">
        <header class="sheet-head">
          <h2 id="sheet-title">{props.title}</h2>
          <button type="button" class="round" aria-label={words.close} onClick={props.back}>
            <Cross />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  )
}
