// The texts of the first screen in English, and the type that every other language follows. Read `words` where
// a screen is drawn, never outside a function: what it gives is in the language spoken at that moment.
// `{name}` stands for a person's name; parts/sentence.tsx isolates it from the direction of the rest.
// Counted nouns: `counted(n, { one: '# message', other: '# messages' })`. What only a part needs that is loaded
// later stands in a group of its own: words-<noun>.ts, listed in languages/catalogue.ts; see words-settings.ts.
import type { Halt, LossCause, Refusal } from '../engine/view.ts'
import { counting, wordsOf } from './languages/spoken.ts'

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

const lossCauses: Record<LossCause, string> = {
  setBack: 'they had arrived, but this browser was set back to an earlier state.',
  unreadable: 'they came, but this device no longer had the keys to open them.',
  missing:
    'the server never brought them, or this browser or theirs was set back to an earlier state.',
}

const troubles: Record<LinkTrouble, string> = {
  mangled: 'This link is incomplete or damaged. Copy the whole link and open it again.',
  newer: 'This link was made by a newer Sotto than the one in this window. Reload to get it.',
  gone: 'This invitation has expired or was withdrawn. Ask your friend for a new one.',
  used: 'This link was already used. If it was you, open Sotto where you used it; else ask for a new one.',
  own: 'This is your own invitation. Send it to a friend, it brings them to you.',
  friends: 'You are already connected through this invitation.',
  offline: 'The server can not be reached right now. Your link stays good; try again in a moment.',
  busy: 'The server is busy, or much came from your network. Nothing is lost; try again in a minute.',
  full: 'This server takes no more people. Tell whoever runs it; your link stays good.',
  notInvited: 'This link does not open this server any more. Ask for a new one.',
  badName: 'Please choose a name of 1 to about 50 letters.',
  tooLong: 'This message is too long.',
  empty: 'There is nothing to send yet.',
  unknown: 'This conversation is not on this device any more.',
  storage: 'This browser could not save it. Free some space and try again; nothing was sent.',
  already: 'Sotto is already set up in this browser.',
  securityCode:
    'This is a security code, not an invitation. Open the conversation with your friend, choose “Security code”, and scan it there.',
  noCode: 'This is not a security code of Sotto. Scan the code on your friend’s screen.',
  codeDiffers:
    'The codes do NOT match. Do not send anything private here. Somebody may be between you, or this is the code of another conversation. Nothing was verified.',
  tooMany: 'That is too much at once. Choose fewer.',
  tooOld: 'This message is too old to be sent again: it could show twice. Copy it into a new one.',
  notVerified: 'You verified this friend before. Verify the new security code first.',
  replaced: 'Your friend writes from a new account now. Write to them there.',
  removed: 'You removed this friend. Invite each other again to write.',
  blocked: 'You blocked this friend. Unblock them to write.',
  noPicture: 'This is not a picture that can be used. Choose another one.',
  otherServer: 'This link belongs to another server. Open it in its own window.',
}

const stops: Record<Stop, string> = {
  storageFull:
    'This device is full, so Sotto can not save anything new. What you have is safe. Free some space; Sotto then goes on by itself.',
  storageBroken:
    'This browser stopped saving for Sotto. What was shown as sent is safe. Reload to go on.',
  elsewhere: 'Sotto goes on in another window of this browser. Reload to use it here.',
  versionTooOld:
    'This app is older than the server understands. Reload to get the new one; nothing is lost.',
  inboxGone:
    'The server no longer knows this device. Your conversations are still here. Ask the host to bring you back.',
  noStorage:
    'This browser can not keep your keys (a private window, or a full disk). You would lose your conversations when you close it. Open Sotto in a normal window.',
  evicted:
    "This browser deleted Sotto's data, so the account here can not be opened any more. What was shown as sent reaches your friends. Ask one of them for a new invitation.",
  newer: 'Sotto was updated in another window. Reload to use the new one here; nothing is lost.',
  unsupported:
    'This browser lacks what Sotto needs to keep and encrypt messages. Update it, or use a current Firefox, Chrome or Safari.',
  brokenRandom:
    'This browser gives no random numbers, or false ones, so no safe key can be made with it. Sotto does not start; what you have stays as it is. Use another browser, or switch off the extension that changes this one, then reload.',
  workerFailed: 'A part of Sotto did not start. Reload the page; what you have is safe.',
}

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
  nameTooLong: 'This name is too long. About 50 letters fit.',
  privateWindow: 'A private window forgets your account and your conversations when it closes.',
  startChatting: 'Start chatting',
  starting: 'Making your keys…',
  lookingAtLink: 'Opening the invitation…',
  strangerTitle: 'You need an invitation',
  strangerText:
    'Sotto has no sign-up. Somebody who already uses this server sends you a link; open it and you are in.',
  lostTitle: 'Your conversations are gone from this browser',
  startAnew: 'Start anew',
  haveInvitation: 'I have an invitation',
  pasteHint: 'Paste the link here',
  openInvitation: 'Open',
  tryAgain: 'Try again',
  partFailed: 'This part of Sotto could not be loaded. Check the connection.',
  reload: 'Reload',
  toConversations: 'Go to your conversations',
  otherLink: 'Use another link',
  openThere: 'Open that server',

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
  needsNewer: 'This message needs a newer Sotto. Reload to update; it will show then.',
  tooLong: (over: number): string =>
    `Too long by ${counted(over, { one: '# character', other: '# characters' })}. Shorten it, or send it in two parts.`,
  states: {
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    failed: 'Not delivered',
    held: 'Held until you check',
    received: 'Received',
  },
  today: 'Today',
  yesterday: 'Yesterday',

  securityCode: 'Security code',
  verification: {
    link: 'Connected by invitation link',
    person: 'Verified in person',
    changed: 'Security code changed',
    replaced: 'Uses another account',
  },
  somebodyElse: 'Somebody else',
  codeChanged:
    '{name}’s security code changed (new phone or reinstalled?). Check before sending anything private.',
  knownBefore:
    'You know a {name} with another security code. Check that it is them before sending anything private.',
  heldUntil: 'What you write is held here until then.',
  heldHere: 'What you write to {name} is held here until you have checked the security code.',
  verify: 'Verify',
  later: 'Later',
  replacedBy: '{name} writes from another account now. This conversation stays readable.',
  openNew: 'Open the new one',
  notSame: 'Not the same person',

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
  ways: {
    sockets: {
      name: 'WebSocket',
      text: 'Messages have a port of their own on the server and arrive at once.',
    },
    page: {
      name: 'WebSocket on the page’s port',
      text: 'The server’s own port for messages is not reachable from here, so they share the port of this page. Nothing is lost or slower by it.',
    },
    stream: {
      name: 'HTTPS streaming',
      text: 'This network lets no WebSocket through, so messages come in a long answer of an ordinary request. They arrive at once; sending takes a moment longer.',
    },
    poll: {
      name: 'long polling',
      text: 'This network lets no WebSocket through and holds streams back, so the page asks again and again. Messages may take a moment longer; none is lost.',
    },
  },
  connectedOver: (way: string): string => `Connected · ${way}`,
  triesBetter: 'Sotto tries the quicker ways again every ten minutes.',
  connectingBar: 'Connecting…',
  updatingBar: 'Updating…',
  freshBar: 'A new version of Sotto is ready.',
  takeFresh: 'Use it',
  offlineBar: 'No connection. Your messages are saved here and go out when you are back.',
  retry: 'Retry',
  certificateBar: "Your browser has not accepted this server's certificate for messages yet.",
  socketsBar:
    'Something between here and the server blocks messages, perhaps a filter of this network. Try another network.',
  openAndAccept: 'Open and accept',
  dismiss: 'OK',
  linkTriedTwice:
    'Somebody else tried an invitation of yours that was already used. They got nothing. If your friend says it was not them who joined, ask them in person.',
  lost: (count: number, why: LossCause): string =>
    `Up to ${counted(count, { one: '# message of {name} was', other: '# messages of {name} were' })} lost: ${lossCauses[why]} Ask for them again.`,
  profileCopied:
    'This browser was copied or set back to an earlier state. Sotto renewed its keys with everybody; nothing you need to do.',
  wrongKeys:
    'Keys that are not {name}’s were offered as theirs, by the server or by somebody who has their address. They were refused and nothing was sent to them. If it happens again, talk to them in person.',
  peerCopied:
    '{name}’s browser may exist twice: a copy of it, or an older state of it, has written. If they know nothing of it, compare the security code.',
  catchingUp: 'Catching up with {name}…',
  stoppedTitle: 'Sotto can not start here',
  troubleTitle: 'This link does not work',
  troubleTitles: {
    used: 'Already used',
    gone: 'No longer good',
    own: 'Your own invitation',
    friends: 'Already connected',
    offline: 'No connection',
    busy: 'One moment',
    newer: 'A newer link',
    otherServer: 'Another server',
    storage: 'Could not save',
    already: 'Already set up',
  },
  troubles,
  stops,
} as const

export const words = wordsOf('words', english)

/** A sentence with the name put in, for where no markup is possible. */
export const fill = (template: string, name: string): string =>
  template.replace('{name}', () => name)
