// What the settings say, in English: words of a part that is loaded when it is wanted, a group of their own in
// languages/catalogue.ts. Read where they are shown, never kept, as those of words.ts.
import { wordsOf } from './languages/spoken.ts'

export const settingsEnglish = {
  backToList: 'Back to the list',
  pages: {
    account: 'Account',
    notifications: 'Notifications',
    storage: 'Storage',
    language: 'Language',
    server: 'This server',
  },
  accountText:
    'Your friends see this name. It travels to them encrypted; the server never learns it.',
  asBrowser: (language: string): string => `As this browser says: ${language}`,
  languageFailed: 'This language could not be loaded. Check the connection and choose it again.',
} as const

export const settingsWords = wordsOf('settings', settingsEnglish)
