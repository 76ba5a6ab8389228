// Going to a message of the open conversation: reading what stands around it, telling the list, and letting the
// message stand out for a moment.
import { signal, type ReadonlySignal } from '@preact/signals'
import type { After } from './outage.ts'
import type { Shelves } from './shelves.ts'

export interface Wish {
  readonly to: 'unread' | 'newest' | 'message'
  /** Which message, by its order. */
  readonly order?: string
}

/** A message that was gone to stands out this long (milliseconds). */
export const FOUND_FOR = 2_000

/** What the screens see and may ask. */
export interface Going {
  /** Where the keyboard wants the list to be; each wish is a new object. */
  readonly wished: ReadonlySignal<Wish | undefined>
  wish(to: 'unread' | 'newest'): void
  /**
   * Goes to a message of the open conversation by its order, reading what stands around it when it is not
   * loaded, and lets it stand out for a moment. False when it is not on this device (any more). From
   * elsewhere, and with a way back, use `route.openAt`: it opens the conversation and then comes here.
   */
  goTo(order: string): Promise<boolean>
  /** The message list has brought a message into sight. */
  reached(id: string): void
  /** Id of the message that stands out. */
  readonly found: ReadonlySignal<string | undefined>
}

export interface GoingParts {
  readonly person: ReadonlySignal<string | undefined>
  readonly after: After
}

/** Which message stands out: the one that was gone to, from when it is in sight and for a moment. */
export const createGoing = (parts: GoingParts, shelves: Shelves) => {
  const wished = signal<Wish | undefined>(undefined)
  const found = signal<string | undefined>(undefined)
  let cancel = (): void => undefined
  const end = (): void => {
    cancel()
    found.value = undefined
  }
  const goTo = async (order: string): Promise<boolean> => {
    // Whatever opens the conversation in the same moment comes first.
    await Promise.resolve()
    const person = parts.person.peek()
    if (person === undefined) return false
    const { messages } = shelves.timeline(person).peek()
    const isHere = messages.some((message) => message.order === order)
    if (!isHere && !(await shelves.around(person, order))) return false
    if (parts.person.peek() !== person) return false
    wished.value = { to: 'message', order }
    return true
  }
  const wish = async (to: 'unread' | 'newest'): Promise<void> => {
    const person = parts.person.peek()
    if (to === 'newest' && person !== undefined && shelves.timeline(person).peek().newer)
      await shelves.newest(person)
    if (parts.person.peek() === person) wished.value = { to }
  }
  const reached = (id: string): void => {
    const { to, order } = wished.peek() ?? {}
    const person = parts.person.peek()
    if (to !== 'message' || person === undefined) return
    const { messages } = shelves.timeline(person).peek()
    if (messages.find((message) => message.id === id)?.order !== order) return
    cancel()
    found.value = id
    cancel = parts.after(FOUND_FOR, end)
  }
  const forget = (): void => {
    end()
    wished.value = undefined
  }
  const verbs: Going = { wished, wish: (to) => void wish(to), goTo, reached, found }
  return { verbs, end, forget }
}
