// The server this account lives on, and how it is reached now.
import type { App } from '../../state.ts'
import { words } from '../../words.ts'

export const Server = (props: { readonly app: App }) => {
  const way = props.app.way.value
  return (
    <section class="setting">
      <p>{location.host}</p>
      {way === undefined ? null : <p class="quiet">{words.ways[way].text}</p>}
    </section>
  )
}
