// What the settings say about this browser's storage, this device, this server and this program, in English.
import { counting, wordsOf } from './languages/spoken.ts'

const counted = counting('en')

export const aboutEnglish = {
  devices: 'Devices',
  about: 'About',

  storageUntold: 'This browser does not tell how much it keeps.',
  storageKinds: {
    messages: 'People, messages and keys, encrypted',
    files: 'Files',
    client: 'Sotto itself, so that it opens offline',
  },
  storageMost: (size: string): string => `This browser allows up to ${size}.`,
  keeping: 'Keeping it',
  askToKeep: 'Ask the browser to keep it',
  storageRefused:
    'The browser did not promise it. Most decide by themselves: install Sotto or bookmark it, use it now and then, and ask again.',
  onlyHere: 'Only here',
  onlyHereText:
    'Your account and your conversations are in this browser and nowhere else, and there is no way yet to bring them back. They are gone if you clear the data of this site, remove the browser, or lose this device without a copy of it. Friends keep what you wrote to them; for a new start you need a new invitation.',

  remindTitle: 'Your account lives only in this browser',
  remindText:
    'Clearing its data or losing this device would end it; there is no way yet to bring it back.',
  remindMore: 'What that means',
  remindLater: 'Later',

  clockFast: (minutes: number): string =>
    `This device’s clock is ${counted(minutes, { one: '# minute', other: '# minutes' })} fast, so the times shown here are wrong. Set it to automatic.`,
  clockSlow: (minutes: number): string =>
    `This device’s clock is ${counted(minutes, { one: '# minute', other: '# minutes' })} slow, so the times shown here are wrong. Set it to automatic.`,

  thisDevice: 'This device',
  deviceNamed: (browser: string | undefined, system: string | undefined): string =>
    browser !== undefined && system !== undefined
      ? `${browser} on ${system}`
      : (browser ?? system ?? 'This browser'),
  deviceStates: {
    connected: 'Connected now',
    connecting: 'Connecting',
    offline: 'Not connected',
  },
  otherDevices: 'Other devices',
  noOtherDevices:
    'An account lives on one device. A second one can not be added in this version: in another browser you are another person, who needs an invitation.',

  address: 'Address',
  wayHere: 'How it is reached now',
  limits: 'What it allows',
  limitText: (size: string): string => `A message of up to ${size} of text`,
  limitDays: (days: number): string =>
    `What waits for somebody is kept for ${counted(days, { one: '# day', other: '# days' })}, then it expires; your device sends it again`,
  limitWaiting: (count: number, size: string): string =>
    `Up to ${counted(count, { one: '# message', other: '# messages' })} or ${size} may wait for one friend; more waits here`,
  serverKnows: 'What it can see',
  serverKnowsText:
    'The address of your network, when you are connected, and when and how much encrypted data comes and goes. No name, no text, no key, and no list of who knows whom.',

  clientHere: 'The program in this browser',
  notPinned:
    'This browser pins nothing here: it runs what the server sends each time. An installed or certified server lets it pin.',
  compareHash:
    'Computed here from the files that this browser runs and will go on running until you take a newer version. “npm run build” of the same sources prints the same, as “client”. Compare it with a friend’s, too: a server that gave you another program would show here, unless that program lies about itself.',
  licence: 'Licence',
  licenceText: 'Free software under the MIT licence.',
  otherLicences: 'Licences of what it is made of',
} as const

export const aboutWords = wordsOf('about', aboutEnglish)
