// People on a server under fault: inboxes made as PROTOCOL 4a's first person and their friends make them, each
// with friendIds of its own.
import assert from 'node:assert/strict'
import * as exchange from '../../protocol/exchange.ts'
import { VERSION } from '../../protocol/limits.ts'
import type { Resident } from '../support/server.ts'
import {
  createDevice,
  createInbox,
  createRoute,
  dialReceiver,
  logIn,
  loginOverHttps,
  post,
  type Device,
  type Place,
} from '../support/wire.ts'

/** The current house key, as every device hears it after its login. */
export const houseKeyOf = async (place: Place, device: Device): Promise<Uint8Array> => {
  const socket = await dialReceiver(place)
  const { houseKey } = await logIn(place, socket, device)
  await socket.close()
  return houseKey
}

/** An inbox made with the house key; gives the status. */
export const createInboxWithKey = async (
  place: Place,
  { inboxId, loginKey }: Device,
  houseKey: Uint8Array,
): Promise<number> => {
  const right = { type: 'houseKey', houseKey } as const
  const wish = { version: VERSION, inboxId, loginKey, right }
  return (await post(place, '/inboxes', exchange.createInbox, wish)).status
}

const settleDevice = async (place: Place, device: Device): Promise<Resident> => {
  const bearer = await loginOverHttps(place, device)
  return { device, bearer, route: await createRoute(place, bearer) }
}

/** `count` people: the first comes in with the ticket, the others with the house key. */
export const settlePeople = async (
  place: Place,
  ticket: Uint8Array,
  count: number,
): Promise<readonly Resident[]> => {
  const first = createDevice()
  assert.equal(await createInbox(place, first, ticket), 201)
  const people = [await settleDevice(place, first)]
  const houseKey = await houseKeyOf(place, first)
  while (people.length < count) {
    const device = createDevice()
    assert.equal(await createInboxWithKey(place, device, houseKey), 201)
    people.push(await settleDevice(place, device))
  }
  return people
}
