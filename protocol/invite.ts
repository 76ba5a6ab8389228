// What stands behind the `#` of a link (PROTOCOL 6.4) and in a verification code (PROTOCOL 6.5), which is the
// same notation but is only ever shown on one screen and scanned by another. Never sent to any server.
import { fromBase64url, toBase64url } from './bytes.ts'
import { decode, encode, fixed, struct, u8, type Of } from './codec.ts'
import { Malformed } from './errors.ts'
import { KEY_BYTES, SECRET_BYTES, TICKET_BYTES } from './limits.ts'

const LINK_VERSION = 1
const INVITATION = 1
const FIRST_PERSON = 2
// 3 is kept for linking a device.
const VERIFY = 4

const invitationLink = struct({
  version: u8,
  kind: u8,
  account: fixed(KEY_BYTES),
  secret: fixed(SECRET_BYTES),
})
const firstPersonLink = struct({ version: u8, kind: u8, ticket: fixed(TICKET_BYTES) })
const verifyCode = struct({
  version: u8,
  kind: u8,
  account: fixed(KEY_BYTES),
  peer: fixed(KEY_BYTES),
})

/**
 * A payload: an invitation by a friend, the host's ticket for the first person, or a verification code:
 * `account` is who shows it, `peer` whom they believe to be scanning it.
 */
export type Link =
  | ({ readonly type: 'invitation' } & Pick<Of<typeof invitationLink>, 'account' | 'secret'>)
  | ({ readonly type: 'firstPerson' } & Pick<Of<typeof firstPersonLink>, 'ticket'>)
  | ({ readonly type: 'verify' } & Pick<Of<typeof verifyCode>, 'account' | 'peer'>)

/** The text, without a `#`: 67 characters for an invitation, 88 for a verification code. */
export const encodeLink = (link: Link): string => toBase64url(bytesOf(link))

const bytesOf = (link: Link): Uint8Array => {
  switch (link.type) {
    case 'invitation':
      return encode(invitationLink, { version: LINK_VERSION, kind: INVITATION, ...link })
    case 'firstPerson':
      return encode(firstPersonLink, { version: LINK_VERSION, kind: FIRST_PERSON, ...link })
    case 'verify':
      return encode(verifyCode, { version: LINK_VERSION, kind: VERIFY, ...link })
  }
}

/** Reads a fragment; throws Malformed for a mangled one and for a later version. */
export const decodeLink = (fragment: string): Link => {
  const raw = fromBase64url(fragment)
  if (!raw || raw.length < 2) throw new Malformed('link is mangled')
  if (raw[0] !== LINK_VERSION) throw new Malformed('link is of a later version')
  if (raw[1] === INVITATION) {
    const { account, secret } = decode(invitationLink, raw)
    return { type: 'invitation', account, secret }
  }
  if (raw[1] === FIRST_PERSON)
    return { type: 'firstPerson', ticket: decode(firstPersonLink, raw).ticket }
  if (raw[1] === VERIFY) {
    const { account, peer } = decode(verifyCode, raw)
    return { type: 'verify', account, peer }
  }
  throw new Malformed('link is of an unknown kind')
}
