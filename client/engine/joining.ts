// Coming in: as the first person with the host's ticket, or through a friend's invitation. No keys are made
// before the person agreed, and an account that the server refuses an inbox never was.
import { deriveInvitation } from '../crypto/index.ts'
import { type OpenedCard } from '../crypto/meeting.ts'
import type { ProblemName } from '../../protocol/errors.ts'
import { decodeLink, type Link } from '../../protocol/invite.ts'
import { createAccount } from './account.ts'
import { DONE, refused } from './commands.ts'
import { usableName } from './usable-name.ts'
import { acceptInvitation, knownInviter, lookAtCard, type Look } from './inviting.ts'
import type { JobParts } from './asking.ts'
import { fetchCard, stateInbox } from './jobs.ts'
import { Problem } from './problem.ts'
import { TABLES } from './ports.ts'
import { ME, type Turn } from './turn.ts'
import type { Answer, Command, Refusal } from './view.ts'

type Said<T> = Extract<Command, { type: T }>
type InvitationLink = Extract<Link, { type: 'invitation' }>

export interface Joining {
  start(said: Said<'start'>): Promise<Answer>
  look(said: Said<'look'>): Promise<Answer>
  accept(said: Said<'accept'>): Promise<Answer>
}

/** Commands for who is not in yet, and for further invitations of who is. */
export const createJoining = (parts: JobParts): Joining => {
  const { rows, change } = parts
  // A card that was looked at need not be fetched again for the tap that follows.
  const cards = new Map<string, OpenedCard>()
  const openedCard = async (
    fragment: string,
    link: InvitationLink,
  ): Promise<OpenedCard | Answer> => {
    const kept = cards.get(fragment)
    if (kept && !knownInviter(rows, link)) return kept
    const found = await lookUp(parts, link)
    return found.is === 'open' ? found.card : lookAnswer(found)
  }
  return {
    start: async ({ name: written, fragment }) => {
      const name = usableName(written)
      const link = decodeLink(fragment)
      if (name === undefined) return refused('badName')
      if (link.type !== 'firstPerson') return refused(notA(link))
      if (rows.get('profile', ME)) return refused('already')
      await change((turn) => createAccount(turn, name, { ticket: link.ticket }))
      return (await claimInbox(parts)) ?? DONE
    },
    look: async ({ fragment }) => {
      const link = decodeLink(fragment)
      if (link.type === 'firstPerson') {
        return rows.get('profile', ME) ? refused('already') : { is: 'ticket' }
      }
      if (link.type !== 'invitation') return refused(notA(link))
      const found = await lookUp(parts, link)
      if (found.is === 'open') cards.set(fragment, found.card)
      return lookAnswer(found)
    },
    accept: async ({ fragment, name: written }) => {
      const link = decodeLink(fragment)
      if (link.type !== 'invitation') return refused(notA(link))
      const me = rows.get('profile', ME)
      const name = me ? me.name : usableName(written)
      if (name === undefined) return refused('badName')
      const card = await openedCard(fragment, link)
      if ('is' in card) return card
      const person = await change((turn) => acceptInvitation(turn, link, card, name))
      cards.clear()
      return (me ? undefined : await claimInbox(parts)) ?? { is: 'person', person }
    },
  }
}

/** A security code is only ever scanned in the conversation it belongs to. */
const notA = (link: Link): Refusal => (link.type === 'verify' ? 'securityCode' : 'mangled')

const lookUp = async (parts: JobParts, link: InvitationLink): Promise<Look | Answer> => {
  const known = knownInviter(parts.rows, link)
  if (known) return known
  const answer = await fetchCard(parts.net, deriveInvitation(link.account, link.secret))
  if (answer.used) return refused('used')
  return lookAtCard(parts.rows, link, answer.card, parts.clock.now())
}

const lookAnswer = (found: Look | Answer): Answer => {
  if (found.is === 'own') return refused('own')
  if (found.is === 'friends') return { is: 'person', person: found.person }
  return found.is === 'open' ? { is: 'invitedBy', name: found.name } : found
}

/** Refusals of an inbox that trying again does not mend. */
const NO_WAY_IN: Partial<Record<ProblemName, Refusal>> = {
  notInvited: 'notInvited',
  serverFull: 'full',
}

/** Without an answer the account stays and the inbox is claimed later; refused, it is undone. */
const claimInbox = async (parts: JobParts): Promise<Answer | undefined> => {
  try {
    await stateInbox(parts)
    return undefined
  } catch (error) {
    const why = error instanceof Problem ? NO_WAY_IN[error.problem] : undefined
    if (!why) return undefined
    await parts.change(wipe)
    return refused(why)
  }
}

const wipe = ({ draft }: Turn): void => {
  for (const table of TABLES) {
    if (table === 'message') continue
    for (const [key] of draft.entries(table)) draft.delete(table, key)
  }
}
