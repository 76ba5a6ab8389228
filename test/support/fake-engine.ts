// An Engine in memory, for looking at the screens and testing the page's state without a server. It follows
// client/engine/view.ts and nothing more: no keys, no network, answers that a test can set.
import { createFakeSearch } from './fake-search.ts'
import type { MessageCommand } from '../../client/engine/message-view.ts'
import { plainMessage } from '../../client/engine/view.ts'
import { quoteOf } from '../../client/web/quote.ts'
import type {
  Answer,
  Command,
  Engine,
  InvitationView,
  MessageView,
  PersonView,
  Snapshot,
  ViewEvent,
} from '../../client/engine/view.ts'

export const freshSnapshot: Snapshot = {
  phase: 'fresh',
  halt: undefined,
  name: '',
  picture: 0,
  shares: { reads: true, typing: true },
  connection: 'connected',
  retryAt: undefined,
  catchingUp: 0,
  people: [],
  invitations: [],
  notices: [],
}

export interface FakeEngine extends Engine {
  /** Commands in the order they came. */
  readonly asked: readonly Command[]
  /** Changes the snapshot and tells every watcher. */
  set(change: Partial<Snapshot>): void
  /** Tells every watcher of something that changes nothing here. */
  emit(event: ViewEvent): void
  /** Adds or replaces messages of a person and tells every watcher. */
  tell(messages: readonly MessageView[]): void
  /** Puts messages on the disk without a word. */
  store(messages: readonly MessageView[]): void
  /** The next command of this type gets this answer instead of the usual one. */
  answerNext(type: Command['type'], answer: Answer): void
}

export const orderOf = (n: number): string => String(n).padStart(12, '0')

/** A message with everything at a plain value, to be changed by the test. */
export const fakeMessage = (
  change: Partial<MessageView> & { readonly id: string },
): MessageView => ({
  person: 'ann',
  mine: false,
  text: `text ${change.id}`,
  time: 0,
  order: orderOf(0),
  state: change.mine === true ? 'delivered' : 'received',
  ...plainMessage,
  ...change,
})

export const fakePerson = (change: Partial<PersonView> & { readonly id: string }): PersonView => ({
  name: change.id,
  unread: 0,
  answered: true,
  unreachable: false,
  verification: 'link',
  verifiedBy: undefined,
  verifiedAt: undefined,
  renewals: { times: 0, at: 0 },
  change: undefined,
  last: undefined,
  draft: '',
  activity: 0,
  mutedUntil: 0,
  archived: false,
  unreadMark: false,
  blocked: false,
  removed: false,
  pinned: 0,
  timer: 0,
  theyRead: '',
  sharesReads: undefined,
  sharesTyping: undefined,
  self: false,
  picture: 0,
  ...change,
})

const createStore = () => {
  const messages = new Map<string, MessageView>()
  const of = (person: string): readonly MessageView[] =>
    [...messages.values()]
      .filter((message) => message.person === person)
      .toSorted((a, b) => (a.order < b.order ? -1 : 1))
  const page = (command: Extract<Command, { type: 'page' }>): Answer => {
    const { before, after, limit } = command
    if (after !== undefined) {
      const later = of(command.person).filter((one) => one.order > after)
      return { is: 'page', messages: later.slice(0, limit), more: later.length > limit }
    }
    const older = of(command.person).filter((one) => before === undefined || one.order < before)
    return { is: 'page', messages: older.slice(-limit), more: older.length > limit }
  }
  return { messages, page, of }
}

/** What the code of a friend reads in tests. */
export const FAKE_DIGITS = Array.from({ length: 12 }, (_, at) => String(11_111 + at)).join('')
export const FAKE_CODE = 'AQSfakeCode'.padEnd(88, 'x')

const refused = (why: 'unknown' | 'used' | 'noCode' | 'codeDiffers'): Answer => ({
  is: 'refused',
  why,
})

export const createFakeEngine = (first: Partial<Snapshot> = {}): FakeEngine => {
  let snapshot: Snapshot = { ...freshSnapshot, ...first }
  const listeners = new Set<(event: ViewEvent) => void>()
  const asked: Command[] = []
  const scripted = new Map<Command['type'], Answer>()
  const store = createStore()
  const emit = (event: ViewEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const set = (change: Partial<Snapshot>): void => {
    snapshot = { ...snapshot, ...change }
    emit({ type: 'snapshot', snapshot })
  }
  const search = createFakeSearch(
    () => [...store.messages.values()],
    (found) => emit({ type: 'found', ...found }),
  )
  const keep = (messages: readonly MessageView[]): void => {
    for (const message of messages) store.messages.set(message.id, message)
    search.changed(messages)
  }
  const tell = (messages: readonly MessageView[]): void => {
    keep(messages)
    emit({ type: 'messages', messages })
  }
  const invite = (label: string): Answer => {
    const id = `invitation-${snapshot.invitations.length}`
    const fragment = `${id}AQEfakeFragmentOfAnInvitation0123456789abcdefghijklmnopqrstuv`.slice(
      0,
      67,
    )
    const expires = Date.UTC(2030, 0, 8)
    const made: InvitationView = { id, label, fragment, expires, state: 'open', person: undefined }
    set({ invitations: [made, ...snapshot.invitations] })
    return { is: 'invitation', invitation: made }
  }
  const send = (command: Extract<Command, { type: 'send' }>): Answer => {
    const { id, person, text } = command
    const order = orderOf(1_000_000 + asked.length)
    const to = store.of(person).find((one) => one.order === command.reply)
    const reply = to && quoteOf(to)
    const bubble = { id, person, text, mine: true, state: 'sending', reply } as const
    tell([fakeMessage({ ...bubble, time: Date.now(), order })])
    return { is: 'done' }
  }
  const read = ({ person, left }: Extract<Command, { type: 'read' }>): Answer => {
    const seen = (one: PersonView): PersonView =>
      one.id === person ? { ...one, unread: Math.min(one.unread, left) } : one
    set({ people: snapshot.people.map(seen) })
    return { is: 'done' }
  }
  const revoke = (id: string): Answer => {
    const gone = (one: InvitationView): InvitationView =>
      one.id === id ? { ...one, state: 'revoked' } : one
    set({ invitations: snapshot.invitations.map(gone) })
    return { is: 'done' }
  }
  const alter = (id: string, change: Partial<PersonView>): Answer => {
    set({ people: snapshot.people.map((one) => (one.id === id ? { ...one, ...change } : one)) })
    return { is: 'done' }
  }
  const verify = (command: Extract<Command, { type: 'verify' }>): Answer => {
    if (command.how === 'scan' && !command.scanned.startsWith('AQ')) return refused('noCode')
    if (command.how === 'scan' && command.scanned !== FAKE_CODE) return refused('codeDiffers')
    const verifiedAt = 1_781_500_000_000
    const was = snapshot.people.find((one) => one.id === command.person)?.change
    const change = was && { ...was, holds: false }
    const verifiedBy = command.how
    return alter(command.person, { verification: 'person', verifiedBy, verifiedAt, change })
  }
  const change = (
    person: string,
    orders: readonly string[],
    how: (message: MessageView) => MessageView | undefined,
  ): Answer => {
    const all = [...store.messages.values()].filter(
      (one) => one.person === person && orders.includes(one.order),
    )
    if (all.length < orders.length) return refused('unknown')
    for (const one of all) {
      const now = how(one)
      if (now) tell([now])
      else {
        store.messages.delete(one.id)
        emit({ type: 'gone', person, ids: [one.id] })
      }
    }
    return { is: 'done' }
  }
  const onMessages = (command: MessageCommand): Answer => {
    switch (command.type) {
      case 'react': {
        const { mark } = command
        return change(command.person, [command.order], (one) => ({
          ...one,
          marks: [
            ...one.marks.filter(({ mine }) => !mine),
            ...(mark === '' ? [] : [{ mine: true, mark }]),
          ],
        }))
      }
      case 'edit':
        return change(command.person, [command.order], (one) => ({
          ...one,
          text: command.text,
          edited: Date.now(),
        }))
      case 'erase':
        return change(command.person, command.orders, (one) =>
          command.both ? { ...one, ...plainMessage, text: '', erased: true, marks: [] } : undefined,
        )
      case 'star':
        return change(command.person, command.orders, (one) => ({ ...one, starred: command.on }))
      case 'pin':
        return change(command.person, [command.order], (one) => ({ ...one, pinned: command.on }))
      case 'resend':
        return change(command.person, [command.order], (one) => ({ ...one, state: 'sending' }))
      case 'forward':
        return { is: 'done' }
      case 'marked': {
        const messages = [...store.messages.values()]
          .filter((one) => one[command.what] && one.person === (command.person ?? one.person))
          .toSorted((a, b) => (a.order < b.order ? 1 : -1))
        return { is: 'messages', messages }
      }
    }
  }
  const drafts = new Map<string, string>()
  const usual = (command: Command): Answer => {
    switch (command.type) {
      case 'fetch':
      case 'stop':
      case 'free':
        return { is: 'done' }
      case 'file':
        return refused('unknown')
      case 'terms':
        return { is: 'terms', maxFile: 104_857_600 }
      case 'files':
        return { is: 'files', files: [], bytes: 0 }
      case 'start':
        set({ phase: 'ready', name: command.name })
        return { is: 'done' }
      case 'look':
        return { is: 'invitedBy', name: 'Ann' }
      case 'accept':
        set({
          phase: 'ready',
          name: command.name,
          people: [fakePerson({ id: 'ann', name: 'Ann' })],
        })
        return { is: 'person', person: 'ann' }
      case 'invite':
        return invite(command.label)
      case 'revoke':
        return revoke(command.invitation)
      case 'send':
        drafts.delete(command.person)
        return send(command)
      case 'page':
        return store.page(command)
      case 'read':
        return read(command)
      case 'draft':
        drafts.set(command.person, command.text)
        return alter(command.person, { draft: command.text.slice(0, 120) })
      case 'drafted':
        return { is: 'drafted', text: drafts.get(command.person) ?? '' }
      case 'dismiss':
        set({ notices: snapshot.notices.filter((_, at) => at !== command.notice) })
        return { is: 'done' }
      case 'retry':
        return { is: 'done' }
      case 'securityCode':
        return { is: 'securityCode', digits: FAKE_DIGITS, fragment: FAKE_CODE }
      case 'verify':
        return verify(command)
      case 'unverify':
        return alter(command.person, {
          verification: 'link',
          verifiedBy: undefined,
          verifiedAt: undefined,
        })
      case 'settle':
        return alter(command.person, { change: undefined })
      case 'react':
      case 'edit':
      case 'erase':
      case 'star':
      case 'pin':
      case 'resend':
      case 'forward':
      case 'marked':
        return onMessages(command)
      case 'archive':
      case 'block':
      case 'markUnread':
      case 'mute':
      case 'notes':
      case 'picture':
      case 'pictureOf':
      case 'push':
      case 'pushKey':
      case 'pushState':
      case 'remove':
      case 'rename':
      case 'search':
      case 'share':
      case 'timer':
      case 'top':
      case 'typing':
        return refused('unknown')
    }
  }
  const run = (command: Command): Promise<Answer> => {
    asked.push(command)
    const answer = scripted.get(command.type)
    scripted.delete(command.type)
    if (command.type === 'search' && answer === undefined) return search.run(command)
    return Promise.resolve(answer ?? usual(command))
  }
  return {
    asked,
    set,
    tell,
    emit,
    store: keep,
    answerNext: (type, answer) => void scripted.set(type, answer),
    run,
    snapshot: () => snapshot,
    watch(listener) {
      listeners.add(listener)
      listener({ type: 'snapshot', snapshot })
      return () => void listeners.delete(listener)
    },
    nudge: () => undefined,
    close: () => Promise.resolve(),
  }
}
