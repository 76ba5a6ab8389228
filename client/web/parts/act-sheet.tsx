// Which menu or sheet about messages is open. The pages that are rarely wanted are loaded with them.
import type { App } from '../state.ts'
import { later } from './later.tsx'
import { MessageMenu } from './message-menu.tsx'
import { EraseSheet } from './erase-sheet.tsx'
import { ForwardSheet } from './forward-sheet.tsx'

const EmojiSheet = later(async () => (await import('./emoji-sheet.tsx')).EmojiSheet)
const DetailsSheet = later(async () => (await import('./details-sheet.tsx')).DetailsSheet)
const StarredSheet = later(async () => (await import('./starred-sheet.tsx')).StarredSheet)

export const ActSheet = (props: { readonly app: App }) => {
  const { app } = props
  const page = app.route.page.value
  const messages = app.acts.subject.value
  const [message] = messages
  const person = app.person.value
  if (page === 'emoji') return <EmojiSheet app={app} message={undefined} />
  if (page === 'starred') return <StarredSheet app={app} />
  if (!message || !person) return null
  switch (page) {
    case 'menu':
    case 'marks':
      return <MessageMenu key={page} app={app} message={message} marks={page === 'marks'} />
    case 'picker':
      return <EmojiSheet app={app} message={message} />
    case 'erase':
      return <EraseSheet app={app} person={person} messages={messages} />
    case 'forward':
      return <ForwardSheet app={app} messages={messages} />
    case 'details':
      return <DetailsSheet app={app} person={person} message={message} />
    case undefined:
    default:
      return null
  }
}
