// What the sheet of the security code says, in English.
import { counting, wordsOf } from './languages/spoken.ts'

const counted = counting('en')

export const securityEnglish = {
  withPerson: 'with {name}',
  whyVerify:
    'Messages are end-to-end encrypted. Compare the code once, and you know that nobody stands between you and {name}.',
  verifiedOn: {
    scan: (date: string): string => `You scanned their code on ${date}`,
    compare: (date: string): string => `You compared the numbers on ${date}`,
  },
  unverify: 'Remove',
  renewals: (times: number, date: string): string =>
    `Messages did not open ${counted(times, { one: '# time', other: '# times' })}, last on ${date}. Each time both devices agreed on fresh keys by themselves.`,
  together: 'When you are together',
  showText: 'Let {name} scan this code, and scan theirs.',
  scanText: 'Hold the code on {name}’s screen into the picture.',
  ownCode: 'QR code of your security code',
  scanCode: 'Scan their code',
  stopScan: 'Stop the camera',
  viewfinder: 'What the camera sees',
  onCall: 'On a call',
  callText:
    'Ask {name} to open “Security code” and to read their numbers aloud. They read, you tick each group that is the same here.',
  digits: 'Groups of the security code',
  allGroups: 'All twelve are the same',
  theyMatch: 'They match',
  theyDiffer: 'They do not match',
  samePerson: 'The same person',
  samePersonText:
    'Is this the {name} you knew before, with a new account? The earlier conversation stays as it is.',
  securityTroubles: {
    tickFirst: 'Tick every group that they read, or “All twelve are the same”, and then this.',
    cameraBlocked:
      'The camera is blocked for this site. Lock icon in the address bar → Permissions → Camera → Allow. Or compare the numbers below.',
    cameraMissing: 'There is no camera that can be used here. Compare the numbers below instead.',
  },
} as const

export const securityWords = wordsOf('security', securityEnglish)
