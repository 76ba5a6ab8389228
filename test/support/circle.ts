// A circle for stories: the real server over TLS on this machine, and people with the real engine whose
// profiles live in memory and survive their process.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { Random } from '../../client/crypto/index.ts'
import { openEngine } from '../../client/engine/index.ts'
import type { Clock, Net } from '../../client/engine/ports.ts'
import type { Engine, MessageView, Snapshot } from '../../client/engine/view.ts'
import { encodeLink } from '../../protocol/invite.ts'
import { plainBytes } from '../../protocol/bytes.ts'
import { serve, type Running, type ServeOptions } from '../../server/serve.ts'
import { testCertificate } from './certificate.ts'
import { createBlobsMemory, type BlobsMemory } from './blobs-memory.ts'
import { createDiskMemory, type DiskMemory } from './disk-memory.ts'
import { createNetNode, type NetNodeOptions } from './net-node.ts'
import { takeShown } from './shown.ts'

export const realClock: Clock = {
  now: () => Date.now(),
  after: (delay, call) => {
    const timer = setTimeout(call, delay)
    return () => clearTimeout(timer)
  },
}
export const realRandom = { bytes: (length: number) => plainBytes(randomBytes(length)) }

/** A server whose folder outlives its process. */
export interface Circle {
  readonly folder: string
  running(): Running
  restart(): Promise<void>
  stop(): Promise<void>
  start(): Promise<void>
  /** `through` stands between this person and the server. */
  person(disk?: DiskMemory, through?: (net: Net) => Net): Promise<Person>
  /** A fresh ticket's fragment. */
  ticket(): Promise<string>
  close(): Promise<void>
}

/** Somebody with a profile. */
export interface Person {
  readonly engine: Engine
  readonly disk: DiskMemory
  readonly blobs: BlobsMemory
  snapshot(): Snapshot
  /** Resolves when a snapshot satisfies `holds`. */
  until(holds: (snapshot: Snapshot) => boolean, what: string): Promise<Snapshot>
  /** Every message heard of, by id, newest state. */
  readonly messages: ReadonlyMap<string, MessageView>
  untilMessages(holds: (messages: readonly MessageView[]) => boolean, what: string): Promise<void>
  /** The process ends and starts again on the same profile. */
  reopen(): Promise<Person>
  close(): Promise<void>
}

const PATIENCE = 20_000

const waiting = (
  ready: () => boolean,
  subscribe: (check: () => void) => () => void,
  [what, patience]: readonly [what: string, patience: number | undefined],
) =>
  new Promise<void>((resolve, reject) => {
    let leave = (): void => undefined
    const timer = setTimeout(() => {
      leave()
      reject(new Error(`did not happen: ${what}`))
    }, patience ?? PATIENCE)
    const check = (): void => {
      if (!ready()) return
      clearTimeout(timer)
      leave()
      resolve()
    }
    leave = subscribe(check)
    check()
  })

/** The data key of every profile of a circle. */
export const circleDataKey = new Uint8Array(32).fill(7)

/** Where somebody's server is, and what time and chance they have; the machine's where they are missing. */
export interface PersonPlace {
  readonly reach: NetNodeOptions
  readonly clock?: Clock
  readonly random?: Random
  /** Milliseconds that a wait may take. */
  readonly patience?: number
}

/** Opens somebody's engine on a profile. */
export const openPerson = async (
  place: PersonPlace,
  disk: DiskMemory,
  through: (net: Net) => Net,
  blobs: BlobsMemory = createBlobsMemory(),
): Promise<Person> => {
  const net = createNetNode(place.reach)
  const engine = await openEngine({
    disk: disk.open(),
    net: through(net),
    clock: place.clock ?? realClock,
    random: place.random ?? realRandom,
    dataKey: circleDataKey,
    loadSearch: () => import('../../client/engine/search.ts'),
    loadBlobs: async () => ({ openBlobs: async () => blobs.open() }),
  })
  const messages = new Map<string, MessageView>()
  const checks = new Set<() => void>()
  engine.watch((event) => {
    takeShown(messages, event)
    for (const check of checks) check()
  })
  const subscribe = (check: () => void) => {
    checks.add(check)
    return () => checks.delete(check)
  }
  return {
    engine,
    disk,
    blobs,
    messages,
    snapshot: () => engine.snapshot(),
    until: async (holds, what) => {
      await waiting(() => holds(engine.snapshot()), subscribe, [what, place.patience])
      return engine.snapshot()
    },
    untilMessages: (holds, what) =>
      waiting(
        () => holds([...messages.values()].toSorted((a, b) => (a.order < b.order ? -1 : 1))),
        subscribe,
        [what, place.patience],
      ),
    reopen: async () => {
      await engine.close()
      return openPerson(place, disk, through, blobs)
    },
    close: () => engine.close(),
  }
}

/** What may be another's than the machine's. */
export interface CircleWorld {
  /** Time of the server and of everybody, milliseconds since 1970. */
  readonly now?: () => number
  readonly random?: Random
  readonly log?: ServeOptions['log']
  readonly push?: ServeOptions['push']
}

/** Starts a server on free ports of 127.0.0.1. */
export const createCircle = async (
  limits?: ServeOptions['limits'],
  world: CircleWorld = {},
): Promise<Circle> => {
  const clock = world.now ? { ...realClock, now: world.now } : realClock
  const random = world.random ?? realRandom
  const folder = await mkdtemp(join(tmpdir(), 'sotto-circle-'))
  let running: Running | undefined
  let ports = { httpsPort: 0, wssPort: 0 }
  const tls = await testCertificate()
  const start = async (): Promise<void> => {
    running = await serve({
      host: '127.0.0.1',
      ...ports,
      dataFolder: folder,
      tls,
      hosts: ({ httpsPort, wssPort }) =>
        new Set([`127.0.0.1:${httpsPort}`, `127.0.0.1:${wssPort}`]),
      publicUrl: undefined,
      publicWssUrl: undefined,
      build: new Uint8Array(32),
      pages: (context) => {
        context.status = 404
      },
      wssPage: '',
      log: world.log ?? (() => undefined),
      ...(world.now ? { now: world.now } : {}),
      ...(limits ? { limits } : {}),
      ...(world.push ? { push: world.push } : {}),
    })
    ports = { httpsPort: running.httpsPort, wssPort: running.wssPort }
  }
  const stop = async (): Promise<void> => {
    await running?.close()
  }
  await start()
  const circle: Circle = {
    folder,
    running: () => {
      if (!running) throw new Error('no server')
      return running
    },
    start,
    stop,
    restart: async () => {
      await stop()
      await start()
    },
    person: (disk = createDiskMemory(), through = (net) => net) => {
      const { httpsPort, wssPort } = circle.running()
      const https = `https://127.0.0.1:${httpsPort}`
      const reach = { https, wss: `wss://127.0.0.1:${wssPort}`, ca: tls.cert }
      return openPerson({ reach, clock, random }, disk, through)
    },
    ticket: async () =>
      encodeLink({ type: 'firstPerson', ticket: await circle.running().newTicket() }),
    close: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return circle
}
