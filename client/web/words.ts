// The texts of the first screen in English, and the type that every other language follows. Read `words` where
// a screen is drawn, never outside a function: what it gives is in the language spoken at that moment.
// `{name}` stands for a person's name; parts/sentence.tsx isolates it from the direction of the rest.
// Counted nouns: `counted(n, { one: '# message', other: '# messages' })`. What only a part needs that is loaded
// later stands in a group of its own: words-<noun>.ts, listed in languages/catalogue.ts; see words-settings.ts.
// A new text has to be said in every language of languages/ at once: the compiler names those where it is missing.
import type { Halt, Refusal } from '../engine/view.ts'
import { counting, numeral, wordsOf } from './languages/spoken.ts'

/** What a link or a command can be refused for, as a screen sees it. */
export type LinkTrouble = Refusal | 'otherServer'
/** Why there is no engine behind the page, besides its own halts. */
export type Stop =
  | Halt
  | 'noStorage'
  | 'evicted'
  | 'newer'
  | 'unsupported'
  | 'brokenRandom'
  | 'workerFailed'

const counted = counting('en')

export const english = {
  product: 'Sotto',
  promise: 'Private conversations with people you know, on a server one of you runs.',
  welcomeTitle: 'Talk quietly.',
  welcomeText:
    'This server is new and you are its first person. Choose the name your friends will see.',
  invitesYou: '{name} invites you',
  invitesText:
    'to a private conversation. Messages are end-to-end encrypted; nothing to install, no account form.',
  invitedAs: 'You join as {name}.',
  yourName: 'Your name',
  nameHint: 'Only people you talk with see it.',
  badName: 'Please choose a name of 1 to about 50 letters.',
  nameTooLong: 'This name is too long. About 50 letters fit.',
  privateWindow: 'A private window forgets your account and your conversations when it closes.',
  startChatting: 'Start chatting',
  starting: 'Making your keys…',
  lookingAtLink: 'Opening the invitation…',
  strangerTitle: 'You need an invitation',
  strangerText:
    'Sotto has no sign-up. Somebody who already uses this server sends you a link; open it and you are in.',
  haveInvitation: 'I have an invitation',
  pasteHint: 'Paste the link here',
  openInvitation: 'Open',
  tryAgain: 'Try again',
  partFailed: 'This part of Sotto could not be loaded. Check the connection.',
  reload: 'Reload',
  toConversations: 'Go to your conversations',

  search: 'Search',
  searchHere: 'Search this conversation',
  conversations: 'Conversations',
  conversation: 'Conversation',
  inviteFriend: 'Invite a friend',
  nobodyTitle: 'Nobody here yet',
  nobodyText: 'Send a friend a link. They open it, choose a name, and you are talking.',
  pickTitle: 'Choose a conversation',
  pickText: 'Your messages are end-to-end encrypted and kept on your devices only.',
  pickNobodyTitle: 'It begins with one link',
  pickNobodyText: 'Invite somebody you know. Nobody can find you here without your link.',
  you: 'You',
  youSaid: 'You: ',
  draftMark: 'Draft: ',
  newPerson: 'Say hello',
  unread: (count: number): string =>
    counted(count, { one: '# unread message', other: '# unread messages' }),
  back: 'Back to conversations',

  notAnswered: 'Waiting for their first answer',
  unreachable: 'Waiting for their address; messages are kept here',
  sayHello: 'Say hello to {name}.',
  areEncrypted: 'Messages are end-to-end encrypted.',
  messages: 'Messages',
  history: 'Message history',
  message: 'Message',
  send: 'Send',
  beginning: 'This is where it began.',
  loadingOlder: 'Loading older messages…',
  newMessages: (count: number): string =>
    counted(count, { one: '# new message', other: '# new messages' }),
  jump: 'Jump to latest',
  showAll: 'Show all',
  codeBlock: 'Code',
  leadsTo: (host: string): string => `(leads to ${host})`,
  needsNewerShort: 'Needs a newer Sotto',
  erased: { mine: 'You deleted this message.', theirs: 'This message was deleted.' },
  forwarded: 'Forwarded',
  edited: 'edited',
  starred: 'Starred',
  quoteGone: 'This message is not here any more.',
  quoting: 'Answers',
  reactions: 'Reactions',
  both: 'both of you',
  erase: 'Delete',
  emoji: 'Emoji',
  needsNewer: 'This message needs a newer Sotto. Reload to update; it will show then.',
  tooLong: (over: number): string =>
    `Too long by ${counted(over, { one: '# character', other: '# characters' })}. Shorten it, or send it in two parts.`,
  states: {
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    failed: 'Not delivered',
    held: 'Held until you check',
    received: 'Received',
  },
  lineKinds: {
    erased: 'Message deleted',
    photo: 'Photo',
    video: 'Video',
    voice: 'Voice message',
    file: 'File',
    event: 'Disappearing messages',
  },
  attach: 'Attach files',
  speak: 'Voice message',
  dropHere: 'Drop files here',
  typing: 'typing…',
  notes: 'Notes to yourself',
  archived: (count: number): string => `Archived (${numeral(count)})`,
  muted: 'Muted',
  onTop: 'Kept on top',
  about: 'About {name}',
  today: 'Today',
  yesterday: 'Yesterday',

  securityCode: 'Security code',
  verification: {
    link: 'Connected by invitation link',
    person: 'Verified in person',
    changed: 'Security code changed',
    replaced: 'Uses another account',
  },

  inviteTitle: 'Invite a friend',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy. Select the link and copy it yourself.',
  close: 'Close',

  settings: 'Settings',
  newMessage: 'New message',
  notifications: 'Notifications',
  storage: 'Storage',
  thisServer: 'This server',

  connectionName: 'Connection',
  connections: { connected: 'Connected', connecting: 'Connecting', offline: 'Offline' },
  connectingBar: 'Connecting…',
  updatingBar: 'Updating…',
  freshBar: 'A new version of Sotto is ready.',
  takeFresh: 'Use it',
  offlineBar: 'No connection. Your messages are saved here and go out when you are back.',
  serverBar:
    'The server does not answer. It may be restarting; your messages are saved here and go out when it is back.',
  tryingIn: (seconds: number): string =>
    counted(seconds, { one: 'Trying again in # second.', other: 'Trying again in # seconds.' }),
  tryNow: 'Try now',
  retry: 'Retry',
  certificateBar: "Your browser has not accepted this server's certificate for messages yet.",
  socketsBar:
    'Something between here and the server blocks messages, perhaps a filter of this network. Try another network.',
  openAndAccept: 'Open and accept',
} as const

export const words = wordsOf('words', english)

/** A sentence with the name put in, for where no markup is possible. */
export const fill = (template: string, name: string): string =>
  template.replace('{name}', () => name)
