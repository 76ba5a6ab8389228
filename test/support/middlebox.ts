// A box between a client and the real server, as offices and hotels have them: plain HTTP on one side (what
// a browser would dial with TLS is turned into it), TLS to the server on the other. It may refuse WebSockets,
// hold every answer back until it is whole, or break answers off.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { request as askServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import type { Clock, Net } from '../../client/engine/ports.ts'
import { createNetWeb, type Way } from '../../client/web/net-web.ts'

/** How the box treats what passes. May be changed while it runs. */
export interface Manners {
  upgrades: boolean
  /** Answers are collected and passed on whole. */
  hold: boolean
  /** Answers of /line/down break off after so many bytes; 0 never. */
  breakAfter: number
}

export interface Middlebox extends Manners {
  readonly port: number
  /** How often each path was asked for. */
  readonly asked: Map<string, number>
  close(): Promise<void>
}

/** Starts a box in front of the server on `httpsPort`. */
export const createMiddlebox = async (
  httpsPort: () => number,
  manners: Partial<Manners> = {},
): Promise<Middlebox> => {
  const asked = new Map<string, number>()
  const server = createServer((incoming, answer) => {
    const path = incoming.url ?? ''
    asked.set(path, (asked.get(path) ?? 0) + 1)
    const port = httpsPort()
    const onward = askServer({
      host: '127.0.0.1',
      port,
      path,
      method: incoming.method ?? 'GET',
      headers: { ...incoming.headers, host: `127.0.0.1:${port}` },
      rejectUnauthorized: false,
      agent: false,
    })
    onward.on('error', () => answer.destroy())
    incoming.on('error', () => onward.destroy())
    answer.on('error', () => undefined)
    answer.on('close', () => onward.destroy())
    incoming.pipe(onward)
    onward.on('response', (came) => {
      came.on('error', () => answer.destroy())
      const held: Buffer[] = []
      let passed = 0
      const head = (): void => {
        if (!answer.headersSent) answer.writeHead(came.statusCode ?? 502, came.headers)
      }
      came.on('data', (part: Buffer) => {
        // What came before has left: a connection that is cut drops what has not.
        if (path === '/line/down' && box.breakAfter > 0 && passed >= box.breakAfter) {
          answer.destroy()
          return
        }
        passed += part.length
        if (box.hold) held.push(part)
        else {
          head()
          answer.write(part)
        }
      })
      came.on('end', () => {
        head()
        answer.end(Buffer.concat(held))
      })
    })
  })
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => undefined)
    // `/to/PORT/wss…`: the port that the client dialled, which it also signs.
    const [, dialled, path = ''] = /^\/to\/(\d+)(.*)$/.exec(incoming.url ?? '') ?? []
    asked.set('/wss', (asked.get('/wss') ?? 0) + 1)
    if (!box.upgrades) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const port = Number(dialled)
    const onward = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const lines = [`GET ${path} HTTP/1.1`]
      for (const [name, value] of Object.entries(incoming.headers)) {
        lines.push(`${name}: ${name === 'host' ? `127.0.0.1:${port}` : String(value)}`)
      }
      onward.write(`${lines.join('\r\n')}\r\n\r\n`)
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    onward.on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const box: Middlebox = {
    upgrades: false,
    hold: false,
    breakAfter: 0,
    ...manners,
    port: (server.address() as AddressInfo).port,
    asked,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return box
}

/** A browser's Net whose every request and socket goes through the box. */
export const netThrough = (
  box: Middlebox,
  origin: string,
  clock: Clock,
  onWay: (way: Way) => void = () => undefined,
): Net =>
  createNetWeb({
    origin,
    clock,
    onAbout: ({ way }) => {
      if (way) onWay(way)
    },
    loadLine: () => import('../../client/web/line-web.ts'),
    fetch: (url, init) => {
      const { pathname } = new URL(url instanceof Request ? url.url : url)
      return fetch(`http://127.0.0.1:${box.port}${pathname}`, init)
    },
    createSocket: (url) => {
      const { port, pathname } = new URL(url)
      return new WebSocket(`ws://127.0.0.1:${box.port}/to/${port}${pathname}`)
    },
  })
