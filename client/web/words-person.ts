// What the sheet about a person says, in English.
import { wordsOf } from './languages/spoken.ts'

export const personEnglish = {
  mute: 'Mute',
  muteFor: {
    off: 'Not muted',
    hours: 'For 8 hours',
    week: 'For a week',
    always: 'Until I turn it off',
  },
  mutedUntil: (time: string): string => `Muted until ${time}`,
  timer: 'Disappearing messages',
  timerText:
    'New messages are deleted on both sides: yours so long after you wrote them, theirs after you saw them. Nobody can be kept from copying what they see.',
  timerOff: 'Off',
  timerSet: {
    mine: (span: string): string => `You set messages to disappear after ${span}.`,
    theirs: (span: string): string => `{name} set messages to disappear after ${span}.`,
    mineOff: 'You turned disappearing messages off.',
    theirsOff: '{name} turned disappearing messages off.',
  },
  reads: 'Read receipts',
  typing: 'Typing',
  sharing: { asEverybody: 'As with everybody', yes: 'Share', no: 'Do not share' },
  sharingText: 'Who does not share it does not see it either.',
  inList: 'In your list',
  keepOnTop: 'Keep on top',
  archive: 'Archive',
  unarchive: 'Take out of the archive',
  markUnread: 'Mark as unread',
  exporting: 'Save a copy',
  exportText:
    'A file with everything in this conversation, readable without Sotto. Whoever has the file can read it.',
  exportPlain: 'As text',
  exportData: 'As data (JSON)',
  exportRuns: 'Collecting…',
  exportFailed: 'The copy could not be made. Try again.',
  ending: 'Block or remove',
  block: 'Block',
  unblock: 'Unblock',
  blockText:
    '{name} cannot reach you until you unblock them, and sees no reason for it. What they write meanwhile comes when you do.',
  isBlocked: 'You blocked {name}.',
  remove: 'Remove friend',
  removeText: '{name} loses your address for good. To talk again, invite each other.',
  removeKeep: 'Remove, keep the conversation',
  removeAll: 'Remove and delete the conversation',
  deleteNotes: 'Delete all notes',
  deleteRest: 'Delete the conversation',
  isRemoved: 'You removed {name}. You can still read what you wrote each other.',
  inviteAgain: 'Invite',
  cancel: 'Cancel',
  notesText: 'Only you see this. It stays on this device.',
} as const

export const personWords = wordsOf('person', personEnglish)
