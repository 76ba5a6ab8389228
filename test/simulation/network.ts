// The network between people and the host: each connection first in, first out, with delays that have a long
// tail; connections are refused, cut with what is under way, or die without a word. A host that lies does it
// here too, on what it says to one person.
import { concatBytes } from '../../protocol/bytes.ts'
import type { HttpAnswer, Net, Socket, SocketEvents } from '../../client/engine/ports.ts'
import { SERVER_CLOSE_AFTER } from '../../protocol/limits.ts'
import type { FrameLine } from '../../server/gateway-connection.ts'
import { noGuard } from '../../server/gateway-limits.ts'
import type { Chance } from './chance.ts'
import { HTTPS_ORIGIN } from './exchange.ts'
import type { Liar } from './liar.ts'
import { WSS_ORIGIN, type ServerEnd, type SimServer } from './server.ts'
import type { Time } from './time.ts'

const ABNORMAL = 1006
const NORMAL = 1000
const LIE_DELAY = 3
const OPEN_TIMEOUT = 8_000
const REQUEST_TIMEOUT = 20_000

export interface NetworkParts {
  readonly time: Time
  readonly chance: Chance
  readonly server: SimServer
  readonly liar: Liar
  /** Told of every frame that a person sends, as the person wrote it. */
  sent(who: string, path: string, frame: Uint8Array): void
  /** Told of every frame that reaches a person, before it does. */
  heard(who: string, frame: Uint8Array): void
  /** One line of the world's trace. */
  trace(line: string): void
}

/** The network of one world. */
export interface Network {
  /** A person's way to the host; silent once `alive` says no. */
  netOf(who: string, alive: () => boolean): Net
  /** Cuts this person's connections and requests, and refuses new ones for `span`. */
  cut(who: string, span: number): void
  /** The person's open connections die without a word: both ends learn by silence. */
  freeze(who: string): void
  /** The person's process is gone; the host learns at once or by silence. */
  drop(who: string, silently: boolean): void
  /** The host is gone. */
  cutAll(): void
}

interface Link {
  readonly who: string
  readonly events: SocketEvents
  end: ServerEnd | undefined
  toHost: number
  toPerson: number
  /** Frames under way are lost once this is set. */
  lost: boolean
  opened: boolean
  personOver: boolean
  hostOver: boolean
}

export const createNetwork = (parts: NetworkParts): Network => {
  const { time, chance, server, liar } = parts
  const links = new Set<Link>()
  const requests = new Set<{ readonly who: string; readonly fail: () => void }>()
  const refusedUntil = new Map<string, number>()

  const delay = (): number =>
    chance.maybe(0.02) ? 200 + chance.below(3_000) : 3 + chance.below(60)
  const refused = (who: string): boolean =>
    (refusedUntil.get(who) ?? 0) > time.now() || !server.isUp()

  const tellPerson = (link: Link, code: number): void => {
    if (link.personOver) return
    link.personOver = true
    if (link.hostOver) links.delete(link)
    parts.trace(`${link.who} closed ${code}`)
    link.events.closed(code)
  }
  const tellHost = (link: Link): void => {
    if (link.hostOver) return
    link.hostOver = true
    if (link.personOver) links.delete(link)
    link.end?.closed()
  }
  const towardsPerson = (link: Link, act: () => void): void => {
    link.toPerson = Math.max(link.toPerson, time.now() + delay())
    time.after(link.toPerson - time.now(), () => {
      if (!link.lost && !link.personOver) act()
    })
  }
  const towardsHost = (link: Link, act: () => void): void => {
    link.toHost = Math.max(link.toHost, time.now() + delay())
    time.after(link.toHost - time.now(), () => {
      if (!link.lost && !link.hostOver) act()
    })
  }
  const lineOf = (link: Link): FrameLine => {
    let open = true
    return {
      get isOpen() {
        return open && !link.hostOver
      },
      outbound: 0,
      guard: noGuard,
      write: (frame) => {
        if (!open || link.hostOver) return
        for (const said of liar.frames(link.who, concatBytes(frame))) {
          towardsPerson(link, () => {
            parts.trace(`> ${link.who} ${said[0]} ${said.length}`)
            parts.heard(link.who, said)
            link.events.received(said)
          })
        }
      },
      close: (code) => {
        if (!open) return
        open = false
        towardsPerson(link, () => tellPerson(link, code))
        time.after(LIE_DELAY, () => tellHost(link))
      },
    }
  }
  const sever = (link: Link, personAfter: number, hostAfter: number): void => {
    link.lost = true
    time.after(personAfter, () => tellPerson(link, ABNORMAL))
    time.after(hostAfter, () => tellHost(link))
  }
  const dial = (link: Link, path: string): void => {
    // As the real adapters do: a connection that does not open in time has failed.
    time.after(OPEN_TIMEOUT, () => {
      if (!link.opened) tellPerson(link, ABNORMAL)
    })
    time.after(delay(), () => {
      if (link.personOver || link.lost) return
      if (refused(link.who)) return tellPerson(link, ABNORMAL)
      towardsPerson(link, () => {
        link.opened = true
        link.events.opened()
      })
      link.end = server.connect(path, lineOf(link))
      if (!link.end) tellPerson(link, ABNORMAL)
    })
  }
  const open = (who: string, path: string, events: SocketEvents, alive: () => boolean): Socket => {
    const guarded: SocketEvents = {
      opened: () => alive() && events.opened(),
      received: (frame) => alive() && events.received(frame),
      closed: (code) => alive() && events.closed(code),
    }
    const link: Link = {
      who,
      events: guarded,
      end: undefined,
      toHost: 0,
      toPerson: 0,
      lost: false,
      opened: false,
      personOver: false,
      hostOver: false,
    }
    links.add(link)
    parts.trace(`${who} dials ${path === '/wss' ? 'in' : 'out'}`)
    dial(link, path)
    return {
      origin: WSS_ORIGIN,
      buffered: () => 0,
      send: (frame) => {
        if (link.personOver || !alive()) return
        const bytes = concatBytes(frame)
        parts.sent(who, path, bytes)
        towardsHost(link, () => link.end?.receive(bytes))
      },
      close: () => {
        if (link.personOver) return
        towardsHost(link, () => tellHost(link))
        if (!link.end) link.hostOver = true
        link.personOver = true
        if (link.hostOver) links.delete(link)
        queueMicrotask(() => guarded.closed(NORMAL))
      },
    }
  }
  const post = (
    who: string,
    alive: () => boolean,
    said: { readonly path: string; readonly body: Uint8Array; readonly bearer?: Uint8Array },
  ): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      let over = false
      const finish = (act: () => void): void => {
        if (over) return
        over = true
        requests.delete(request)
        if (alive()) act()
      }
      const fail = (): void => finish(() => reject(new Error('no answer')))
      const request = { who, fail }
      requests.add(request)
      time.after(REQUEST_TIMEOUT, fail)
      const hear = (answer: HttpAnswer): void => {
        const told = liar.answer(who, said.path, answer)
        time.after(delay(), () => {
          parts.trace(`${who} ${said.path} ${told.status}`)
          finish(() => resolve(told))
        })
      }
      time.after(delay(), () => {
        if (over || refused(who)) return fail()
        const body = concatBytes(said.body)
        server.post(said.path, body, said.bearer).then(hear, fail)
      })
    })
  const failRequests = (who: string | undefined): void => {
    for (const request of requests) {
      if (who === undefined || request.who === who) time.after(chance.below(500), request.fail)
    }
  }
  const linksOf = (who: string): Link[] =>
    [...links].filter((link) => link.who === who && !link.lost)
  return {
    netOf: (who, alive) => ({
      origin: HTTPS_ORIGIN,
      post: (path, body, bearer) => post(who, alive, { path, body, ...(bearer ? { bearer } : {}) }),
      open: (path, events) => open(who, path, events, alive),
    }),
    cut: (who, span) => {
      refusedUntil.set(who, time.now() + span)
      for (const link of linksOf(who)) sever(link, chance.below(2_000), chance.below(5_000))
      failRequests(who)
    },
    freeze: (who) => {
      for (const link of linksOf(who)) {
        link.lost = true
        // The person's own heartbeat gives up; the host's does after SERVER_CLOSE_AFTER.
        time.after(SERVER_CLOSE_AFTER, () => tellHost(link))
      }
    },
    drop: (who, silently) => {
      for (const link of linksOf(who)) {
        link.personOver = true
        // What the process had handed over is on its way, or it is not.
        if (silently || chance.maybe(0.3)) link.lost = true
        if (silently) time.after(SERVER_CLOSE_AFTER, () => tellHost(link))
        else if (link.lost) time.after(chance.below(50), () => tellHost(link))
        else towardsHost(link, () => tellHost(link))
      }
      for (const request of requests) if (request.who === who) requests.delete(request)
    },
    cutAll: () => {
      for (const link of links) {
        if (!link.lost) sever(link, chance.below(2_000), 0)
      }
      failRequests(undefined)
    },
  }
}
