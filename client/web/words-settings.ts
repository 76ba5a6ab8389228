// What the settings say, in English: words of a part that is loaded when it is wanted. Read where they are
// shown, never kept, as those of words.ts.

export const settingsWords = {
  backToList: 'Back to the list',
  pages: {
    account: 'Account',
    notifications: 'Notifications',
    storage: 'Storage',
    server: 'This server',
  },
  accountText:
    'Your friends see this name. It travels to them encrypted; the server never learns it.',
} as const
