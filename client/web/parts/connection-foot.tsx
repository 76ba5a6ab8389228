// At the foot of the people: how messages travel, and what that means for whoever opens it.
import type { Way } from '../net-web.ts'
import { waysWords } from '../words-ways.ts'

export const ConnectionFoot = (props: { readonly way: Way }) => {
  const { name, text } = waysWords.ways[props.way]
  return (
    <details class="foot">
      <summary>{waysWords.connectedOver(name)}</summary>
      <p>{text}</p>
      {props.way === 'sockets' ? null : <p>{waysWords.triesBetter}</p>}
    </details>
  )
}
