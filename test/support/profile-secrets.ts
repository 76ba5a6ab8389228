// The secrets of a profile, for searching other places for them.
import type { Session } from '../../client/crypto/index.ts'
import { openProfile } from '../../client/engine/rows.ts'
import { realRandom } from './circle.ts'
import type { DiskMemory } from './disk-memory.ts'

/** Lengths of secrets that are drawn: keys, tokens and KEM seeds. Ids and nonces are shorter and may be seen. */
export const SECRET_LENGTHS: ReadonlySet<number> = new Set([32, 64])

const present = (...parts: readonly (Uint8Array | undefined)[]): Buffer[] =>
  parts.flatMap((part) => (part ? [Buffer.from(part)] : []))

const secretsOf = ({ rootKey, ownRatchet, kemSeed, send, receive, ...state }: Session): Buffer[] =>
  present(
    rootKey,
    ownRatchet?.secret,
    kemSeed,
    send.chainKey,
    send.headerKey,
    send.nextHeaderKey,
    receive.chainKey,
    receive.headerKey,
    receive.nextHeaderKey,
    state.volatileSend,
    state.volatileReceive,
  )

/** Secrets that were derived, not drawn: from the profile at rest. */
export const derivedSecrets = async (disk: DiskMemory, dataKey: Uint8Array): Promise<Buffer[]> => {
  const { rows } = await openProfile(disk.clone().open(), dataKey, realRandom)
  return [
    ...rows.entries('session').flatMap(([, { state }]) => secretsOf(state)),
    ...rows.entries('skipped').map(([, { key }]) => Buffer.from(key)),
    ...rows.entries('route').map(([, { sendToken }]) => Buffer.from(sendToken)),
    ...rows.entries('channel').map(([, { sendToken }]) => Buffer.from(sendToken)),
    ...rows.entries('invitation').map(([, { secret }]) => Buffer.from(secret)),
  ]
}
