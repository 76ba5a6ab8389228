// Where a message list is scrolled to. What is being read never moves: the first row in sight is measured
// before a change and put back to its place after it; at the end the list sticks to its end.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { App } from '../state.ts'
import type { ListWindow } from './list-window.ts'

/** Pixels from an edge at which more rows come, and within which the list sticks to its end. */
const NEAR_EDGE = 1_500
const NEAR_END = 80
/** Pixels from the end at which the button to jump there appears. */
const FAR_FROM_END = 480

interface Anchor {
  readonly id: string
  readonly top: number
}

const rowsIn = (scroller: HTMLElement): readonly HTMLElement[] => [
  ...scroller.querySelectorAll<HTMLElement>('[data-id]'),
]

export const rowOf = (scroller: HTMLElement, id: string): HTMLElement | undefined =>
  scroller.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? undefined

/** Index of the first row whose bottom lies below a height. */
const firstBelow = (rows: readonly HTMLElement[], height: number): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > height) high = middle
    else low = middle + 1
  }
  return low
}

/** The first row that can be seen, and where it is. */
const findAnchor = (scroller: HTMLElement): Anchor | undefined => {
  const rows = rowsIn(scroller)
  const row = rows[firstBelow(rows, scroller.getBoundingClientRect().top)]
  const id = row?.dataset['id']
  return row && id !== undefined ? { id, top: row.getBoundingClientRect().top } : undefined
}

/** The last row whose end can be seen; a pixel is given away to rounding. */
const findSeen = (scroller: HTMLElement): string | undefined => {
  const rows = rowsIn(scroller)
  const below = firstBelow(rows, scroller.getBoundingClientRect().bottom + 1)
  return rows[below - 1]?.dataset['id']
}

const restore = (scroller: HTMLElement, anchor: Anchor | undefined): void => {
  const row = anchor && rowOf(scroller, anchor.id)
  if (anchor && row) scroller.scrollTop += row.getBoundingClientRect().top - anchor.top
}

const fromEnd = (scroller: HTMLElement): number =>
  scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop

export interface ListHold {
  readonly ref: { current: HTMLDivElement | null }
  /** Far enough from the end for a button that leads there. */
  readonly far: Signal<boolean>
  /** Takes note of where the list is, and asks for rows near its edges. */
  note(): void
  /** As `note`, by the hand of the reader. */
  scrolled(): void
  toEnd(): void
  /** Brings a message a quarter down from the top, loaded rows or not. */
  goTo(id: string): void
}

/** Keeps the scroll position true through every change. */
export const useHold = (app: App, view: ListWindow): ListHold => {
  const ref = useRef<HTMLDivElement>(null)
  const stick = useRef(true)
  const goal = useRef<string | undefined>(undefined)
  const far = useSignal(false)
  const before = ref.current
  const anchor = before && !stick.current ? findAnchor(before) : undefined
  const note = (): void => {
    const now = ref.current
    if (!now) return
    const rest = fromEnd(now)
    stick.current = view.atNewest && rest < NEAR_END
    far.value = !view.atNewest || rest > FAR_FROM_END
    app.chat.seen.value = findSeen(now)
    const above = view.from > 0 || view.more
    if (above && now.scrollTop < NEAR_EDGE) view.earlier()
    else if (!view.atNewest && rest < NEAR_EDGE) view.later()
  }
  const scrolled = (): void => {
    note()
    const now = ref.current
    if (!now || stick.current) return
    const at = view.indexOf(findAnchor(now)?.id)
    const message = at === undefined ? undefined : view.messages[at]
    if (message) app.chat.scrolled(message.time)
  }
  const reach = (): void => {
    const now = ref.current
    const row = now && goal.current !== undefined ? rowOf(now, goal.current) : undefined
    if (!now || !row) return
    goal.current = undefined
    const above = row.getBoundingClientRect().top - now.getBoundingClientRect().top
    now.scrollTop += above - now.clientHeight / 4
    app.chat.reached(row.dataset['id'] ?? '')
    note()
  }
  useLayoutEffect(() => {
    const now = ref.current
    if (!now) return
    if (stick.current) now.scrollTop = now.scrollHeight
    else restore(now, anchor)
    reach()
  })
  // Rows that came may still leave an edge in sight.
  useEffect(note)
  useEffect(() => {
    const now = ref.current
    if (!now) return undefined
    const observer = new ResizeObserver(() => {
      if (stick.current) now.scrollTop = now.scrollHeight
    })
    observer.observe(now)
    // The rows grow too, as when the text is made larger.
    for (const row of now.querySelectorAll('.messages')) observer.observe(row)
    return () => observer.disconnect()
  }, [])
  return {
    ref,
    far,
    note,
    scrolled,
    toEnd() {
      // The newest are not loaded: comes back here when they are.
      if (view.newer) return app.chat.wish('newest')
      stick.current = true
      view.newest()
      if (ref.current) ref.current.scrollTop = ref.current.scrollHeight
    },
    goTo(id) {
      stick.current = false
      goal.current = id
      reach()
      if (goal.current !== undefined) view.around(id)
    },
  }
}
