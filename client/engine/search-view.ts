// What a screen asks of a search, and what it is told. Plain values, as in view.ts.

/**
 * Looks for messages with all of the words of `text`, whole or in parts. What is found comes as events, again
 * and again while the search goes on and when messages change; the answer comes when everything was looked
 * through. `slot`: the field that asks, by any name that no other has: what it asks next ends this, and a text
 * without words ends it for good. `ahead`: somebody is about to type: the history is read for it meanwhile.
 */
export interface SearchCommand {
  readonly type: 'search'
  readonly slot: string
  readonly text: string
  /** In one conversation; undefined: in all. */
  readonly person: string | undefined
  /** Texts that are wanted, at most. */
  readonly limit: number
  readonly ahead?: boolean
}

/** A message that was found. */
export interface Hit {
  readonly person: string
  readonly order: string
  readonly mine: boolean
  readonly time: number
  /** The part of its text around the first match, as people read it. */
  readonly text: string
  /** `[from, to)` in `text`. */
  readonly marks: readonly (readonly [from: number, to: number])[]
}

/** What a search has found so far. */
export interface Found {
  readonly slot: string
  /** What was looked for. */
  readonly text: string
  /** Newest first. */
  readonly hits: readonly Hit[]
  /** Orders of all that was found in one conversation, the last first, up to a thousand. */
  readonly places: readonly string[]
  /** How many messages were found, whether they are given or not. */
  readonly count: number
  /** Everything was looked through. */
  readonly done: boolean
}
