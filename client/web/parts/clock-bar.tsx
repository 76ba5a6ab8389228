// One sentence about a clock that is far off.
import { useComputed } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { watchClock } from '../clock-check.ts'
import { clockWeb } from '../clock-web.ts'
import type { App } from '../state.ts'
import { aboutWords } from '../words-about.ts'

const MINUTE = 60_000

export const ClockBar = (props: { readonly app: App }) => {
  const { app } = props
  const connected = useComputed(() => app.snapshot.value.connection === 'connected')
  const clock = useMemo(
    () =>
      watchClock({
        connected,
        serverTime: app.serverTime,
        now: app.now,
        after: clockWeb.after,
      }),
    [],
  )
  useEffect(() => clock.close, [])
  const ahead = clock.ahead.value
  if (ahead === undefined) return null
  const minutes = Math.round(Math.abs(ahead) / MINUTE)
  return (
    <div class="bar bar-strong" role="status">
      {ahead > 0 ? aboutWords.clockFast(minutes) : aboutWords.clockSlow(minutes)}
    </div>
  )
}
