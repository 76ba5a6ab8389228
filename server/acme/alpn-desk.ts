// Shows proofs of tls-alpn-01 (RFC 8737) on a listener that is in use: while a proof stands there, the first
// bytes of each new connection are looked at, and one that asks for the protocol of the proof goes to it. All
// others are served as ever.
import { createServer, type Server as TlsServer } from 'node:tls'
import type { Socket } from 'node:net'
import type { Listener } from '../listener.ts'
import type { ProofDesk } from './order.ts'

const PROTOCOL = 'acme-tls/1'
/** As it stands in a ClientHello: length and name. */
const WANTED = Buffer.concat([Buffer.of(PROTOCOL.length), Buffer.from(PROTOCOL)])
/** A ClientHello may take so long to come, milliseconds; then the listener's own limit counts. */
const PEEK_WITHIN = 5_000

type Take = (socket: Socket) => void

/** Gives the connection to `proof` or to `others` once its first bytes are there. */
const sort = (socket: Socket, proof: Take, others: Take): void => {
  const onward = (take: Take): void => {
    clearTimeout(timer)
    socket.removeListener('readable', look)
    socket.removeListener('error', ignore)
    take(socket)
  }
  const ignore = (): void => undefined
  const look = (): void => {
    const first: unknown = socket.read()
    if (!(first instanceof Buffer)) return
    socket.unshift(first)
    onward(first.includes(WANTED) ? proof : others)
  }
  const timer = setTimeout(() => onward(others), PEEK_WITHIN)
  timer.unref()
  socket.on('error', ignore)
  socket.on('readable', look)
  socket.once('close', () => clearTimeout(timer))
}

/** Proofs on the listener's own port; from outside it has to be reached as port 443. */
export const createAlpnDesk = (listener: Listener): ProofDesk => {
  let proof: TlsServer | undefined
  let usual: Take[] = []
  return {
    challenge: 'tls-alpn-01',
    show: async ({ tls }) => {
      if (!tls) throw new Error('no certificate for the proof')
      const shown = createServer({ ...tls, ALPNProtocols: [PROTOCOL], minVersion: 'TLSv1.2' })
      shown.on('secureConnection', (socket) => socket.end())
      shown.on('tlsClientError', (_error, socket) => socket.destroy())
      proof = shown
      // The listeners of the event are those of Node's own TLS and the counting of connections.
      usual = listener
        .listeners('connection')
        .filter((each): each is Take => typeof each === 'function')
      listener.removeAllListeners('connection')
      listener.on('connection', (socket: Socket) =>
        sort(
          socket,
          (one) => shown.emit('connection', one),
          (one) => {
            for (const take of usual) take.call(listener, one)
          },
        ),
      )
    },
    hide: async () => {
      if (!proof) return
      proof = undefined
      listener.removeAllListeners('connection')
      for (const take of usual) listener.on('connection', take)
    },
  }
}
