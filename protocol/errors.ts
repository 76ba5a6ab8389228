// Every refusal that crosses the wire, in one table (PROTOCOL 5). Close codes 4000-4499 mean
// "connect again", 4500-4999 mean "do not". Nothing here ever names an id, a key or a text.

/** Thrown by decoders and by the cryptography for bytes that are malformed or forged. */
export class Malformed extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.name = 'Malformed'
    this.code = code
  }
}

/** WebSocket close codes of this protocol. */
export const closeCode = {
  slowReader: 4001,
  drain: 1012,
  malformed: 4500,
  superseded: 4501,
  version: 4502,
  refused: 4503,
  idle: 4002,
  storeFailed: 4003,
  rateLimited: 4004,
} as const

/** What each close code means; the table in PROTOCOL 5 is made from this. */
export const closeMeaning: Readonly<Record<keyof typeof closeCode, string>> = {
  slowReader: 'the client reads too slowly; what it missed stays stored',
  drain: 'the server is stopping; connect again shortly',
  malformed: 'a frame was malformed, unknown or out of place',
  superseded: 'a newer login took this inbox',
  version: 'no common version; a version frame came before',
  refused: 'login refused: unknown inbox, wrong key or stale challenge',
  idle: 'no login or attach in time, or no byte for too long',
  storeFailed: 'the server cannot store just now',
  rateLimited: 'too much from this address or for this inbox; connect again later',
}

/** Problem codes: in `refused` and `rejected` frames and in the body of every failed HTTP answer. */
export const problem = {
  malformed: 1,
  version: 2,
  refused: 3,
  notInvited: 4,
  tooLarge: 5,
  rateLimited: 6,
  channelFull: 7,
  inboxFull: 8,
  storeFailed: 9,
  taken: 10,
  notFound: 11,
  wrongMedia: 12,
  tooMany: 13,
  serverFull: 14,
  damaged: 15,
  pushRefused: 16,
} as const

/** A problem's name, for screens and logs. */
export type ProblemName = keyof typeof problem

/** What each problem means and the HTTP status it travels with. */
export const problemMeaning: Readonly<
  Record<ProblemName, readonly [status: number, text: string]>
> = {
  malformed: [400, 'the body is not what this route takes'],
  version: [426, 'no common protocol version'],
  refused: [403, 'unknown id, wrong token, revoked or expired: one answer for all'],
  notInvited: [403, 'the house key or ticket is wrong, used or expired'],
  tooLarge: [413, 'longer than this route takes'],
  rateLimited: [429, 'too many tries; wait the seconds given'],
  channelFull: [507, 'this channel holds as much as it may; the owner has to read first'],
  inboxFull: [507, 'the inbox holds as much as it may; the owner has to read first'],
  storeFailed: [503, 'the server cannot store just now'],
  taken: [409, 'this id exists already with another key'],
  notFound: [404, 'no such route'],
  wrongMedia: [415, 'the body must be application/octet-stream without encoding'],
  tooMany: [409, 'more entries than one inbox may have'],
  serverFull: [507, 'the server has as many inboxes or blobs as its host allows'],
  damaged: [422, 'the blob does not have this hash: it was dropped, send it again'],
  pushRefused: [403, 'the server sends no pushes to that address'],
}

const names = Object.keys(problem).filter((name): name is ProblemName => name in problem)

/** The name of a problem code; unknown codes read as `refused`. */
export const problemName = (code: number): ProblemName =>
  names.find((name) => problem[name] === code) ?? 'refused'
