// What a person is called on this screen.
import type { PersonView } from '../engine/view.ts'
import { words } from './words.ts'

/** Their name; the conversation with oneself has one of its own. */
export const nameOf = ({ name, self }: PersonView): string => (self ? words.notes : name)
