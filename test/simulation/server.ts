// The host of a simulated world: the product's relay, rights, friendIds and store code in this thread, over
// a database in memory. A crash keeps what was committed; a backup is an image taken between two batches.
import SqliteDatabase from 'better-sqlite3'
import type { HttpAnswer } from '../../client/engine/ports.ts'
import { closeCode, Malformed } from '../../protocol/errors.ts'
import {
  ENVELOPE_LIFE_DAYS,
  MAX_PAYLOAD,
  MAX_PAYLOAD_BEFORE_RIGHTS,
} from '../../protocol/limits.ts'
import { concatBytes, fromBase64url } from '../../protocol/bytes.ts'
import { gatewayLimits } from '../../server/gateway-limits.ts'
import type { FrameLine } from '../../server/gateway-connection.ts'
import { ReceiverSocket } from '../../server/gateway-receiver.ts'
import { Sender } from '../../server/gateway-sender.ts'
import { Friends } from '../../server/relay-friends.ts'
import { Records, relayLimits, type Channel, type Inbox } from '../../server/relay-records.ts'
import { Relay } from '../../server/relay.ts'
import { migrations, startLife, type Database } from '../../server/store/database.ts'
import { Ledger } from '../../server/store/ledger.ts'
import type { StorePort } from '../../server/store/port.ts'
import { Store } from '../../server/store/store.ts'
import type { FromWorker, ToWorker } from '../../server/store/worker.ts'
import { Tickets } from '../../server/ticket.ts'
import type { Chance } from './chance.ts'
import { createExchange } from './exchange.ts'
import type { Time } from './time.ts'

export const WSS_ORIGIN = 'wss://sim'
const HOUSE_KEY = new Uint8Array(32).fill(9)
const TOO_BIG = 1009
const SWEEP_STEP = 100

/** What a planted bug may change about the host. */
export interface ServerPlant {
  /** Restores a backup without giving the store a new epoch. */
  readonly sameEpoch?: boolean
}

/** The end of a connection at the host. */
export interface ServerEnd {
  receive(frame: Uint8Array): void
  closed(): void
}

/** The host, which crashes and comes back. */
export interface SimServer {
  isUp(): boolean
  connect(path: string, line: FrameLine): ServerEnd | undefined
  post(path: string, bytes: Uint8Array, bearer?: Uint8Array): Promise<HttpAnswer>
  ticket(): Uint8Array
  /** Without warning; a batch under way is lost, or `kept` although nobody was told. */
  crash(underWay: 'lost' | 'kept'): void
  start(): void
  backup(): Buffer
  restore(image: Buffer): void
  /** What the host does every hour: envelopes that waited too long go. */
  sweep(): void
  /** While true the disk refuses everything. */
  full(isFull: boolean): void
  /** Envelopes that wait, for all inboxes. */
  waiting(): number
  close(): void
}

interface Life {
  readonly relay: Relay
  readonly post: ReturnType<typeof createExchange>
  readonly tickets: Tickets
  readonly sweep: () => Promise<number>
  readonly pending: () => (() => void) | undefined
  over: boolean
}

const openFresh = (image?: Buffer): Database => {
  const database = image ? new SqliteDatabase(image) : new SqliteDatabase(':memory:')
  if (!image) for (const step of migrations) database.exec(step)
  return database
}

/** Runs batches after a commit's time, one at a time, as the store's thread does. */
const createPort = (
  ledger: Ledger,
  parts: ServerParts,
  life: () => Life | undefined,
  full: () => boolean,
): StorePort & { pending(): (() => void) | undefined } => {
  const { time, chance } = parts
  let hear: (message: FromWorker) => void = () => undefined
  let underWay: (() => void) | undefined
  const commit = (message: Extract<ToWorker, { is: 'batch' }>): FromWorker => {
    const operations = new Uint8Array(message.buffer, 0, message.length)
    const answer = full()
      ? ({ is: 'failed', outcomes: [] } as const)
      : ledger.run({ operations, day: message.day, calls: message.calls })
    return { is: 'answer', answer }
  }
  return {
    pending: () => underWay,
    hear: (listener) => {
      hear = listener
    },
    ended: () => undefined,
    now: () => time.now(),
    after: (delay, act) =>
      time.after(delay, () => {
        if (life()?.over !== true) act()
      }),
    terminate: () => Promise.resolve(),
    post: (message) => {
      if (message.is !== 'batch') return
      let answered: FromWorker | undefined
      const run = (): FromWorker => (answered ??= commit(message))
      underWay = () => void run()
      const delay = chance.maybe(0.03) ? 20 + chance.below(400) : 1 + chance.below(6)
      time.after(delay, () => {
        if (life()?.over === true) return
        underWay = undefined
        hear(run())
      })
    },
  }
}

interface ServerParts {
  readonly time: Time
  readonly chance: Chance
  readonly plant: ServerPlant
}

/** Opens a host with an empty database. */
export const createServer = (parts: ServerParts): SimServer => {
  const { time, plant } = parts
  let database = openFresh()
  let isFull = false
  let life: Life | undefined
  let tickets = new Tickets(() => time.now())

  const begin = (): void => {
    startLife(database)
    const ledger = new Ledger(database)
    const born: { life?: Life } = {}
    const port = createPort(
      ledger,
      parts,
      () => born.life,
      () => isFull,
    )
    const store = new Store<Channel, Inbox>(port, ledger.storeEpoch, () => time.now())
    const records = new Records()
    const relay = new Relay(store, records, relayLimits, () => undefined)
    const friends = new Friends(store, records)
    life = born.life = {
      relay,
      tickets,
      sweep: async () => {
        const { envelopes } = await friends.expire(store.day - ENVELOPE_LIFE_DAYS, SWEEP_STEP)
        return envelopes
      },
      post: createExchange({
        store,
        friends,
        tickets,
        houseKey: HOUSE_KEY,
        now: () => time.now(),
      }),
      pending: () => port.pending(),
      over: false,
    }
  }
  begin()

  return {
    isUp: () => life !== undefined,
    connect: (path, line) => life && openEnd(life, path, line, time),
    post: (path, bytes, bearer) =>
      life ? life.post(path, bytes, bearer) : Promise.reject(new Error('down')),
    ticket: () => tickets.create(),
    crash: (underWay) => {
      if (!life) return
      if (underWay === 'kept') life.pending()?.()
      life.over = true
      life = undefined
    },
    start: () => {
      if (!life) begin()
    },
    backup: () => database.serialize(),
    restore: (image) => {
      if (life) life.over = true
      life = undefined
      database.close()
      database = openFresh(image)
      tickets = new Tickets(() => time.now())
      if (plant.sameEpoch !== true) {
        database.prepare(`DELETE FROM fact WHERE name = 'store epoch'`).run()
      }
    },
    sweep: () => {
      // A disk that refuses is tried again in the next hour.
      life?.sweep().catch(() => undefined)
    },
    full: (now) => {
      isFull = now
    },
    waiting: () => Number(database.prepare('SELECT count(*) FROM envelope').pluck().get()),
    close: () => {
      if (life) life.over = true
      life = undefined
      database.close()
    },
  }
}

const openEnd = (life: Life, path: string, line: FrameLine, time: Time): ServerEnd | undefined => {
  const side = sideOf(life, path, line)
  if (!side) return undefined
  return {
    receive: (frame) => {
      if (life.over || !line.isOpen) return
      if (
        frame.length > MAX_PAYLOAD ||
        (frame.length > MAX_PAYLOAD_BEFORE_RIGHTS && !side.hasRights)
      ) {
        line.close(TOO_BIG)
        return
      }
      try {
        side.receive(concatBytes(frame), time.now())
      } catch (error) {
        if (!(error instanceof Malformed)) throw error
        line.close(closeCode.malformed)
      }
    },
    closed: () => {
      if (!life.over) side.closed()
    },
  }
}

const sideOf = (life: Life, path: string, line: FrameLine): Sender | ReceiverSocket | undefined => {
  if (path === '/wss') return new ReceiverSocket(line, life.relay, WSS_ORIGIN, () => HOUSE_KEY)
  const friendId = fromBase64url(path.slice('/wss/'.length))
  return friendId && new Sender(line, life.relay, gatewayLimits, friendId)
}
