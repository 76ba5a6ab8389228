// There is no engine to show anything: why, and what to do.
import { Card } from '../parts/card.tsx'
import { words, type Stop } from '../words.ts'
import { stopsWords } from '../words-stops.ts'

interface StoppedProps {
  readonly why: Stop
  /** Deletes what is left and begins again. */
  readonly onAnew: () => void
  readonly onReload: () => void
}

export const Stopped = (props: StoppedProps) => (
  <Card>
    <div role="alert">
      <h1>{props.why === 'evicted' ? stopsWords.lostTitle : stopsWords.stoppedTitle}</h1>
      <p class="lead">{stopsWords.stops[props.why]}</p>
    </div>
    {props.why === 'evicted' ? (
      <button type="button" class="main-button wide" onClick={props.onAnew}>
        {stopsWords.startAnew}
      </button>
    ) : (
      <button type="button" class="main-button wide" onClick={props.onReload}>
        {words.reload}
      </button>
    )}
  </Card>
)
