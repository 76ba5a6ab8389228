// What the settings say, in English: words of a part that is loaded when it is wanted, a group of their own in
// languages/catalogue.ts. Read where they are shown, never kept, as those of words.ts.
import { counting, wordsOf } from './languages/spoken.ts'

const counted = counting('en')

export const settingsEnglish = {
  backToList: 'Back to the list',
  pages: {
    account: 'Account',
    notifications: 'Notifications',
    storage: 'Storage',
    appearance: 'Appearance',
    language: 'Language',
    privacy: 'Privacy',
    security: 'Security',
    server: 'This server',
  },
  accountText:
    'Your friends see this name. It travels to them encrypted; the server never learns it.',
  nameSaved: 'Saved. Your friends are told.',
  saveName: 'Save',
  picture: 'Picture',
  choosePicture: 'Choose a picture',
  noPicture: 'Remove the picture',
  pictureText: 'Friends see it; where and with what it was taken is removed first.',
  notesText: 'A conversation with yourself. It never leaves this device.',
  openNotes: 'Open your notes',
  tellFriends: 'Tell friends',
  tellReads: 'When I have read their messages',
  tellTyping: 'When I am typing',
  tellText: 'Who does not tell is not told either. Each conversation can have a rule of its own.',
  notifyChoices: {
    off: 'Off',
    plain: '“New message”, and nothing else',
    name: 'Who wrote',
    full: 'Who wrote, and what',
  },
  notifyAway: {
    asking: 'Asking the browser…',
    on: 'They also come while Sotto is closed. The browser’s push service then learns that something came, and nothing else.',
    none: 'They come while Sotto is open. This server wakes nobody while it is closed.',
    refused:
      'They come while Sotto is open. This server does not use the push service of this browser.',
    unsupported: 'They come while Sotto is open. This browser wakes nobody while it is closed.',
    failed:
      'They come while Sotto is open. The push service of this browser could not be reached; Sotto tries again when it is next opened.',
  },
  notifyProblems: {
    blocked:
      'Notifications are blocked for this site. Lock icon in the address bar → Permissions → Notifications → Allow.',
    unsupported: 'This browser has no notifications.',
    homeScreen:
      'On an iPhone or iPad they come to apps on the Home Screen only. Share → Add to Home Screen, open Sotto there, and turn them on.',
  },
  storedHere: (bytes: number): string =>
    `Sotto keeps ${counted(Math.max(1, Math.round(bytes / 1_000_000)), { one: '# megabyte', other: '# megabytes' })} in this browser, encrypted.`,
  storagePromised: 'The browser has promised to keep it.',
  storageNotPromised: 'The browser may delete it when it needs space.',
  colours: 'Colours',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  textSize: 'Size of the text',
  movement: 'Movement',
  keepStill: 'Keep everything still',
  enterKey: 'Enter key',
  enterDoes: {
    send: 'Sends; Shift+Enter begins a new line',
    line: 'Begins a new line; Shift+Enter sends',
  },
  asBrowser: (language: string): string => `As this browser says: ${language}`,
  languageFailed: 'This language could not be loaded. Check the connection and choose it again.',
} as const

export const settingsWords = wordsOf('settings', settingsEnglish)
