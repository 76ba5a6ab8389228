// Load with books: a few people, senders to each of them, and rounds of all at once until the server goes.
import type { Place } from '../support/wire.ts'
import { createRoute } from '../support/wire.ts'
import { gone, Reader, Sender, settle } from './ledger.ts'
import { settlePeople } from './residents.ts'

/** A circle under load. */
export interface Load {
  readonly senders: readonly Sender[]
  readonly readers: readonly Reader[]
  /** Everybody at work until the server goes; without `reading`, everything piles up. */
  untilGone(reading: boolean): Promise<void>
  /** What was told is there: gives how many envelopes were told stored. */
  settle(): Promise<number>
}

/** Makes `people` devices with `senders` senders each on a running server. */
export const createLoad = async (
  place: Place,
  ticket: Uint8Array,
  { people = 2, senders = 2 } = {},
): Promise<Load> => {
  const residents = await settlePeople(place, ticket, people)
  const readers = residents.map(({ device }) => new Reader(device))
  const all: Sender[] = []
  for (const [at, { bearer, route }] of residents.entries()) {
    const reader = readers[at]
    for (let one = 0; reader && one < senders; one++) {
      const own = one === 0 ? route : await createRoute(place, bearer)
      all.push(new Sender(all.length, own, reader))
    }
  }
  return {
    senders: all,
    readers,
    untilGone: async (reading) => {
      const runs = all.map((sender) => gone(sender.run(place)))
      if (reading) runs.push(...readers.map((reader) => gone(reader.run(place))))
      await Promise.all(runs)
    },
    settle: () => settle(place, all, readers),
  }
}
