// German.
import type { Translation } from './catalogue.ts'

export const german: Translation = {
  words: {
    today: 'Heute',
    yesterday: 'Gestern',
    send: 'Senden',
  },
}
