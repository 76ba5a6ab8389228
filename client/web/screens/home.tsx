// The people and the open conversation: side by side where there is room, one of them on a phone.
import { Conversation } from '../parts/conversation.tsx'
import { InviteSheet } from '../parts/invite-sheet.tsx'
import { PeopleList } from '../parts/people-list.tsx'
import { SecuritySheet } from '../parts/security-sheet.tsx'
import type { App } from '../state.ts'

export const Home = (props: { readonly app: App }) => {
  const { app } = props
  const about = app.security.person.value
  const open = app.person.value !== undefined
  return (
    <>
      <div class={open ? 'panes panes-open' : 'panes'}>
        <PeopleList app={app} />
        <Conversation app={app} />
      </div>
      {app.route.sheet.value ? <InviteSheet app={app} /> : null}
      {about ? <SecuritySheet key={about.id} app={app} person={about} /> : null}
    </>
  )
}
