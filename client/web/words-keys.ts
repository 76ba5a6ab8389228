// What the sheet of shortcuts says, and what each of them does, in English.
import { wordsOf } from './languages/spoken.ts'

export const keysEnglish = {
  keysTitle: 'Keyboard shortcuts',
  keyGroups: { moving: 'Moving', reading: 'Reading', message: 'A message', writing: 'Writing' },
  shortcuts: {
    keys: 'This list',
    switch: 'Go to a person',
    search: 'Search everything',
    find: 'Search this conversation',
    next: 'Next conversation',
    previous: 'Previous conversation',
    nextUnread: 'Next unread conversation',
    previousUnread: 'Previous unread conversation',
    oldestUnread: 'Oldest unread message',
    pageUp: 'Older messages',
    pageDown: 'Newer messages',
    newest: 'Close, or to the newest message',
    region: 'People, messages, writing',
    lock: 'Lock now',
    bold: 'Bold',
    italic: 'Italic',
    code: 'Code',
    above: 'The message above',
    below: 'The message below',
    menu: 'What can be done with it',
    react: 'React',
    reply: 'Reply',
    forward: 'Forward',
    erase: 'Delete',
    copy: 'Copy text',
    edit: 'Edit the last message, when nothing is typed',
  },
  enterDoes: {
    send: 'Enter sends, Shift+Enter begins a new line.',
    line: 'Enter begins a new line, Shift+Enter sends.',
  },
  typeAnywhere: 'Typing anywhere begins a message.',
} as const

export const keysWords = wordsOf('keys', keysEnglish)
