// What the way to a person by name says, in English.
import { wordsOf } from './languages/spoken.ts'

export const switchEnglish = {
  switchTitle: 'Go to a person',
  personName: 'Name of a person',
  nobodyFound: 'Nobody has this name.',
} as const

export const switchWords = wordsOf('switch', switchEnglish)
