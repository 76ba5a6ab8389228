// What the app lock says, on its screen and in the settings, in English.
import { counting, wordsOf } from './languages/spoken.ts'

const counted = counting('en')

export const lockEnglish = {
  lockedTitle: 'Sotto is locked',
  lockedText: 'Your conversations are encrypted in this browser. The passphrase opens them.',
  passphrase: 'Passphrase',
  showPassphrase: 'Show what is typed',
  unlock: 'Unlock',
  unlocking: 'Unlocking…',
  wrong: 'This is not the passphrase.',
  waitFor: (seconds: number): string =>
    seconds < 90
      ? `You can try again in ${counted(seconds, { one: '# second', other: '# seconds' })}.`
      : `You can try again in ${counted(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' })}.`,
  capsLock: 'Caps Lock is on.',
  failed:
    'This device could not open the lock: too little free memory, or its storage is damaged. Close other windows and try again; nothing was deleted.',
  forgot: 'Forgot it?',
  eraseTitle: 'Erase this browser’s data',
  eraseText:
    'Deletes the account, the keys and all conversations in this browser. There is no copy elsewhere that could bring them back. Your friends keep theirs, and see a new person when you join again.',
  eraseWord: 'erase',
  eraseType: (word: string): string => `Type “${word}” to go on`,
  eraseNow: 'Erase everything here',
  erasing: 'Erasing…',
  cancel: 'Cancel',

  lockSection: 'App lock',
  whyLock:
    'Asks for a passphrase when Sotto opens, and encrypts what this browser keeps with it. Who takes the device, or copies its files after this, reads nothing without it.',
  lockLimits:
    'Nobody can reset the passphrase, not even whoever runs the server: without it, what is in this browser is gone. While it is locked no messages arrive here; they wait on the server.',
  newPassphrase: 'New passphrase',
  repeatPassphrase: 'The same again',
  oldPassphrase: 'Present passphrase',
  setLock: 'Set app lock',
  changeLock: 'Change passphrase',
  removeLock: 'Remove app lock',
  lockNow: 'Lock now',
  isSet: 'The app lock is on.',
  isChanged: 'The passphrase was changed.',
  isRemoved: 'The app lock is off.',
  working: 'One moment…',
  closesAfter: 'Lock by itself',
  after: {
    hidden: 'As soon as Sotto is out of sight',
    '1': 'After 1 minute without me',
    '5': 'After 5 minutes',
    '15': 'After 15 minutes',
    '60': 'After an hour',
    closed: 'Only when it is closed',
  },
  strength: {
    tooShort: (least: number): string =>
      `At least ${counted(least, { one: '# character', other: '# characters' })}.`,
    short: 'Short. Enough against a glance, not against somebody who copies this device’s files.',
    fair: 'Fair. A few more words would make it hard to guess even with much hardware.',
    long: 'Long, which is what counts; as long as it is no quotation and nobody else knows it.',
  },
  tooLong: 'This passphrase is too long.',
  differs: 'The two are not the same.',
  elsewhere: 'The lock was changed in another tab just now. Look again and repeat.',
} as const

export const lockWords = wordsOf('lock', lockEnglish)
