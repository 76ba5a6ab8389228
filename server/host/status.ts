// `sotto status`: how the server is doing, in a screen. Without a running server it says so and exits 3.
import { existsSync, statfsSync, statSync } from 'node:fs'
import { databasePath } from '../store/database.ts'
import type { Command, Run } from './command.ts'
import { askServer, notRunning } from './control-ask.ts'
import type { StatusFacts } from './control-calls.ts'
import { exit } from './exit.ts'
import { lastBackup } from './last-backup.ts'
import { counted, size, span } from './print.ts'

const DAY = 86_400_000
const SOON_DAYS = 14

const fileSize = (path: string): number => (existsSync(path) ? statSync(path).size : 0)

/** What the disk holds, in bytes. */
interface Room {
  readonly database: number
  readonly log: number
  readonly free: number
}
const roomOf = (folder: string): Room => {
  const { bavail, bsize } = statfsSync(folder)
  const path = databasePath(folder)
  return { database: fileSize(path), log: fileSize(`${path}-wal`), free: bavail * bsize }
}

const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10)

const certificateText = ({ certificate }: StatusFacts, { output }: Run): string => {
  if (!certificate) return 'none: a proxy in front ends TLS'
  const days = Math.floor((certificate.validTo - Date.now()) / DAY)
  const text = `good until ${dayText(certificate.validTo)} (${counted(days, 'day')})`
  return days < SOON_DAYS ? output.paint('yellow', text) : text
}

const backupText = (folder: string): string => {
  const at = lastBackup(folder)
  if (at === undefined) return 'never: sotto backup FILE makes one'
  const days = Math.floor((Date.now() - at) / DAY)
  return days < 1 ? `${dayText(at)} (today)` : `${dayText(at)} (${counted(days, 'day')} ago)`
}

const show = (facts: StatusFacts, room: Room, run: Run): void => {
  const { output, folder } = run
  const { census } = facts
  const uptime = span((Date.now() - facts.startedAt) / 1_000)
  output.say(
    `${output.paint('bold', 'Sotto is running')}, version ${facts.version}, for ${uptime}.`,
  )
  output.say('')
  output.rows([
    ...facts.origins.map((origin, at) => [at === 0 ? 'Address' : '', origin] as const),
    [
      'Online',
      `${counted(facts.devicesOnline, 'device')}, ${counted(facts.sockets, 'socket')} in all`,
    ],
    [
      'Inboxes',
      `${counted(census.inboxes, 'inbox', 'inboxes')}, ${counted(census.friendIds, 'friend id')}`,
    ],
    ['Waiting', `${counted(census.envelopes, 'envelope')}, ${size(census.bytes)}`],
    ['Files', `${counted(census.blobs, 'blob')}, ${size(census.blobBytes)}`],
    ...(census.quarantined === 0
      ? []
      : ([
          ['Damaged', output.paint('red', `${counted(census.quarantined, 'row')} set aside`)],
        ] as const)),
    ['Database', `${size(room.database)}, log ${size(room.log)}; ${size(room.free)} free on disk`],
    ['Memory', size(facts.residentBytes)],
    ['Certificate', certificateText(facts, run)],
    ['Last backup', backupText(folder)],
    ['Data', folder],
  ])
}

export const status: Command = {
  name: 'status',
  summary: 'how the server is doing',
  examples: [
    ['npx sotto status', 'a screen of facts'],
    ['npx sotto status --json', 'the same and every metric, for programs'],
  ],
  takes: [0, 0, ''],
  run: async (run) => {
    const { folder, output } = run
    const facts = await askServer(folder, 'status', {})
    if (!facts) {
      const { code, message } = notRunning(folder)
      output.remark(message)
      output.give({ running: false, data: folder })
      return code
    }
    const room = roomOf(folder)
    show(facts, room, run)
    output.give({
      running: true,
      data: folder,
      ...facts,
      room,
      lastBackup: lastBackup(folder) ?? null,
    })
    return exit.good
  },
}
