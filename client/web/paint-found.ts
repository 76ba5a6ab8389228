// Marks what was looked for in the messages that stand on the page, without touching them: as ranges of the
// browser's own highlights (CSS Custom Highlight API). Where there are none, nothing is marked.
import { effect, type ReadonlySignal } from '@preact/signals'
import { spansOf, type Span, type Terms } from '../engine/search-terms.ts'

/** Named in styles/search.css. */
const NAME = 'found'

/** The text nodes of an element, each with where it begins in the whole text. */
const nodesOf = (element: Element): readonly (readonly [node: Text, from: number])[] => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const found: [Text, number][] = []
  let from = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue
    found.push([node, from])
    from += node.data.length
  }
  return found
}

const rangeOf = (
  nodes: readonly (readonly [node: Text, from: number])[],
  [from, to]: Span,
): Range | undefined => {
  const first = nodes.findLast(([, start]) => start <= from)
  const last = nodes.findLast(([, start]) => start < to)
  if (!first || !last) return undefined
  const range = document.createRange()
  range.setStart(first[0], from - first[1])
  range.setEnd(last[0], to - last[1])
  return range
}

const rangesIn = (element: Element, terms: Terms): readonly Range[] => {
  const nodes = nodesOf(element)
  const text = nodes.map(([node]) => node.data).join('')
  return spansOf(text, terms).flatMap((span) => rangeOf(nodes, span) ?? [])
}

/** Marks until the returned function is called; follows the words and the list of messages. */
export const paintFound = (terms: ReadonlySignal<Terms>): (() => void) => {
  if (!('highlights' in CSS)) return () => undefined
  const paint = (): void => {
    const texts = terms.peek().length === 0 ? [] : document.querySelectorAll('.messages .text')
    const ranges = Array.from(texts, (text) => rangesIn(text, terms.peek())).flat()
    if (ranges.length === 0) CSS.highlights.delete(NAME)
    else CSS.highlights.set(NAME, new Highlight(...ranges))
  }
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ target }) => target instanceof Element && target.closest('.conversation')))
      paint()
  })
  observer.observe(document.body, { subtree: true, childList: true })
  const stop = effect(() => {
    if (terms.value) paint()
  })
  return () => {
    stop()
    observer.disconnect()
    CSS.highlights.delete(NAME)
  }
}
