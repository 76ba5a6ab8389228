// What friends see of this person: name and picture, told to each of them inside the encryption. And the
// conversation with oneself, which leaves this device in no way.
import { utf8 } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { MAX_PICTURE_BYTES, MAX_SMALL_SIDE } from '../../protocol/limits.ts'
import { itemType, picture, type Item } from '../../protocol/message.ts'
import { tellFriend } from './acts.ts'
import { DONE, refused } from './commands.ts'
import { usableName } from './usable-name.ts'
import { addPerson, devicesOf, personByAccount } from './people.ts'
import type { Draft } from './rows.ts'
import { isSelf } from './standing.ts'
import { smallPicture } from './webp.ts'
import { ME, must, ownProfile, type Turn } from './turn.ts'
import type { Answer } from './view.ts'

const tellAll = (turn: Turn, item: Item): void => {
  for (const [person, row] of turn.draft.entries('person')) {
    if (!row.removed && !row.blocked && !isSelf(turn.draft, row)) tellFriend(turn, person, [item])
  }
}

/** Takes another name. */
export const rename = (turn: Turn, written: string): Answer => {
  const name = usableName(written)
  if (name === undefined) return refused('badName')
  const me = ownProfile(turn.draft)
  if (me.name === name) return DONE
  turn.draft.put('profile', ME, { ...me, name })
  tellAll(turn, { type: itemType.name, body: utf8(name) })
  return DONE
}

/** Takes another picture, or none. */
export const setPicture = (turn: Turn, webp: Uint8Array): Answer => {
  const { draft, now } = turn
  if (webp.length > MAX_PICTURE_BYTES) return refused('tooLong')
  if (webp.length > 0 && smallPicture(webp, MAX_SMALL_SIDE).length === 0) {
    return refused('noPicture')
  }
  // No bytes stay as a row: friends have to hear of that too.
  const time = Math.max(now, (draft.get('picture', ME)?.time ?? 0) + 1)
  draft.put('picture', ME, { webp: Uint8Array.from(webp), time })
  return DONE
}

/** Friends who have not got the picture as it is now, whether they met it before or came since. */
const oweAPicture = (rows: Draft): string[] => {
  const time = rows.get('picture', ME)?.time ?? 0
  return rows
    .entries('person')
    .filter(([key, row]) => {
      const met = devicesOf(rows, key).some(([, { answered }]) => answered)
      return met && row.toldPicture < time && !row.removed && !row.blocked
    })
    .map(([key]) => key)
}
export const owesPictures = (rows: Draft): boolean => oweAPicture(rows).length > 0

/** Sends the picture to those. */
export const tellPictures = (turn: Turn): void => {
  const { draft } = turn
  const own = draft.get('picture', ME)
  if (!own) return
  const body = encode(picture, { webp: own.webp })
  for (const person of oweAPicture(draft)) {
    draft.put('person', person, { ...must(draft.get('person', person)), toldPicture: own.time })
    tellFriend(turn, person, [{ type: itemType.picture, body }])
  }
}

/** The picture of a person, or one's own; no bytes when there is none. */
export const pictureOf = (rows: Draft, person: string | undefined): Answer => ({
  is: 'picture',
  webp: rows.get('picture', person ?? ME)?.webp ?? new Uint8Array(0),
})

/** The conversation with oneself, begun when it is first wanted. */
export const openNotes = (turn: Turn): Answer => {
  const me = ownProfile(turn.draft)
  const known = personByAccount(turn.draft, me.account.publicKey)
  if (known) return { is: 'person', person: known[0] }
  const { name, manifest, cardKey } = me
  const account = me.account.publicKey
  return {
    is: 'person',
    person: addPerson(turn, { account, name, manifest, cardKey, invited: false }),
  }
}
