// Spanish.
import type { Translation } from './catalogue.ts'

export const spanish: Translation = {
  words: {
    today: 'Hoy',
    yesterday: 'Ayer',
    send: 'Enviar',
  },
}
