// The people and the open conversation: side by side where there is room, one of them on a phone.
import { Conversation } from '../parts/conversation.tsx'
import { later } from '../parts/later.tsx'
import { PeopleList } from '../parts/people-list.tsx'
import type { App } from '../state.ts'

const InviteSheet = later(async () => (await import('../parts/invite-sheet.tsx')).InviteSheet)
const SecuritySheet = later(async () => (await import('../parts/security-sheet.tsx')).SecuritySheet)

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
      {app.route.sheet.value === 'invite' ? <InviteSheet app={app} /> : null}
      {about ? <SecuritySheet key={about.id} app={app} person={about} /> : null}
    </>
  )
}
