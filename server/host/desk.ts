// What the host may ask of a running server (control-calls.ts), done by the parts that own it: the store's
// thread, the relay's records, the house key and the tickets.
import { randomBytes } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fromBase64url } from '../../protocol/bytes.ts'
import { HOUSE_KEY_BYTES } from '../../protocol/limits.ts'
import type { HouseKey } from '../house-key.ts'
import type { Friends } from '../relay-friends.ts'
import type { Channel, Inbox, Records } from '../relay-records.ts'
import type { Store } from '../store/store.ts'
import type { Census, ControlCalls, InboxFacts, KeyFacts } from './control-calls.ts'
import { CommandFault, exit } from './exit.ts'
import { inboxName, inboxNumber } from './inbox-name.ts'

const SNAPSHOT_NAME = /^(snapshot-[0-9a-f]{8}\.db(-wal|-shm|-journal)?|\.doctor-\w+)$/

/** The parts that the desk speaks for. */
export interface DeskParts {
  readonly folder: string
  readonly store: Store<Channel, Inbox>
  readonly records: Records
  readonly friends: Friends
  readonly houseKey: HouseKey
}

/** What the host may have done. */
export interface Desk {
  census(): Promise<Census>
  inboxes(): Promise<readonly InboxFacts[]>
  closeInbox(inbox: string): Promise<boolean>
  houseKey(): KeyFacts
  replaceHouseKey(take: ControlCalls['replaceHouseKey']['take']): KeyFacts
  snapshot(response: ServerResponse): Promise<void>
}

/** Removes copies of the database that a process left behind when it was killed. */
export const removeSnapshots = async (folder: string): Promise<void> => {
  const names = (await readdir(folder)).filter((name) => SNAPSHOT_NAME.test(name))
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}

const sendSnapshot = async (
  { folder, store }: DeskParts,
  response: ServerResponse,
): Promise<void> => {
  const path = join(folder, `snapshot-${randomBytes(4).toString('hex')}.db`)
  try {
    await store.snapshot(path).catch(() => {
      throw new CommandFault(
        exit.failed,
        `The server cannot copy its database into ${folder}: make room there, or give it the right to write.`,
      )
    })
    const { size } = statSync(path)
    const file = createReadStream(path, { highWaterMark: 262_144 })
    response.writeHead(200, { 'Content-Length': size })
    await pipeline(file, response)
  } finally {
    await rm(path, { force: true })
  }
}

const keyOf = (text: string | undefined): Uint8Array => {
  if (text === undefined) return randomBytes(HOUSE_KEY_BYTES)
  const key = fromBase64url(text)
  if (key?.length === HOUSE_KEY_BYTES) return key
  throw new CommandFault(exit.usage, 'A house key is 43 characters of base64url.')
}

/** The desk of a running server. */
export const createDesk = (parts: DeskParts): Desk => {
  const { store, records, friends, houseKey } = parts
  let copying = false
  return {
    census: () => store.ask('census', {}),
    inboxes: async () => {
      const rows = await store.ask('inboxes', {})
      return rows.map(({ inboxNo, ...facts }) => ({
        inbox: inboxName(inboxNo),
        ...facts,
        online: records.isOnline(inboxNo),
      }))
    },
    closeInbox: async (inbox) => {
      const inboxNo = inboxNumber(inbox)
      return inboxNo === undefined ? false : friends.closeInbox(inboxNo)
    },
    houseKey: () => houseKey.facts(),
    replaceHouseKey: ({ key, grace }) => {
      houseKey.replace(keyOf(key), grace)
      return houseKey.facts()
    },
    snapshot: async (response) => {
      if (copying) {
        throw new CommandFault(
          exit.failed,
          'A copy of the database is being made already: try again in a moment.',
        )
      }
      copying = true
      try {
        await sendSnapshot(parts, response)
      } finally {
        copying = false
      }
    },
  }
}
