// Stands in for the engine's Worker while the bench of a long conversation fills the profile: the same vault,
// the same storage, and rows written as the engine writes them, but of messages that never travelled.
import { addMessage, bareRow, orderOf } from '../client/engine/history.ts'
import { openProfile } from '../client/engine/rows.ts'
import { nothingTold, type Turn } from '../client/engine/turn.ts'
import { clockWeb, randomWeb } from '../client/web/clock-web.ts'
import { PROFILE, takeFence } from '../client/web/database.ts'
import { openDiskIdb } from '../client/web/disk-idb.ts'
import { openVault } from '../client/web/vault-web.ts'

const BATCH = 5_000
const MINUTE = 60_000
const sentences = [
  'Yes.',
  'I will be at the station at seven, is that too early for you?',
  'That is *exactly* what I meant when we spoke about it last week; the rest can wait until Sunday.',
  'Have you seen https://example.org/a/page?with=words yet',
  'Two lines\nof a short note',
]

/** Adds messages of every other author to the first person of the profile. */
const seed = async (count: number): Promise<void> => {
  const vault = await openVault(PROFILE)
  if (vault.is !== 'open') throw new Error('no profile to fill')
  const disk = await openDiskIdb({ name: PROFILE, fence: await takeFence(PROFILE) })
  const profile = await openProfile(disk, vault.dataKey, randomWeb)
  const [person] = profile.rows.entries('person')[0] ?? []
  if (person === undefined) throw new Error('nobody to write to')
  const device = new Uint8Array(4)
  const start = clockWeb.now() - count * MINUTE
  for (let from = 0; from < count; from += BATCH) {
    const turn: Turn = {
      draft: profile.begin(),
      random: randomWeb,
      now: clockWeb.now(),
      told: nothingTold(),
    }
    for (let at = from; at < Math.min(count, from + BATCH); at += 1) {
      const id = randomWeb.bytes(16)
      const lamport = (turn.draft.get('person', person)?.lamport ?? 0) + 1
      const text = `${at}: ${sentences[at % sentences.length]}`
      const row = {
        ...bareRow,
        id,
        mine: true,
        text,
        time: start + at * MINUTE,
      }
      const mine = at % 7 < 3
      addMessage(turn, {
        person,
        order: orderOf(lamport, device, id),
        lamport,
        row: { ...row, mine },
      })
    }
    const known = turn.draft.get('person', person)
    if (known) turn.draft.put('person', person, { ...known, unread: 0 })
    await profile.commit(turn.draft)
  }
  await disk.close()
}

await seed(Number(new URL(location.href).searchParams.get('count') ?? 0)).then(
  () => console.log('seeded'),
  (error: unknown) => console.log(`not seeded: ${String(error)}`),
)
