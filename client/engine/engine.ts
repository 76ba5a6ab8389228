// The engine: commands in, views out, one writer, one connection. It composes; the decisions stand in the
// files of their nouns. After each commit the network and the screens follow from what is durable.
import { checkRandom, type Random } from '../crypto/index.ts'
import { Malformed } from '../../protocol/errors.ts'
import { RECEIPT_DELAY } from '../../protocol/limits.ts'
import { DONE, keepDraft, readDraft, readPage, refused } from './commands.ts'
import { createConnection, type Connected } from './connection.ts'
import { createLoadLater } from './load-later.ts'
import { createBackground } from './background.ts'
import { sendReceipt } from './outgoing.ts'
import { DiskFault, type BlobsPiece, type Clock, type Disk, type Net } from './ports.ts'
import { Problem } from './problem.ts'
import type { Rare } from './rare.ts'
import { markRead } from './seen.ts'
import { openProfile, type Draft, type Profile } from './rows.ts'
import { createRunner, type Runner } from './runner.ts'
import type { SearchPiece } from './search.ts'
import { activeSession } from './sessions.ts'
import { snapshotOf, type Outside } from './snapshot.ts'
import { createTimers, type Timers } from './timers.ts'
import type { Told, Turn } from './turn.ts'
import { sendText } from './writing.ts'
import type { Answer, Command, Engine, Halt, Refusal, ViewEvent } from './view.ts'

/** What the platform provides. `dataKey`: 32 bytes under which everything at rest is sealed. */
export interface EngineParts {
  readonly disk: Disk
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly dataKey: Uint8Array
  /** Gives search.ts when somebody searches; without it there is no search. */
  readonly loadSearch?: () => Promise<SearchPiece>
  /** Gives what keeps files; without it there are no attachments. */
  readonly loadBlobs?: () => Promise<BlobsPiece>
}

/** After a full disk, when to try again. */
const RETRY_STORAGE = 10_000

const haltOf: Readonly<Record<DiskFault['kind'], Halt>> = {
  full: 'storageFull',
  fenced: 'elsewhere',
  broken: 'storageBroken',
}

/** What the commands work with. */
interface Core {
  readonly profile: Profile
  readonly runner: Runner
  rare(): Promise<Rare>
  retry(): void
}

const ignore = (): undefined => undefined

type Listener = (event: ViewEvent) => void

/** Who is shown what: everybody hears everything, and a newcomer the present state first. */
const createViews = (present: () => ViewEvent) => {
  const listeners = new Set<Listener>()
  const tell = (event: ViewEvent): void => {
    for (const listener of listeners) listener(event)
  }
  return {
    tell,
    changed: () => tell(present()),
    watch: (listener: Listener) => {
      listeners.add(listener)
      listener(present())
      return () => listeners.delete(listener)
    },
  }
}

/** What the screens hear of a commit, before the snapshot. */
const eventsOf = ({ messages, moved, gone }: Told): readonly ViewEvent[] => {
  const events: ViewEvent[] = []
  if (messages.size > 0) events.push({ type: 'messages', messages: [...messages.values()] })
  if (moved.size > 0) events.push({ type: 'moved', moved: [...moved.values()] })
  for (const [person, ids] of Map.groupBy(gone.keys(), (id) => gone.get(id) ?? '')) {
    events.push({ type: 'gone', person, ids })
  }
  return events
}

const outsideOf = ({ receiving }: Connected, clock: Clock, halt: Halt | undefined): Outside => ({
  connection: receiving.state,
  retryAt: receiving.retryAt,
  catchingUp: receiving.catchingUp,
  halt,
  now: clock.now(),
})

/** Opens the profile and starts. Throws for a broken random source and for a profile that does not open. */
export const openEngine = async (parts: EngineParts): Promise<Engine> => {
  const { disk, clock, random } = parts
  checkRandom(random)
  const profile = await openProfile(disk, parts.dataKey, random)
  const { rows } = profile
  const timers = createTimers(clock)
  let halted: Halt | undefined
  let closed = false

  const snapshot = () => snapshotOf(rows, outsideOf(line, clock, halted))
  const views = createViews(() => ({ type: 'snapshot', snapshot: snapshot() }))
  const halt = (why: Halt): void => {
    halted = why
    views.changed()
  }
  const runner = createRunner(
    { profile, clock, random },
    {
      committed: (told) => {
        if (halted === 'storageFull') halted = undefined
        for (const event of eventsOf(told)) views.tell(event)
        views.changed()
        if (closed) return
        line.pump()
        followReceipts(rows, runner, timers)
        background.look()
      },
      failed: (fault) => {
        // Nothing that arrives could be kept: the server keeps it instead.
        if (fault.kind === 'full') line.rest(RETRY_STORAGE)
        else line.close()
        halt(haltOf[fault.kind])
      },
    },
  )
  const { change } = runner
  const later = createLoadLater()
  const line = createConnection({
    ...parts,
    rows,
    change,
    changed: views.changed,
    halt,
    later,
    moving: (transfers) => views.tell({ type: 'transfers', transfers }),
    volatile: (friendId, data) => background.heard(friendId, data),
  })
  const background = createBackground({
    ...parts,
    profile,
    rows,
    timers,
    change,
    later,
    volatile: line.volatile,
    tell: views.tell,
    typing: (person) => views.tell({ type: 'typing', person }),
  })
  const retry = (): void => {
    if (halted !== 'storageBroken') halted = undefined
    line.retry()
  }
  const core: Core = { profile, runner, rare: background.rare, retry }
  background.begin()

  return {
    run: (command) => perform(core, command).catch((error) => refused(whyRefused(error))),
    snapshot,
    watch: views.watch,
    nudge: () => {
      if (!halted && line.receiving.state === 'offline') line.retry()
    },
    close: async () => {
      closed = true
      background.close()
      timers.clear()
      line.close()
      await runner.idle()
      await disk.close()
    },
  }
}

/** Receipts that nothing else carried in time. */
const followReceipts = (rows: Draft, { change }: Runner, timers: Timers): void => {
  if (timers.has('receipts') || !owesReceipts(rows)) return
  timers.later('receipts', RECEIPT_DELAY, () => void change(sendReceipts).catch(ignore))
}

const owesReceipts = (rows: Draft): boolean =>
  rows
    .entries('device')
    .some(([, device]) => device.receiptOwed && device.out && activeSession(rows, device))

const sendReceipts = (turn: Turn): void => {
  for (const [key, device] of turn.draft.entries('device')) {
    if (device.receiptOwed && activeSession(turn.draft, device)) sendReceipt(turn, key)
  }
}

/** Commands of the first screen. */
const usual = ['send', 'page', 'read', 'draft', 'drafted', 'retry'] as const
type Usual = Extract<Command, { readonly type: (typeof usual)[number] }>
const isUsual = (command: Command): command is Usual => usual.some((type) => type === command.type)

const perform = async (core: Core, command: Command): Promise<Answer> => {
  if (!isUsual(command)) return (await core.rare())(command)
  const { change } = core.runner
  switch (command.type) {
    case 'send':
      if (command.attachment) return (await core.rare())(command)
      return change((turn) => sendText(turn, command))
    case 'page':
      return readPage(core.profile, command)
    case 'read':
      return change((turn) => markRead(turn, command))
    case 'draft':
      return change((turn) => keepDraft(turn, command))
    case 'drafted':
      return readDraft(core.profile.rows, command.person)
    case 'retry':
      core.retry()
      return DONE
  }
}

const whyRefused = (error: unknown): Refusal => {
  if (error instanceof Malformed) {
    return error.code === 'link is of a later version' ? 'newer' : 'mangled'
  }
  if (error instanceof DiskFault) return 'storage'
  if (!(error instanceof Problem)) return 'offline'
  if (error.problem === 'refused') return 'gone'
  return error.problem === 'version' ? 'newer' : 'busy'
}
