// There is no engine to show anything: why, and what to do.
import { Card } from '../parts/card.tsx'
import { words, type Stop } from '../words.ts'

export const Stopped = (props: { readonly why: Stop }) => (
  <Card>
    <div role="alert">
      <h1>{words.stoppedTitle}</h1>
      <p class="lead">{words.stops[props.why]}</p>
    </div>
    <button type="button" class="main-button wide" onClick={() => location.reload()}>
      {words.reload}
    </button>
  </Card>
)
