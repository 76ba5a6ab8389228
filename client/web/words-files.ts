// What photos, files, voice notes and their sheets say, in English.
import { counting, wordsOf } from './languages/spoken.ts'

const counted = counting('en')

export const filesEnglish = {
  sendFiles: (count: number): string =>
    `Send ${counted(count, { one: '# file', other: '# files' })}`,
  caption: 'Caption',
  addMore: 'Add more',
  takeOut: (name: string): string => `Take out ${name}`,
  stripped: 'Without place, time and camera',
  strippedText:
    'Photos are made anew from their pixels, at most 2560 wide. Off: the file as it is.',
  tooLarge: (size: string, most: string): string =>
    `This file is ${size}; this server allows ${most}.`,
  empty: 'This file is empty.',
  unreadable: 'This file can not be read. Choose it again.',
  sealing: (percent: string): string => `Encrypting… ${percent}`,
  noRoom: 'There is no room in this browser for this file. Free some space and try again.',
  notSent: 'This could not be sent. Try again.',
  tooMany: (most: number): string => `At most ${most} at a time.`,
  states: {
    uploading: 'On its way',
    failed: 'Not sent',
    remote: 'On the server',
    loading: 'Loading',
    here: 'Here',
    gone: 'No longer on the server',
    refused: 'What came is not what was sent; it was thrown away',
  },
  waits: { offline: 'Waiting for a connection', full: 'Waiting for room on the server' },
  load: (size: string): string => `Load (${size})`,
  save: 'Save',
  open: 'Open',
  stop: 'Stop',
  photo: 'Photo',
  photos: 'Photos',
  next: 'Next',
  previous: 'Previous',
  play: 'Play',
  pause: 'Pause',
  speed: (rate: string): string => `Speed ${rate}`,
  voice: 'Voice message',
  recording: 'Recording',
  sendVoice: 'Send the voice message',
  dropVoice: 'Throw it away',
  micBlocked: 'Microphone is blocked for this site. Lock icon → Permissions → Allow.',
  micMissing: 'No microphone was found. Connect one and try again.',
  voiceUnsupported: 'This browser can not record.',
  storedFiles: 'Files kept here',
  storedText:
    'Removing one frees its space. The message stays, and the file can be loaded again while the server has it.',
  removeHere: 'Remove',
  cannotPlay: 'This browser can not play it. Save it and open it elsewhere.',
} as const

export const filesWords = wordsOf('files', filesEnglish)
