// What the person is told once and then takes off the screen. One row for each thing, however often it happens.
import type { Turn } from './turn.ts'

/** The kinds of rows in `notice`; those of losses are in losses.ts. */
export const noticeKind = { profileCopied: 1, wrongKeys: 3, peerCopied: 4 } as const

/**
 * Keys that are not this friend's were offered as theirs, by the server or by whoever has their address. They
 * were refused: nothing was sealed for them, and there is no way to take them all the same.
 */
export const warnOfKeys = ({ draft, now }: Turn, person: string): void => {
  const kind = noticeKind.wrongKeys
  draft.put('notice', `${kind}/${person}`, { kind, person, number: 0, time: now })
}

/** A number that was used before came with other bytes, or two sessions began at once (PROTOCOL 9.2, 9.3). */
export const warnOfCopy = ({ draft, now }: Turn, person: string): void => {
  const kind = noticeKind.peerCopied
  draft.put('notice', `${kind}/${person}`, { kind, person, number: 0, time: now })
}
