// What a screen may know and ask. Plain values that survive structured cloning; never a key, a token or an
// id that the server knows. Ids here are local, times are milliseconds.
import type { PersonCommand, Shares } from './person-view.ts'
import type { Found, SearchCommand } from './search-view.ts'
import type { MessageCommand } from './message-view.ts'

export type { Found, Hit } from './search-view.ts'

export type {
  AttachmentState,
  AttachmentView,
  FileAnswer,
  FileCommand,
  NewAttachment,
  StoredFile,
  TransferView,
} from './view-files.ts'
import type {
  AttachmentView,
  FileAnswer,
  FileCommand,
  NewAttachment,
  TransferView,
} from './view-files.ts'

/** `offline`: no way to the server; what is written waits here. */
export type Connection = 'connecting' | 'connected' | 'offline'

/**
 * Where a message is. `sent`: the server has it durably. `delivered`: the friend's device has it. `read`: they have seen
 * it, where both sides share that. `held`: it
 * waits here until the person has said whether a changed security code is right.
 */
export type MessageState =
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'held'
  | 'received'

/** What a message answers. `gone`: it is not in this history, or was taken back. */
export interface ReplyView {
  readonly order: string
  readonly mine: boolean
  /** Beginning of its text. */
  readonly text: string
  readonly kind: LineKind
  readonly gone: boolean
}

/** What somebody put under a message. */
export interface MarkView {
  readonly mine: boolean
  readonly mark: string
}

/** Something that happened in a conversation, among its messages. `timer`: 0 seconds mean off. */
export interface EventView {
  readonly is: 'timer'
  readonly seconds: number
}

/** What a line says when it is no text. */
export type LineKind = 'text' | 'erased' | 'photo' | 'video' | 'voice' | 'file' | 'event' | 'newer'

export interface MessageView {
  readonly id: string
  readonly person: string
  readonly mine: boolean
  /** Empty when the message needs a newer client. */
  readonly text: string
  readonly time: number
  /** Sorts messages of one conversation, as text. */
  readonly order: string
  readonly state: MessageState
  readonly needsNewer: boolean
  readonly reply: ReplyView | undefined
  readonly forwarded: boolean
  /** When its text was changed last, in ms. */
  readonly edited: number | undefined
  /** Taken back by who wrote it. */
  readonly erased: boolean
  readonly marks: readonly MarkView[]
  readonly starred: boolean
  readonly pinned: boolean
  /** Seconds that it stays, 0 for good, and when it goes, in ms. */
  readonly lasts: number
  readonly dies: number | undefined
  readonly attachment: AttachmentView | undefined
  readonly event: EventView | undefined
}

/** A message of plain text has nothing else. */
export const plainMessage = {
  needsNewer: false,
  reply: undefined,
  forwarded: false,
  edited: undefined,
  erased: false,
  marks: [],
  starred: false,
  pinned: false,
  lasts: 0,
  dies: undefined,
  attachment: undefined,
  event: undefined,
} as const

/** Where an own message is now. */
export interface MovedView {
  readonly id: string
  readonly person: string
  readonly order: string
  readonly state: MessageState
}

/**
 * How sure it is that an account is the person one means. `link`: they came by an invitation. `person`: the
 * two compared their keys. `changed`: another account came under this name. `replaced`: that account is them.
 */
export type Verification = 'link' | 'person' | 'changed' | 'replaced'

/** Two accounts under one name: people have to say whether they are one person (`settle`). */
export interface KeyChange {
  readonly before: string
  readonly after: string
  /** It was put off. */
  readonly later: boolean
  /** What is written in this conversation waits here meanwhile. */
  readonly holds: boolean
}

export interface PersonView {
  readonly id: string
  readonly name: string
  readonly unread: number
  /** Their device has answered at least once. */
  readonly answered: boolean
  /** The server refuses their address for now: removed, or a server that was restored. */
  readonly unreachable: boolean
  readonly verification: Verification
  readonly verifiedBy: 'scan' | 'compare' | undefined
  /** When, in ms. */
  readonly verifiedAt: number | undefined
  /** How often keys were agreed on anew because something did not open, and when last, in ms. */
  readonly renewals: { readonly times: number; readonly at: number }
  readonly change: KeyChange | undefined
  readonly last:
    | (Pick<MessageView, 'id' | 'mine' | 'text' | 'time' | 'state'> & { readonly kind: LineKind })
    | undefined
  /** Beginning of what is typed and not sent. */
  readonly draft: string
  /** Larger is more recent. */
  readonly activity: number
  /** No notices until then, in ms; Infinity: until it is taken back. */
  readonly mutedUntil: number
  readonly archived: boolean
  /** Marked as unread by hand. */
  readonly unreadMark: boolean
  readonly blocked: boolean
  readonly removed: boolean
  /** When it was put on top, in ms; 0: it was not. */
  readonly pinned: number
  /** Seconds that new messages stay; 0: for good. */
  readonly timer: number
  /** Own messages up to this order were read; empty: none is known to be. */
  readonly theyRead: string
  /** Whether they are told what was read and when one types; undefined: as everybody. */
  readonly sharesReads: boolean | undefined
  readonly sharesTyping: boolean | undefined
  /** Notes to oneself: nobody else is in it. */
  readonly self: boolean
  /** When their picture came, in ms; 0: they have none. `pictureOf` gives it. */
  readonly picture: number
}

export type InvitationState = 'preparing' | 'open' | 'used' | 'expired' | 'revoked'

export interface InvitationView {
  readonly id: string
  readonly label: string
  /** The fragment of the link, without `#`. */
  readonly fragment: string
  readonly expires: number
  readonly state: InvitationState
  /** Who came, when used. */
  readonly person: string | undefined
}

/**
 * Why messages are missing. `setBack`: this profile went back to an earlier state and they are settled.
 * `unreadable`: frames came for which there are no keys. `missing`: they never came.
 */
export type LossCause = 'setBack' | 'unreadable' | 'missing'

/** Things to tell the person; the screen has a sentence and an action for each. */
export type Notice =
  | { readonly type: 'linkTriedTwice'; readonly invitation: string }
  /** Up to so many messages of theirs are missing here. */
  | {
      readonly type: 'lost'
      readonly person: string
      readonly count: number
      readonly why: LossCause
    }
  | { readonly type: 'profileCopied' }
  /** Keys that are not this friend's were offered as theirs, and refused. */
  | { readonly type: 'wrongKeys'; readonly person: string }
  /** Their device's state seems to exist twice. */
  | { readonly type: 'peerCopied'; readonly person: string }
  | { readonly type: 'catchingUp'; readonly person: string }

/** Why the engine can not go on until something is done about it. */
export type Halt = 'storageFull' | 'storageBroken' | 'elsewhere' | 'versionTooOld' | 'inboxGone'

export interface Snapshot {
  /** `fresh`: no account in this profile yet. */
  readonly phase: 'fresh' | 'ready'
  readonly halt: Halt | undefined
  readonly name: string
  /** When one's own picture was chosen, in ms; 0: there is none. */
  readonly picture: number
  /** What friends are told, where a conversation does not say otherwise. */
  readonly shares: Shares
  readonly connection: Connection
  /** When the next try to connect happens, while offline. */
  readonly retryAt: number | undefined
  /** Envelopes still to be opened after a login. */
  readonly catchingUp: number
  /** Most recent first. */
  readonly people: readonly PersonView[]
  readonly invitations: readonly InvitationView[]
  readonly notices: readonly Notice[]
}

/** Why a command was not carried out. Nothing changed. */
export type Refusal =
  | 'mangled'
  | 'newer'
  | 'gone'
  | 'used'
  | 'own'
  | 'friends'
  | 'offline'
  | 'busy'
  | 'notInvited'
  /** The server has as many inboxes as its host allows. */
  | 'full'
  | 'badName'
  | 'tooLong'
  | 'empty'
  | 'unknown'
  | 'storage'
  | 'already'
  /** A security code stands where a link should. */
  | 'securityCode'
  /** What was scanned is no security code. */
  | 'noCode'
  /** The keys in the code are not those that are known here. */
  | 'codeDiffers'
  | 'notVerified'
  /** More at once than goes. */
  | 'tooMany'
  /** So old that sending it again could show it twice. */
  | 'tooOld'
  /** The server does not keep it any more. */
  | 'fileGone'
  | 'replaced'
  /** They are no friend any more. */
  | 'removed'
  | 'blocked'
  /** What should be a picture is none. */
  | 'noPicture'

/** What a screen may ask. `send.id` (32 hex digits) makes repeats harmless. */
export type Command =
  | { readonly type: 'start'; readonly name: string; readonly fragment: string }
  | { readonly type: 'look'; readonly fragment: string }
  | { readonly type: 'accept'; readonly name: string; readonly fragment: string }
  | { readonly type: 'invite'; readonly label: string }
  | { readonly type: 'revoke'; readonly invitation: string }
  | {
      readonly type: 'send'
      readonly person: string
      readonly text: string
      readonly id: string
      /** Order of the message that this one answers. */
      readonly reply?: string
      readonly forwarded?: boolean
      /** `text` is its caption and may be empty. The message goes when its bytes are on the server. */
      readonly attachment?: NewAttachment
    }
  | MessageCommand
  | FileCommand
  | {
      readonly type: 'page'
      readonly person: string
      readonly before: string | undefined
      readonly after?: string
      readonly limit: number
    }
  /** All but the newest `left` messages of this conversation were looked at. */
  | {
      readonly type: 'read'
      readonly person: string
      readonly left: number
      /** Order of the newest message that was seen. */
      readonly seen?: string
    }
  /** What is typed and not sent; `send` forgets it. */
  | { readonly type: 'draft'; readonly person: string; readonly text: string }
  | { readonly type: 'drafted'; readonly person: string }
  | { readonly type: 'dismiss'; readonly notice: number }
  | PersonCommand
  | { readonly type: 'retry' }
  | SearchCommand
  | { readonly type: 'securityCode'; readonly person: string }
  /** `scanned`: what one's own scanner read from the friend's screen, and nothing that was sent. */
  | {
      readonly type: 'verify'
      readonly person: string
      readonly how: 'scan'
      readonly scanned: string
    }
  | { readonly type: 'verify'; readonly person: string; readonly how: 'compare' }
  | { readonly type: 'unverify'; readonly person: string }
  /** `person`: either of the two of a KeyChange. */
  | {
      readonly type: 'settle'
      readonly person: string
      readonly as: 'same' | 'different' | 'later'
    }
  /** The key for which this browser's subscription has to be made. */
  | { readonly type: 'pushKey' }
  /** Where this browser is woken from now on; empty is nowhere. `key`: for which it was made. */
  | { readonly type: 'push'; readonly endpoint: string; readonly key: Uint8Array }
  | { readonly type: 'pushState' }

/**
 * How it stands with being woken by the server. `waiting`: it is not told yet. `refused`: it does not push to
 * this browser's service. `stale`: it has another key now, and a subscription has to be made for that one.
 */
export type PushState = 'off' | 'waiting' | 'on' | 'refused' | 'stale'

export type Answer =
  | { readonly is: 'refused'; readonly why: Refusal }
  | { readonly is: 'done' }
  /** `look` at the host's ticket, or at a friend's invitation. */
  | { readonly is: 'ticket' }
  | { readonly is: 'invitedBy'; readonly name: string }
  /** `accept` and, after `friends`, where to go. */
  | { readonly is: 'person'; readonly person: string }
  /** Sixty digits, and the text of the code to show. */
  | { readonly is: 'securityCode'; readonly digits: string; readonly fragment: string }
  | { readonly is: 'invitation'; readonly invitation: InvitationView }
  | { readonly is: 'drafted'; readonly text: string }
  /** Empty when this server wakes nobody. */
  | { readonly is: 'pushKey'; readonly key: Uint8Array }
  /** `push` and `pushState`. */
  | { readonly is: 'push'; readonly endpoint: string; readonly state: PushState }
  /** Newest first. */
  | { readonly is: 'messages'; readonly messages: readonly MessageView[] }
  | FileAnswer
  | { readonly is: 'picture'; readonly webp: Uint8Array }
  /** Oldest first; `more`: there are more in the direction that was read. */
  | { readonly is: 'page'; readonly messages: readonly MessageView[]; readonly more: boolean }

/** What every view is told, in order. */
export type ViewEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  /** New or changed messages; replace by id, sort by order. */
  | { readonly type: 'messages'; readonly messages: readonly MessageView[] }
  /** Own messages that went on; behind `messages` of the same commit. */
  | { readonly type: 'moved'; readonly moved: readonly MovedView[] }
  /** Everything that moves now, some times in a second; replaces what was told before. */
  | { readonly type: 'transfers'; readonly transfers: readonly TransferView[] }
  /** They type, or did a moment ago. */
  | { readonly type: 'typing'; readonly person: string }
  /** Messages that are no more. */
  | { readonly type: 'gone'; readonly person: string; readonly ids: readonly string[] }
  | ({ readonly type: 'found' } & Found)

/** The engine as a screen sees it. */
export interface Engine {
  run(command: Command): Promise<Answer>
  snapshot(): Snapshot
  /** The listener gets the current snapshot at once. */
  watch(listener: (event: ViewEvent) => void): () => void
  /** The platform says the network came or went, or the page became visible. */
  nudge(): void
  close(): Promise<void>
}
