// French.
import type { Translation } from './catalogue.ts'

export const french: Translation = {
  words: {
    today: 'Aujourd’hui',
    yesterday: 'Hier',
    send: 'Envoyer',
  },
}
