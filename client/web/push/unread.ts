// What counts as unread for the badge and for notifications, and how much of it may be shown.
import type { PersonView } from '../../engine/view.ts'

/** `plain`: that something came. `name`: from whom. `full`: from whom, and what. */
export const shows = ['plain', 'name', 'full'] as const
export type Shows = (typeof shows)[number]

/** Muted or blocked: neither counted nor told. `now` in ms. */
export const isQuiet = ({ mutedUntil, blocked }: PersonView, now: number): boolean =>
  blocked || mutedUntil > now

/** Unread messages of everybody else, for the badge. `now` in ms. */
export const unreadIn = (people: readonly PersonView[], now: number): number =>
  people.reduce((sum, one) => (isQuiet(one, now) ? sum : sum + one.unread), 0)
