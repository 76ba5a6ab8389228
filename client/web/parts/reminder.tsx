// At the foot of the people: that the account lives only here, and what to do about it.
import { useMemo } from 'preact/hooks'
import { keptAs } from '../kept.ts'
import { createReminder } from '../reminder.ts'
import type { App } from '../state.ts'
import { aboutWords } from '../words-about.ts'

export const Reminder = (props: { readonly app: App }) => {
  const { app } = props
  const reminder = useMemo(() => createReminder(app.snapshot, keptAs('reminded'), app.now), [])
  if (!reminder.due.value) return null
  return (
    <section class="reminder" aria-labelledby="reminder-title">
      <h2 id="reminder-title">{aboutWords.remindTitle}</h2>
      <p>{aboutWords.remindText}</p>
      <div class="reminder-actions">
        <button
          type="button"
          class="plain"
          onClick={() => {
            app.route.openSheet('settings')
            app.route.openPage('storage', true)
          }}
        >
          {aboutWords.remindMore}
        </button>
        <button type="button" class="plain" onClick={reminder.later}>
          {aboutWords.remindLater}
        </button>
      </div>
    </section>
  )
}
