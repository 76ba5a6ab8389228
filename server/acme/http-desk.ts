// Shows proofs of http-01 (RFC 8555 section 8.3): a listener on the port for plain HTTP that is there only
// while an authority may look, and answers the one path it looks at.
import { createServer, type Server } from 'node:http'
import { closeListener, listen } from '../listener.ts'
import type { ProofDesk } from './order.ts'

const PREFIX = '/.well-known/acme-challenge/'
const LIMIT = 10_000

/** Proofs on this address and port; from outside it has to be reached as port 80. */
export const createHttpDesk = (host: string, port: number): ProofDesk => {
  let server: Server | undefined
  return {
    challenge: 'http-01',
    show: async ({ token, keyAuthorization }) => {
      const opened = createServer({ headersTimeout: LIMIT, requestTimeout: LIMIT })
      opened.on('request', (request, response) => {
        const right = request.method === 'GET' && request.url === `${PREFIX}${token}`
        response.writeHead(right ? 200 : 404, { 'Content-Type': 'application/octet-stream' })
        response.end(right ? keyAuthorization : undefined)
      })
      opened.on('clientError', (_error, socket) => socket.destroy())
      try {
        await listen(opened, port, host)
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
        throw new Error(`port ${port} for the proof can not be opened (${code})`)
      }
      server = opened
    },
    hide: async () => {
      const open = server
      server = undefined
      if (!open) return
      open.closeAllConnections()
      await closeListener(open)
    },
  }
}
