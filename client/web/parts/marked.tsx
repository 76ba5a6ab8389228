// A text with parts of it marked.
import type { Span } from '../../engine/search-terms.ts'

export const Marked = (props: { readonly text: string; readonly marks: readonly Span[] }) => {
  const { text, marks } = props
  let from = 0
  const parts = marks.flatMap(([start, end]) => {
    const before = text.slice(from, start)
    from = end
    return [before, <mark key={start}>{text.slice(start, end)}</mark>]
  })
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  )
}
