// What a screen may ask about messages that are there, each named by its order (client/engine/view.ts).

export type MessageCommand =
  /** An empty mark takes one's own back. */
  | {
      readonly type: 'react'
      readonly person: string
      readonly order: string
      readonly mark: string
    }
  | {
      readonly type: 'edit'
      readonly person: string
      readonly order: string
      readonly text: string
    }
  /** `both`: for the friend too, which only goes with own messages. */
  | {
      readonly type: 'erase'
      readonly person: string
      readonly orders: readonly string[]
      readonly both: boolean
    }
  | {
      readonly type: 'star'
      readonly person: string
      readonly orders: readonly string[]
      readonly on: boolean
    }
  | {
      readonly type: 'pin'
      readonly person: string
      readonly order: string
      readonly on: boolean
    }
  /** One that was not delivered. */
  | { readonly type: 'resend'; readonly person: string; readonly order: string }
  /** `id` (32 hex digits) makes repeats harmless. */
  | {
      readonly type: 'forward'
      readonly person: string
      readonly orders: readonly string[]
      readonly to: readonly string[]
      readonly id: string
    }
  /** What is starred or pinned, of one conversation or of all. */
  | {
      readonly type: 'marked'
      readonly what: 'starred' | 'pinned'
      readonly person?: string
    }
