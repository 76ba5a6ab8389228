// Bodies of the routes for pushes (PROTOCOL 4.2).
import { bytes, struct, text } from './codec.ts'
import { MAX_PUSH_ENDPOINT, PUSH_KEY_BYTES } from './limits.ts'

/**
 * POST /push/key takes nothing, and POST /push answers with it: the P-256 point under which browsers make
 * subscriptions for this server. Empty: this server sends no pushes.
 */
export const pushKey = struct({ key: bytes(PUSH_KEY_BYTES) })

/** POST /push with bearer: where this inbox is pushed to from now on; empty is nowhere. */
export const putPush = struct({ endpoint: text(MAX_PUSH_ENDPOINT) })
