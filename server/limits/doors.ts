// At the door: connections are counted before anything is spent on them, the TLS handshake least of all.
// A connection too many is closed without a word, since there is no language yet to say one in.
import type { Server, Socket } from 'node:net'
import type { Meters } from './meters.ts'

/** Who knocks: a proxy brings the connections of others, a stranger has no business here at all. */
export type Caller = 'client' | 'proxy' | 'stranger'

/** Counts the connections of these listeners. `callerOf` judges an address. */
export const watchDoors = (
  servers: readonly Server[],
  meters: Meters,
  callerOf: (address: string) => Caller,
): void => {
  const { limits, marks, open } = meters
  let inAll = 0
  const accept = (socket: Socket): void => {
    const address = socket.remoteAddress ?? ''
    const caller = callerOf(address)
    if (caller === 'stranger') {
      socket.destroy()
      return
    }
    inAll += 1
    socket.once('close', () => {
      inAll -= 1
    })
    if (inAll > limits.connections) {
      meters.hit('connections')
      socket.destroy()
      return
    }
    if (caller === 'proxy') return
    const mark = marks.of(address)
    const leave = open.enter(mark)
    if (!leave) {
      meters.hit('connectionsPerAddress')
      socket.destroy()
      return
    }
    socket.once('close', leave)
    // Decided within this turn: no byte of the handshake is read before.
    void meters.address('handshakesPerAddress', mark).then((wait) => {
      if (wait > 0) socket.destroy()
    })
  }
  for (const server of servers) server.on('connection', accept)
}
