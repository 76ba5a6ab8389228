// Commands that are not asked for at the first screen: loaded with the first of them, or in a quiet moment.
import { performFile, sendAttachment } from './attaching.ts'
import { arrange } from './arranging.ts'
import { setTimer } from './deaths.ts'
import { openNotes, pictureOf, rename, setPicture } from './profile-card.ts'
import { block, removePerson } from './severing.ts'
import { share } from './sharing.ts'
import { invitationView } from './invitations.ts'
import { makeInvitation, revokeInvitation } from './inviting.ts'
import { createOwner, type AsOwner, type JobParts } from './asking.ts'
import { eraseMessages } from './erasures.ts'
import { createJoining, type Joining } from './joining.ts'
import { DONE, refused } from './commands.ts'
import { dismissNotice } from './dismissing.ts'
import { editMessage, listMarked, pinMessage, reactTo, starMessages } from './markings.ts'
import { forwardMessages, resendMessage } from './resending.ts'
import { askPushKey, putPushHere, readPush } from './push.ts'
import type { MessageCommand } from './message-view.ts'
import type { PersonCommand } from './person-view.ts'
import type { Profile } from './rows.ts'
import type { SearchCommand } from './search-view.ts'
import { createSearch, type SearchStart } from './search-start.ts'
import { ME, must } from './turn.ts'
import { securityCode, settleChange, unverifyPerson, verifyPerson } from './verification.ts'
import type { Answer, Command } from './view.ts'

/** What engine.ts answers by itself; everything else is here, and messages with a file. */
type Usual = 'page' | 'read' | 'draft' | 'drafted' | 'retry'
export type RareCommand = Exclude<Command, { readonly type: Usual }>
export type Rare = (command: RareCommand) => Promise<Answer>

export interface RareParts extends JobParts, SearchStart {
  readonly profile: Profile
  /** Says to a friend that one types. */
  typing(person: string): void
}

const onPeople = async (parts: RareParts, command: PersonCommand): Promise<Answer> => {
  const { rows, change } = parts
  switch (command.type) {
    case 'mute':
    case 'archive':
    case 'markUnread':
    case 'top':
      return change((turn) => arrange(turn, command))
    case 'block':
      return change((turn) => block(turn, command))
    case 'remove':
      return removePerson(parts, command)
    case 'timer':
      return change((turn) => setTimer(turn, command))
    case 'share':
      return change((turn) => share(turn, command))
    case 'typing':
      parts.typing(command.person)
      return DONE
    case 'rename':
      return change((turn) => rename(turn, command.name))
    case 'picture':
      return change((turn) => setPicture(turn, command.webp))
    case 'pictureOf':
      return pictureOf(rows, command.person)
    case 'notes':
      return change(openNotes)
  }
}

const invite = async ({ rows, change, clock }: RareParts, label: string): Promise<Answer> => {
  if (!rows.get('profile', ME)) return refused('unknown')
  const key = await change((turn) => makeInvitation(turn, label))
  const row = must(rows.get('invitation', key))
  return { is: 'invitation', invitation: invitationView(rows, key, row, clock.now()) }
}

const onMessages = ({ profile, change }: RareParts, command: MessageCommand): Promise<Answer> => {
  switch (command.type) {
    case 'react':
      return change((turn) => reactTo(turn, command))
    case 'edit':
      return change((turn) => editMessage(turn, command))
    case 'erase':
      return eraseMessages(profile, change, command)
    case 'star':
      return change((turn) => starMessages(turn, command))
    case 'pin':
      return change((turn) => pinMessage(turn, command))
    case 'resend':
      return change((turn) => resendMessage(turn, command))
    case 'forward':
      return forwardMessages(profile, change, command)
    case 'marked':
      return listMarked(profile, command)
  }
}

interface Tools {
  readonly joining: Joining
  readonly asOwner: AsOwner
  readonly search: (command: SearchCommand) => Promise<Answer>
}

const perform = async (
  parts: RareParts,
  { joining, asOwner, search }: Tools,
  command: RareCommand,
): Promise<Answer> => {
  const { rows, change } = parts
  switch (command.type) {
    case 'start':
      return joining.start(command)
    case 'look':
      return joining.look(command)
    case 'accept':
      return joining.accept(command)
    case 'invite':
      return invite(parts, command.label)
    case 'revoke':
      await change((turn) => revokeInvitation(turn, command.invitation))
      return DONE
    case 'search':
      return search(command)
    case 'send': {
      const { attachment } = command
      return attachment ? change((turn) => sendAttachment(turn, command, attachment)) : DONE
    }
    case 'fetch':
    case 'stop':
    case 'free':
    case 'file':
    case 'terms':
    case 'files':
      return performFile(parts, command)
    case 'dismiss':
      return change((turn) => dismissNotice(turn, command.notice))
    case 'securityCode':
      return securityCode(rows, command.person)
    case 'verify':
      return change((turn) => verifyPerson(turn, command))
    case 'unverify':
      return change((turn) => unverifyPerson(turn, command.person))
    case 'settle':
      return change((turn) => settleChange(turn, command))
    case 'react':
    case 'edit':
    case 'erase':
    case 'star':
    case 'pin':
    case 'resend':
    case 'forward':
    case 'marked':
      return onMessages(parts, command)
    case 'pushKey':
      return askPushKey(parts)
    case 'push':
      return putPushHere(parts, asOwner, command)
    case 'pushState':
      return readPush(rows)
    case 'mute':
    case 'archive':
    case 'markUnread':
    case 'top':
    case 'block':
    case 'remove':
    case 'timer':
    case 'share':
    case 'typing':
    case 'rename':
    case 'picture':
    case 'pictureOf':
    case 'notes':
      return onPeople(parts, command)
  }
}

/** The rare commands of one engine. */
export const createRare = (parts: RareParts): Rare => {
  const tools: Tools = {
    joining: createJoining(parts),
    asOwner: createOwner(parts),
    search: createSearch(parts),
  }
  return (command) => perform(parts, tools, command)
}
