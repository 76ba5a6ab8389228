// Mosquitto as a peer of the relay bench: MQTT 3.1.1 over WebSockets and TLS, QoS 1, persistence on, where
// Debian's package is installed; and a pair of its clients. Its CPU time and memory are read from /proc.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate, parser, type Packet } from 'mqtt-packet'
import type { WebSocket } from 'ws'
import { closed, open, persist, type Pair, type PairOptions } from './peer-pair.ts'
import type { Place, Tls, Usage } from './peer-server.ts'

const PROGRAM = '/usr/sbin/mosquitto'
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4_096

/** Why Mosquitto cannot be measured here; undefined when it can. */
export const whyNoMosquitto = (): string | undefined => {
  const { error } = spawnSync(PROGRAM, ['-h'], { stdio: 'ignore' })
  return error ? `${PROGRAM} is not installed` : undefined
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })

const reachable = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })

/** A running broker. */
export interface Broker {
  readonly place: Place
  usage(): Usage
  stop(): void
}

const usageOf = (child: ChildProcess): Usage => {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
  // Behind the name in brackets: field 3 on. 14 and 15 are CPU ticks, 24 resident pages.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return { cpu: (ticks * 1_000) / TICKS_PER_SECOND, rss: Number(fields[21]) * PAGE_BYTES }
}

/** Starts a broker of its own on a free port, with its database in a fresh folder. */
export const startMosquitto = async (tls: Tls): Promise<Broker> => {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  const wssPort = await freePort()
  writeFileSync(join(folder, 'key.pem'), tls.key)
  writeFileSync(join(folder, 'cert.pem'), tls.cert)
  const settings = [
    // Version 2.0.11 ends when WebSockets are all it is to listen for.
    `listener ${await freePort()} 127.0.0.1`,
    `listener ${wssPort} 127.0.0.1`,
    'protocol websockets',
    `certfile ${join(folder, 'cert.pem')}`,
    `keyfile ${join(folder, 'key.pem')}`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_inflight_messages 0',
    'max_queued_messages 0',
    'log_dest none',
    // Else it becomes its own user, who cannot read this folder.
    'user root',
  ]
  writeFileSync(join(folder, 'mosquitto.conf'), `${settings.join('\n')}\n`)
  const child = spawn(PROGRAM, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' })
  await persist(() => reachable(wssPort))
  return {
    place: { httpsPort: 0, wssPort, houseKey: '' },
    usage: () => usageOf(child),
    stop: () => {
      child.once('exit', () => rmSync(folder, { recursive: true, force: true }))
      child.kill('SIGKILL')
    },
  }
}

// `told` gets every packet; resolves with the packet `wanted` that answers `first`.
const connectAs = (
  url: string,
  clientId: string,
  told: (packet: Packet) => void,
  greet: (socket: WebSocket) => Packet['cmd'],
): Promise<WebSocket> => {
  const ready = (socket: WebSocket): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.once('close', () => reject(new Error('closed before it was connected')))
      const reader = parser()
      let wanted: Packet['cmd'] = 'connack'
      reader.on('packet', (packet: Packet) => {
        if (packet.cmd === 'connack') wanted = greet(socket)
        if (packet.cmd === wanted) resolve()
        told(packet)
      })
      socket.on('message', (bytes: Buffer) => reader.parse(bytes))
      const hello = { cmd: 'connect', clientId, clean: false, keepalive: 0, protocolId: 'MQTT' }
      socket.once('open', () => socket.send(generate({ ...hello, protocolVersion: 4 } as Packet)))
    })
  return open(url, ready, 'mqtt')
}

const MESSAGE_IDS = 65_535

/** A pair on Mosquitto: a topic of its own, a session that is kept. */
export const createMosquittoPair = async ({ place, name, size }: PairOptions): Promise<Pair> => {
  const url = `wss://127.0.0.1:${place.wssPort}/mqtt`
  const topic = `t${name}`
  const payload = randomBytes(size)
  const message = generate({
    cmd: 'publish',
    topic,
    payload,
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
  })
  const payloadAt = message.length - size
  let sender: WebSocket | undefined
  let receiver: WebSocket | undefined
  let stored = 0
  const pair: Pair = {
    send: (seq, stamp) => {
      message.writeUInt16BE(((seq - 1) % MESSAGE_IDS) + 1, payloadAt - 2)
      message.writeDoubleBE(stamp, payloadAt)
      sender?.send(Buffer.from(message))
    },
    onStored: () => undefined,
    onDelivered: () => undefined,
    receive: async () => {
      const told = (packet: Packet): void => {
        if (packet.cmd !== 'publish') return
        receiving?.send(generate({ cmd: 'puback', messageId: packet.messageId ?? 0 }))
        if (Buffer.isBuffer(packet.payload)) pair.onDelivered(packet.payload.readDoubleBE(0))
      }
      let receiving: WebSocket | undefined
      receiver = await connectAs(url, `r${name}`, told, (socket) => {
        receiving = socket
        const subscriptions = [{ topic, qos: 1 as const }]
        socket.send(generate({ cmd: 'subscribe', messageId: 1, subscriptions }))
        return 'suback'
      })
    },
    rest: () => closed(receiver),
    drop: () => {
      sender?.terminate()
      receiver?.terminate()
    },
    dial: async () => {
      const told = (packet: Packet): void => {
        if (packet.cmd === 'puback') pair.onStored((stored += 1))
      }
      sender = await connectAs(url, `s${name}`, told, () => 'connack')
    },
  }
  await pair.dial()
  return pair
}
