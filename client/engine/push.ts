// Where this device is woken while nobody looks (PROTOCOL 4.2): what the browser gave is kept here, told to the
// server, and told again to a server that began a new life.
import { equalBytes } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { pushKey, putPush } from '../../protocol/push.ts'
import { MAX_PUSH_ENDPOINT, PUSH_KEY_BYTES } from '../../protocol/limits.ts'
import { refused } from './commands.ts'
import { ask, type AsOwner, type JobParts } from './asking.ts'
import { Problem } from './problem.ts'
import type { Draft } from './rows.ts'
import { ME } from './turn.ts'
import type { Answer, PushState } from './view.ts'

/** True while the server has to be told. */
export const pushDue = (rows: Draft): boolean => {
  const row = rows.get('push', ME)
  const epoch = rows.get('inbox', ME)?.storeEpoch
  if (!row || row.refused || !epoch) return false
  return row.epoch === undefined || !equalBytes(row.epoch, epoch)
}

/** Tells the server. Throws Problem, but not for an address that it does not take. */
export const statePush = async (parts: JobParts, asOwner: AsOwner): Promise<void> => {
  const told = parts.rows.get('push', ME)
  const epoch = parts.rows.get('inbox', ME)?.storeEpoch
  if (!told || !epoch) return
  const { endpoint, key } = told
  let outcome = { refused: false, stale: false }
  try {
    const said = await asOwner('/push', encode(putPush, { endpoint }))
    const now = decode(pushKey, said).key
    outcome = { refused: false, stale: endpoint !== '' && !equalBytes(now, key) }
  } catch (error) {
    if (!(error instanceof Problem) || error.problem !== 'pushRefused') throw error
    outcome = { refused: true, stale: false }
  }
  await parts.change(({ draft }) => {
    const row = draft.get('push', ME)
    // Another one was given meanwhile: it is told as well.
    if (!row || row.endpoint !== endpoint) return
    if (endpoint === '') draft.delete('push', ME)
    else draft.put('push', ME, { ...row, ...outcome, epoch })
  })
}

const stateOf = (rows: Draft): PushState => {
  const row = rows.get('push', ME)
  if (!row || row.endpoint === '') return 'off'
  if (row.refused) return 'refused'
  if (row.stale) return 'stale'
  return pushDue(rows) ? 'waiting' : 'on'
}

/** What is known here, without asking. */
export const readPush = (rows: Draft): Answer => ({
  is: 'push',
  endpoint: rows.get('push', ME)?.endpoint ?? '',
  state: stateOf(rows),
})

/** Asks the server for its key. Throws Problem. */
export const askPushKey = async ({ net }: JobParts): Promise<Answer> => {
  const said = await ask(net, '/push/key', new Uint8Array(0))
  return { is: 'pushKey', key: decode(pushKey, said).key }
}

/** Keeps where to be woken, durably, and tells the server at once if it can be reached: else later. */
export const putPushHere = async (
  parts: JobParts,
  asOwner: AsOwner,
  { endpoint, key }: { readonly endpoint: string; readonly key: Uint8Array },
): Promise<Answer> => {
  const { rows } = parts
  const fits = endpoint.length <= MAX_PUSH_ENDPOINT && key.length <= PUSH_KEY_BYTES
  if (!rows.get('inbox', ME) || !fits) return refused('unknown')
  await parts.change(({ draft }) => {
    const row = draft.get('push', ME)
    if (!row && endpoint === '') return
    const same = row?.endpoint === endpoint && equalBytes(row.key, key)
    if (same && !row.refused && !row.stale) return
    draft.put('push', ME, { endpoint, key, epoch: undefined, refused: false, stale: false })
  })
  // Without an answer it stays due, and is told with the next connection.
  if (pushDue(rows)) await statePush(parts, asOwner).catch(() => undefined)
  return readPush(rows)
}
