// The people and the open conversation: side by side where there is room, one of them on a phone.
import { Conversation } from '../parts/conversation.tsx'
import { later } from '../parts/later.tsx'
import { PeopleList } from '../parts/people-list.tsx'
import type { App } from '../state.ts'

const InviteSheet = later(async () => (await import('../parts/invite-sheet.tsx')).InviteSheet)
const SecuritySheet = later(async () => (await import('../parts/security-sheet.tsx')).SecuritySheet)
const KeysSheet = later(async () => (await import('../parts/keys-sheet.tsx')).KeysSheet)
const SettingsSheet = later(async () => (await import('../parts/settings-sheet.tsx')).SettingsSheet)
const FilesSheet = later(async () => (await import('../parts/files-sheet.tsx')).FilesSheet)
const PhotoSheet = later(async () => (await import('../parts/photo-sheet.tsx')).PhotoSheet)
const PersonSheet = later(async () => (await import('../parts/person-sheet.tsx')).PersonSheet)
const ActSheet = later(async () => (await import('../parts/act-sheet.tsx')).ActSheet)
const SwitchSheet = later(async () => (await import('../parts/switch-sheet.tsx')).SwitchSheet)

const SheetOf = (props: { readonly app: App }) => {
  const { app } = props
  switch (app.route.sheet.value) {
    case 'invite':
      return <InviteSheet app={app} />
    case 'keys':
      return <KeysSheet app={app} />
    case 'files':
      return app.person.value ? <FilesSheet app={app} person={app.person.value.id} /> : null
    case 'photo':
      return <PhotoSheet app={app} />
    case 'person':
      return app.person.value ? <PersonSheet app={app} person={app.person.value} /> : null
    case 'switch':
      return <SwitchSheet app={app} />
    case 'settings':
      return <SettingsSheet app={app} />
    case 'act':
      return <ActSheet app={app} />
    case undefined:
      return null
  }
}

export const Home = (props: { readonly app: App }) => {
  const { app } = props
  const about = app.snapshot.value.people.find(({ id }) => id === app.route.code.value)
  const open = app.person.value !== undefined
  return (
    <>
      <div class={open ? 'panes panes-open' : 'panes'}>
        <PeopleList app={app} />
        <Conversation app={app} />
      </div>
      <SheetOf app={app} />
      {about ? <SecuritySheet key={about.id} app={app} person={about} /> : null}
    </>
  )
}
