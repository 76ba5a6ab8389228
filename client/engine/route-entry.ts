// A friendId of this profile, as the server is told of it (PROTOCOL 4).
import { hashToken } from '../crypto/index.ts'
import type { FriendIdEntry } from '../../protocol/exchange.ts'
import type { RouteRow } from './tables.ts'

/** What the server is told of a friendId. */
export const routeEntry = (friendId: Uint8Array, route: RouteRow): FriendIdEntry => ({
  friendId,
  tokenHash: hashToken(route.sendToken),
  expiresDay: route.expires === 0 ? 0 : Math.ceil(route.expires / 86_400_000),
  quota: route.quota,
  card: route.card,
})
