// What the sheet of invitations says, in English.
import { wordsOf } from './languages/spoken.ts'

export const inviteEnglish = {
  inviteText: 'Whoever opens this link first can talk with you. One link, one person.',
  invitationLink: 'Invitation link',
  preparing: 'Preparing a link…',
  share: 'Share',
  waiting: 'Waiting for them to open it…',
  notSaved: 'The link works as soon as the server has it.',
  joined: '{name} joined',
  openChat: 'Open the conversation',
  goodUntil: (date: string): string => `Good until ${date}`,
  revoke: 'Withdraw',
  revokedState: 'Withdrawn: this link opens nothing any more.',
  expiredState: 'Expired: this link opens nothing any more.',
  anotherLink: 'Another link',
  labelField: 'Who is it for? (optional)',
  create: 'Create',
  earlier: 'Open invitations',
  unnamed: 'Invitation',
  showLink: 'Show',
  qrPicture: 'QR code of the link',
} as const

export const inviteWords = wordsOf('invite', inviteEnglish)
