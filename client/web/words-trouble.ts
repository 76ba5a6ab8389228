// What a link or a command can be refused for, in English.
import { wordsOf } from './languages/spoken.ts'
import type { LinkTrouble } from './words.ts'

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
  fileGone:
    'The server keeps files for 30 days, and this one is gone there. Save it and send it anew.',
  tooOld: 'This message is too old to be sent again: it could show twice. Copy it into a new one.',
  notVerified: 'You verified this friend before. Verify the new security code first.',
  replaced: 'Your friend writes from a new account now. Write to them there.',
  removed: 'You removed this friend. Invite each other again to write.',
  blocked: 'You blocked this friend. Unblock them to write.',
  noPicture: 'This is not a picture that can be used. Choose another one.',
  otherServer: 'This link belongs to another server. Open it in its own window.',
}

export const troubleEnglish = {
  otherLink: 'Use another link',
  openThere: 'Open that server',
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
} as const

export const troubleWords = wordsOf('trouble', troubleEnglish)
