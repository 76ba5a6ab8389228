// What is said about the Home Screen and about installing, in English.
import { wordsOf } from './languages/spoken.ts'

export const installEnglish = {
  iphoneTitle: 'First, put Sotto on your Home Screen',
  iphoneText:
    'On an iPhone or iPad, Safari deletes what is kept in a tab after a week without a visit. The app on the Home Screen keeps it, and can notify you. What you begin here does not move there.',
  steps: 'Three steps',
  copyStep: 'Copy the invitation.',
  shareStep: 'Tap Share, then “Add to Home Screen”.',
  openStep: 'Open Sotto there and tap “Paste invitation”.',
  copyFailed: 'Could not copy. Ask your friend to send the link again, and copy it from there.',
  hereAnyway: 'Continue here anyway',
  paste: 'Paste invitation',
  pasteFailed: 'Nothing could be pasted. Copy the whole link first, or paste it into the field.',
  offer: 'Sotto can be installed, with an icon and a window of its own.',
  install: 'Install',
  notNow: 'Not now',
} as const

export const installWords = wordsOf('install', installEnglish)
