// Why Sotto can not go on in this window, and what to do, in English.
import { wordsOf } from './languages/spoken.ts'
import type { Stop } from './words.ts'

const stops: Record<Stop, string> = {
  storageFull:
    'This device is full, so Sotto can not save anything new. What you have is safe. Free some space; Sotto then goes on by itself.',
  storageBroken:
    'This browser stopped saving for Sotto. What was shown as sent is safe. Reload to go on.',
  elsewhere: 'Sotto goes on in another window of this browser. Reload to use it here.',
  versionTooOld:
    'This app is older than the server understands. Reload to get the new one; nothing is lost.',
  inboxGone:
    'The server no longer knows this device. Your conversations are still here. Ask the host to bring you back.',
  noStorage:
    'This browser can not keep your keys (a private window, or a full disk). You would lose your conversations when you close it. Open Sotto in a normal window.',
  evicted:
    "This browser deleted Sotto's data, so the account here can not be opened any more. What was shown as sent reaches your friends. Ask one of them for a new invitation.",
  newer: 'Sotto was updated in another window. Reload to use the new one here; nothing is lost.',
  unsupported:
    'This browser lacks what Sotto needs to keep and encrypt messages. Update it, or use a current Firefox, Chrome or Safari.',
  brokenRandom:
    'This browser gives no random numbers, or false ones, so no safe key can be made with it. Sotto does not start; what you have stays as it is. Use another browser, or switch off the extension that changes this one, then reload.',
  workerFailed: 'A part of Sotto did not start. Reload the page; what you have is safe.',
}

export const stopsEnglish = {
  lostTitle: 'Your conversations are gone from this browser',
  startAnew: 'Start anew',
  stoppedTitle: 'Sotto can not start here',
  stops,
} as const

export const stopsWords = wordsOf('stops', stopsEnglish)
