// What the search says, over everything and in one conversation, in English.
import { counting, wordsOf } from './languages/spoken.ts'

const counted = counting('en')

export const searchEnglish = {
  results: 'Results',
  people: 'People',
  messages: 'Messages',
  hint: 'Search people and everything that was written on this device.',
  searching: 'Searching…',
  nothing: 'Nothing found.',
  nothingHint: 'Try a part of a word. Accents and capitals do not matter.',
  failed: 'The search could not be started. Try again.',
  found: (count: number): string =>
    counted(count, { one: '# message found', other: '# messages found' }),
  more: 'Show more',
  newest: (count: number): string =>
    counted(count, {
      one: 'Only the newest one is listed.',
      other: 'Only the newest # are listed.',
    }),
  place: (at: string, count: string): string => `${at} of ${count}`,
  atLeast: (count: string): string => `${count}+`,
  earlier: 'Earlier match',
  later: 'Later match',
} as const

export const searchWords = wordsOf('search', searchEnglish)
