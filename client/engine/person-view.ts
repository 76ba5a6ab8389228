// What a screen may ask about people and about oneself, and what it is told of that.

/** What friends are told: what was read, and when one types. Who does not tell is not told. */
export interface Shares {
  readonly reads: boolean
  readonly typing: boolean
}

/** Commands about people. */
export type PersonCommand =
  /** No notices until then, in ms; Infinity: until it is taken back, 0: from now on again. */
  | { readonly type: 'mute'; readonly person: string; readonly until: number }
  | { readonly type: 'archive'; readonly person: string; readonly on: boolean }
  | { readonly type: 'markUnread'; readonly person: string; readonly on: boolean }
  /** Keeps a conversation on top of the list. */
  | { readonly type: 'top'; readonly person: string; readonly on: boolean }
  /** Revokes their address here until it is taken back. */
  | { readonly type: 'block'; readonly person: string; readonly on: boolean }
  /** Ends a friendship on this side; `forget` deletes the conversation too. */
  | { readonly type: 'remove'; readonly person: string; readonly forget: boolean }
  /** How long new messages of a conversation stay; 0: for good. */
  | { readonly type: 'timer'; readonly person: string; readonly seconds: number }
  /** What friends are told; without a person: all who have no rule of their own (`on` undefined). */
  | {
      readonly type: 'share'
      readonly person: string | undefined
      readonly what: keyof Shares
      readonly on: boolean | undefined
    }
  | { readonly type: 'typing'; readonly person: string }
  | { readonly type: 'rename'; readonly name: string }
  /** One's own picture as WebP; no bytes: none. */
  | { readonly type: 'picture'; readonly webp: Uint8Array }
  /** The picture of a person, or one's own without one. */
  | { readonly type: 'pictureOf'; readonly person: string | undefined }
  /** The conversation with oneself. */
  | { readonly type: 'notes' }
