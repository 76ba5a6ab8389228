// The first frame of a session (PROTOCOL 7): opened with the private halves that its cleartext names, and the
// person and device that it makes known when it came by an invitation.
import {
  acceptInit,
  findDevice,
  listsInitiator,
  readInitClear,
  readManifest,
  type Accepted,
} from '../crypto/index.ts'
import { fromHex } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { content, hello, itemType, type Content, type Hello } from '../../protocol/message.ts'
import { isLastResortId } from '../../protocol/prekey.ts'
import { addDevice, addPerson, deviceKeyOf, meetAgain, personByAccount } from './people.ts'
import { must, ownProfile, type Turn } from './turn.ts'

export type AcceptedInit = Extract<Accepted, { is: 'opened' }>

/** Opens an INIT with the private halves its cleartext names, if they are still here. */
export const tryInit = (
  turn: Turn,
  frame: Uint8Array,
  by: { readonly pair?: string; readonly psk?: Uint8Array },
): AcceptedInit | undefined => {
  const { draft, now } = turn
  const clear = readInitClear(frame)
  if (!clear) return undefined
  const me = ownProfile(draft)
  const named = isLastResortId(clear.kemId) ? `last/${clear.kemId}` : `pair/${clear.kemId}`
  const signed = draft.get('prekey', `spk/${clear.spkId}`)?.signed
  const kem = draft.get('prekey', by.pair ?? named)?.kem
  if (!signed || !kem) return undefined
  const accepted = acceptInit({
    own: { account: me.account.publicKey, device: me.device },
    signedPrekey: signed,
    kem,
    psk: by.psk,
    frame,
    now,
  })
  return accepted.is === 'opened' ? accepted : undefined
}

export const readContent = (bytes: Uint8Array): Content | undefined => {
  try {
    return decode(content, bytes)
  } catch {
    return undefined
  }
}

export const helloIn = (found: Content): Hello | undefined => {
  const item = found.items.find(({ type }) => type === itemType.hello)
  if (!item) return undefined
  try {
    return decode(hello, item.body)
  } catch {
    return undefined
  }
}

/** The person and the device that came by an invitation; undefined when they may not. */
export const join = (
  turn: Turn,
  invitationKey: string,
  { peer }: AcceptedInit,
  greeting: Hello,
): { readonly person: string; readonly deviceKey: string } | undefined => {
  const { draft } = turn
  const listed = verifiedDevice(greeting.manifest, peer)
  if (!listed) return undefined
  const known = personByAccount(draft, peer.account)
  if (known && !meetAgain(turn, known[0])) return undefined
  const person =
    known?.[0] ??
    addPerson(turn, {
      account: peer.account,
      name: '',
      manifest: greeting.manifest,
      cardKey: greeting.cardKey,
      invited: true,
    })
  const deviceKey = deviceKeyOf(person, listed.device)
  if (!draft.get('device', deviceKey)) {
    addDevice(turn, person, listed, undefined)
  }
  const device = must(draft.get('device', deviceKey))
  draft.put('device', deviceKey, { ...device, invitation: fromHex(invitationKey) })
  return { person, deviceKey }
}

const verifiedDevice = (manifest: Uint8Array, peer: AcceptedInit['peer']) => {
  try {
    const read = readManifest(manifest)
    return listsInitiator(read, peer) ? findDevice(read, peer.device) : undefined
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}
