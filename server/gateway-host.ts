// Which names this server answers to. A request must name exactly one host, and one of ours, with its
// port: so no other site can be pointed at this server to read it (PROTOCOL 4).
import type { IncomingMessage } from 'node:http'

/** The request's host with port in lower case, or undefined when it is not one of `hosts`. */
export const hostOf = (
  request: IncomingMessage,
  hosts: ReadonlySet<string>,
): string | undefined => {
  let count = 0
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    if (request.rawHeaders[at]?.toLowerCase() === 'host') count += 1
  }
  const host = request.headers.host?.toLowerCase()
  return count === 1 && host !== undefined && hosts.has(host) ? host : undefined
}

/** The name of a host without its port; brackets of an IPv6 address stay. */
export const nameOfHost = (host: string): string => host.replace(/:\d+$/, '')
