// What stands behind the `#` of a link (PROTOCOL 6.4). Never sent to any server.
import { fromBase64url, toBase64url } from './bytes.ts'
import { decode, encode, fixed, struct, u8, type Of } from './codec.ts'
import { Malformed } from './errors.ts'
import { KEY_BYTES, SECRET_BYTES, TICKET_BYTES } from './limits.ts'

const LINK_VERSION = 1
const INVITATION = 1
const FIRST_PERSON = 2

const invitationLink = struct({
  version: u8,
  kind: u8,
  account: fixed(KEY_BYTES),
  secret: fixed(SECRET_BYTES),
})
const firstPersonLink = struct({ version: u8, kind: u8, ticket: fixed(TICKET_BYTES) })

/** A link's payload: an invitation by a friend, or the host's ticket for the first person. */
export type Link =
  | ({ readonly type: 'invitation' } & Pick<Of<typeof invitationLink>, 'account' | 'secret'>)
  | ({ readonly type: 'firstPerson' } & Pick<Of<typeof firstPersonLink>, 'ticket'>)

/** The fragment's text, without the `#`: 67 characters for an invitation. */
export const encodeLink = (link: Link): string =>
  toBase64url(
    link.type === 'invitation'
      ? encode(invitationLink, { version: LINK_VERSION, kind: INVITATION, ...link })
      : encode(firstPersonLink, { version: LINK_VERSION, kind: FIRST_PERSON, ...link }),
  )

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
  throw new Malformed('link is of an unknown kind')
}
