// How messages travel, and what that means, in English.
import { wordsOf } from './languages/spoken.ts'

export const waysEnglish = {
  ways: {
    sockets: {
      name: 'WebSocket',
      text: 'Messages have a port of their own on the server and arrive at once.',
    },
    page: {
      name: 'WebSocket on the page’s port',
      text: 'The server’s own port for messages is not reachable from here, so they share the port of this page. Nothing is lost or slower by it.',
    },
    stream: {
      name: 'HTTPS streaming',
      text: 'This network lets no WebSocket through, so messages come in a long answer of an ordinary request. They arrive at once; sending takes a moment longer.',
    },
    poll: {
      name: 'long polling',
      text: 'This network lets no WebSocket through and holds streams back, so the page asks again and again. Messages may take a moment longer; none is lost.',
    },
  },
  connectedOver: (way: string): string => `Connected · ${way}`,
  triesBetter: 'Sotto tries the quicker ways again every ten minutes.',
} as const

export const waysWords = wordsOf('ways', waysEnglish)
