// Bytes as they are on a TLS connection, for what no client library would send.
import { connect, type TLSSocket } from 'node:tls'

/** A TLS connection to a port of this machine. */
export const rawConnect = (port: number): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      socket.removeListener('error', reject)
      // How it ends is told by `close`.
      socket.on('error', () => undefined)
      resolve(socket)
    })
    socket.once('error', reject)
  })

/** Sends these bytes (as latin1) and gives all that comes back until the server closes. */
export const rawTalk = async (port: number, text: string): Promise<string> => {
  const socket = await rawConnect(port)
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(Buffer.from(text, 'latin1'))
  await closed
  return Buffer.concat(parts).toString('latin1')
}

/** The status codes of all answers in it, in order. */
export const statusesOf = (answers: string): readonly number[] =>
  [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
