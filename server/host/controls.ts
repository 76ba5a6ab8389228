// The running server's answers to the host's commands: the desk's, with what only the whole program knows,
// its addresses, its certificate and its age.
import { TICKET_LIFE } from '../../protocol/limits.ts'
import type { Metrics } from '../metrics.ts'
import type { Running } from '../serve.ts'
import { firstLink } from '../start-screen.ts'
import type { Certificate } from '../tls/certificate.ts'
import type { Controls } from './control-calls.ts'
import { CommandFault, exit } from './exit.ts'
import { VERSION } from './version.ts'

/** What the program around the server tells; asked anew each time. */
export interface Surroundings {
  /** Addresses of the pages: for this computer first, then the best for others. */
  origins(): readonly string[]
  certificate(): Certificate | undefined
}

const startedAt = Date.now()

/** The controls of a running server. */
export const createControls = (
  running: Running,
  metrics: Metrics,
  around: Surroundings,
): Controls => {
  const { desk } = running
  return {
    status: async () => {
      const certificate = around.certificate()
      const { receiving, all } = running.sizes()
      return {
        version: VERSION,
        pid: process.pid,
        startedAt,
        httpsPort: running.httpsPort,
        wssPort: running.wssPort,
        origins: around.origins(),
        certificate: certificate && {
          validTo: certificate.validTo,
          fingerprint: certificate.fingerprint,
        },
        census: await desk.census(),
        devicesOnline: receiving,
        sockets: all,
        residentBytes: process.memoryUsage.rss(),
        numbers: await metrics.numbers(),
      }
    },
    invite: async () => {
      const ticket = await running.newTicket()
      return {
        links: around.origins().map((origin) => firstLink(origin, ticket)),
        until: Date.now() + TICKET_LIFE,
      }
    },
    inboxes: async () => ({ inboxes: await desk.inboxes() }),
    closeInbox: async ({ inbox }) => ({ closed: await desk.closeInbox(String(inbox)) }),
    houseKey: () => Promise.resolve(desk.houseKey()),
    replaceHouseKey: ({ key, grace }) => {
      if (typeof grace !== 'boolean' || (key !== undefined && typeof key !== 'string')) {
        throw new CommandFault(exit.usage, 'A house key is 43 characters of base64url.')
      }
      return Promise.resolve(desk.replaceHouseKey({ ...(key === undefined ? {} : { key }), grace }))
    },
  }
}
