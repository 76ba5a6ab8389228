// What is said of a conversation beside its messages: keys that changed or were refused, and what was lost, in English.
import type { LossCause } from '../engine/view.ts'
import { counting, wordsOf } from './languages/spoken.ts'

const counted = counting('en')

const lossCauses: Record<LossCause, string> = {
  setBack: 'they had arrived, but this browser was set back to an earlier state.',
  unreadable: 'they came, but this device no longer had the keys to open them.',
  missing:
    'the server never brought them, or this browser or theirs was set back to an earlier state.',
}

export const remarksEnglish = {
  somebodyElse: 'Somebody else',
  codeChanged:
    '{name}’s security code changed (new phone or reinstalled?). Check before sending anything private.',
  knownBefore:
    'You know a {name} with another security code. Check that it is them before sending anything private.',
  heldUntil: 'What you write is held here until then.',
  heldHere: 'What you write to {name} is held here until you have checked the security code.',
  verify: 'Verify',
  later: 'Later',
  replacedBy: '{name} writes from another account now. This conversation stays readable.',
  openNew: 'Open the new one',
  notSame: 'Not the same person',
  dismiss: 'OK',
  linkTriedTwice:
    'Somebody else tried an invitation of yours that was already used. They got nothing. If your friend says it was not them who joined, ask them in person.',
  lost: (count: number, why: LossCause): string =>
    `Up to ${counted(count, { one: '# message of {name} was', other: '# messages of {name} were' })} lost: ${lossCauses[why]} Ask for them again.`,
  profileCopied:
    'This browser was copied or set back to an earlier state. Sotto renewed its keys with everybody; nothing you need to do.',
  wrongKeys:
    'Keys that are not {name}’s were offered as theirs, by the server or by somebody who has their address. They were refused and nothing was sent to them. If it happens again, talk to them in person.',
  peerCopied:
    '{name}’s browser may exist twice: a copy of it, or an older state of it, has written. If they know nothing of it, compare the security code.',
  catchingUp: 'Catching up with {name}…',
} as const

export const remarksWords = wordsOf('remarks', remarksEnglish)
