// The engine: commands in, views out, one writer, one connection. It composes; the decisions stand in the
// files of their nouns. After each commit the network and the screens follow from what is durable.
import { checkRandom, deriveInvitation, type OpenedCard, type Random } from '../crypto/index.ts'
import { Malformed } from '../../protocol/errors.ts'
import { decodeLink, type Link } from '../../protocol/invite.ts'
import { PAIRS_FULL, RECEIPT_DELAY } from '../../protocol/limits.ts'
import { createAccount, growPool } from './account.ts'
import { dismissNotice, DONE, markRead, readPage, refused, sendText, usableName } from './commands.ts'
import { createConnection, type Line } from './connection.ts'
import {
  acceptInvitation,
  invitationView,
  knownInviter,
  lookAtCard,
  makeInvitation,
  revokeInvitation,
  type Look,
} from './invitations.ts'
import { fetchCard, Problem, stateInbox } from './jobs.ts'
import { sendReceipt } from './outgoing.ts'
import { DiskFault, TABLES, type Clock, type Disk, type Net } from './ports.ts'
import { openProfile } from './rows.ts'
import { createRunner } from './runner.ts'
import { activeSession } from './sessions.ts'
import { snapshotOf } from './snapshot.ts'
import { ME, must, type Turn } from './turn.ts'
import { upkeep, UPKEEP_EVERY } from './upkeep.ts'
import type { Answer, Command, Engine, Halt, ViewEvent } from './view.ts'

/** What the platform provides. `dataKey`: 32 bytes under which everything at rest is sealed. */
export interface EngineParts {
  readonly disk: Disk
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly dataKey: Uint8Array
}

/** After a full disk, when to try again. */
const RETRY_STORAGE = 10_000

const haltOf: Readonly<Record<DiskFault['kind'], Halt>> = {
  full: 'storageFull',
  fenced: 'elsewhere',
  broken: 'storageBroken',
}

type InvitationLink = Extract<Link, { type: 'invitation' }>

/** Opens the profile and starts. Throws for a broken random source and for a profile that does not open. */
export const openEngine = async (parts: EngineParts): Promise<Engine> => {
  const { disk, net, clock, random, dataKey } = parts
  checkRandom(random)
  const profile = await openProfile(disk, dataKey, random)
  const { rows } = profile
  const listeners = new Set<(event: ViewEvent) => void>()
  let halted: Halt | undefined
  let closed = false
  let receiptsDue: (() => void) | undefined
  let cancelUpkeep = (): void => undefined
  const cards = new Map<string, OpenedCard>()

  const snapshot = () =>
    snapshotOf(rows, {
      connection: line.state,
      retryAt: line.retryAt,
      catchingUp: line.catchingUp,
      halt: halted,
      now: clock.now(),
    })
  const tell = (event: ViewEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const tellSnapshot = (): void => tell({ type: 'snapshot', snapshot: snapshot() })

  const runner = createRunner(
    { profile, clock, random },
    {
      committed: (messages) => {
        if (halted === 'storageFull') halted = undefined
        if (messages.length > 0) tell({ type: 'messages', messages })
        tellSnapshot()
        if (!closed) follow()
      },
      failed: (fault) => {
        halted = haltOf[fault.kind]
        // Nothing that arrives could be kept: the server keeps it instead.
        if (fault.kind === 'full') line.rest(RETRY_STORAGE)
        else line.close()
        tellSnapshot()
      },
    },
  )
  const { change } = runner
  const line: Line = createConnection({
    ...parts,
    rows,
    change,
    changed: tellSnapshot,
    halt: (why) => {
      halted = why
      tellSnapshot()
    },
  })

  /** What the committed profile asks for. */
  const follow = (): void => {
    line.pump()
    if (!receiptsDue && owing().length > 0) {
      receiptsDue = clock.after(RECEIPT_DELAY, () => {
        receiptsDue = undefined
        change(sendReceipts).catch(() => undefined)
      })
    }
    const met = rows.entries('device').some(([, device]) => device.answered)
    if (met && (rows.get('inbox', ME)?.pairsWanted ?? PAIRS_FULL) < PAIRS_FULL) change(growPool).catch(() => undefined)
  }
  const owing = (): string[] =>
    rows
      .entries('device')
      .filter(([, device]) => device.receiptOwed && device.out && activeSession(rows, device))
      .map(([key]) => key)
  const sendReceipts = (turn: Turn): void => {
    for (const [key, device] of turn.draft.entries('device')) {
      if (device.receiptOwed && activeSession(turn.draft, device)) sendReceipt(turn, key)
    }
  }

  const wipe = (turn: Turn): void => {
    for (const table of TABLES) {
      if (table === 'message') continue
      for (const [key] of turn.draft.entries(table)) turn.draft.delete(table, key)
    }
  }
  /** A new account is nothing without an inbox: when the server refuses the right, it never was. */
  const claimInbox = async (): Promise<Answer | undefined> => {
    try {
      await stateInbox({ net, clock, random, rows, change })
      return undefined
    } catch (error) {
      if (!(error instanceof Problem) || error.problem !== 'notInvited') return undefined
      await change(wipe)
      return refused('notInvited')
    }
  }
  const start = async (said: Extract<Command, { type: 'start' }>): Promise<Answer> => {
    const name = usableName(said.name)
    const link = decodeLink(said.fragment)
    if (name === undefined) return refused('badName')
    if (link.type !== 'firstPerson') return refused('mangled')
    if (rows.get('profile', ME)) return refused('already')
    await change((turn) => createAccount(turn, name, { ticket: link.ticket }))
    return (await claimInbox()) ?? DONE
  }
  const look = async (link: InvitationLink): Promise<Look | Answer> => {
    const known = knownInviter(rows, link)
    if (known) return known
    const answer = await fetchCard(net, deriveInvitation(link.account, link.secret))
    if (answer.used) return refused('used')
    return lookAtCard(rows, link, answer.card, clock.now())
  }
  const lookAnswer = (found: Look | Answer): Answer => {
    if (found.is === 'own') return refused('own')
    if (found.is === 'friends') return { is: 'person', person: found.person }
    return found.is === 'open' ? { is: 'invitedBy', name: found.name } : found
  }
  const lookAt = async (fragment: string): Promise<Answer> => {
    const link = decodeLink(fragment)
    if (link.type === 'firstPerson') return rows.get('profile', ME) ? refused('already') : { is: 'ticket' }
    const found = await look(link)
    if (found.is === 'open') cards.set(fragment, found.card)
    return lookAnswer(found)
  }
  const accept = async (said: Extract<Command, { type: 'accept' }>): Promise<Answer> => {
    const link = decodeLink(said.fragment)
    if (link.type !== 'invitation') return refused('mangled')
    const isNew = rows.get('profile', ME) === undefined
    const name = isNew ? usableName(said.name) : must(rows.get('profile', ME)).name
    if (name === undefined) return refused('badName')
    let card = cards.get(said.fragment)
    if (!card || knownInviter(rows, link)) {
      const found = await look(link)
      if (found.is !== 'open') return lookAnswer(found)
      card = found.card
    }
    const taken = card
    const person = await change((turn) => acceptInvitation(turn, link, taken, name))
    cards.clear()
    return (isNew ? await claimInbox() : undefined) ?? { is: 'person', person }
  }
  const invite = async (label: string): Promise<Answer> => {
    if (!rows.get('profile', ME)) return refused('unknown')
    const key = await change((turn) => makeInvitation(turn, label))
    const invitation = invitationView(rows, key, must(rows.get('invitation', key)), clock.now())
    return { is: 'invitation', invitation }
  }
  const perform = async (command: Command): Promise<Answer> => {
    switch (command.type) {
      case 'start':
        return start(command)
      case 'look':
        return lookAt(command.fragment)
      case 'accept':
        return accept(command)
      case 'invite':
        return invite(command.label)
      case 'revoke':
        await change((turn) => revokeInvitation(turn, command.invitation))
        return DONE
      case 'send':
        return change((turn) => sendText(turn, command))
      case 'page':
        return readPage(profile, command)
      case 'read':
        return change((turn) => markRead(turn, command.person))
      case 'dismiss':
        return change((turn) => dismissNotice(turn, command.notice))
      case 'retry':
        halted = halted === 'storageBroken' ? halted : undefined
        line.retry()
        return DONE
    }
  }

  const tidy = (): void => {
    cancelUpkeep = clock.after(UPKEEP_EVERY, tidy)
    change(upkeep).catch(() => undefined)
  }
  await change(upkeep)
  cancelUpkeep = clock.after(UPKEEP_EVERY, tidy)

  return {
    run: async (command) => {
      try {
        return await perform(command)
      } catch (error) {
        return refused(whyRefused(error))
      }
    },
    snapshot,
    watch: (listener) => {
      listeners.add(listener)
      listener({ type: 'snapshot', snapshot: snapshot() })
      return () => listeners.delete(listener)
    },
    nudge: () => {
      if (!halted && line.state === 'offline') line.retry()
    },
    close: async () => {
      closed = true
      receiptsDue?.()
      cancelUpkeep()
      line.close()
      await runner.idle()
      await disk.close()
    },
  }
}

const whyRefused = (error: unknown) => {
  if (error instanceof Malformed) {
    return error.code === 'link is of a later version' ? 'newer' : 'mangled'
  }
  if (error instanceof DiskFault) return 'storage'
  if (!(error instanceof Problem)) return 'offline'
  if (error.problem === 'refused') return 'gone'
  return error.problem === 'version' ? 'newer' : 'busy'
}
