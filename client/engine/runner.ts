// The one writer of a profile: decisions one after another, gathered into one transaction, and nothing is
// acted on before that transaction is durable. What arrives while a commit runs is the next batch.
import type { Random } from '../crypto/index.ts'
import { OPEN_BATCH } from '../../protocol/limits.ts'
import { DiskFault, type Clock } from './ports.ts'
import { Unread, type Profile } from './rows.ts'
import { attempt, nothingTold, type Told, type Turn } from './turn.ts'

export interface RunnerEvents {
  /** A batch is durable; this is what the screens have to hear. */
  committed(told: Told): void
  /** A batch is not; nothing of it happened. */
  failed(fault: DiskFault): void
}

export interface Runner {
  /**
   * Decides, commits, then resolves. Rejects with what the decision threw or with the DiskFault. A decision
   * that needs a row of the history is made again when the row was read: it must change nothing but its turn.
   */
  change<T>(decide: (turn: Turn) => T): Promise<T>
  /** Resolves when nothing is left to commit. */
  idle(): Promise<void>
}

/** One decision of a batch; `settle` runs after the commit. */
interface Work {
  /** Gives the key of a row of the history that is needed first. */
  decide(turn: Turn): string | undefined
  settle(): void
  fail(error: unknown): void
}

/** Starts the writer. */
export const createRunner = (
  parts: { readonly profile: Profile; readonly clock: Clock; readonly random: Random },
  events: RunnerEvents,
): Runner => {
  const { profile, clock, random } = parts
  const queue: Work[] = []
  let running: Promise<void> | undefined

  const decideAll = async (batch: readonly Work[], turn: Turn): Promise<void> => {
    for (const work of batch) {
      let missing = work.decide(turn)
      while (missing !== undefined) {
        await profile.fetch([missing])
        missing = work.decide(turn)
      }
    }
  }
  const commitBatch = async (): Promise<void> => {
    const batch = queue.splice(0, OPEN_BATCH)
    const draft = profile.begin()
    const turn: Turn = { draft, random, now: clock.now(), told: nothingTold() }
    try {
      await decideAll(batch, turn)
      await profile.commit(draft)
    } catch (error) {
      const fault = error instanceof DiskFault ? error : new DiskFault('broken')
      events.failed(fault)
      for (const work of batch) work.fail(fault)
      return
    }
    events.committed(turn.told)
    for (const work of batch) work.settle()
  }
  const run = async (): Promise<void> => {
    while (queue.length > 0) await commitBatch()
    running = undefined
  }
  return {
    change: <T>(decide: (turn: Turn) => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        let settle = (): void => undefined
        queue.push({
          decide: (turn) => {
            try {
              const result = attempt(turn, decide)
              settle = () => resolve(result)
            } catch (error) {
              if (error instanceof Unread) return error.key
              settle = () => reject(error)
            }
            return undefined
          },
          settle: () => settle(),
          fail: reject,
        })
        // Later in this turn of the event loop, so that what arrives together is committed together.
        running ??= Promise.resolve().then(run)
      }),
    idle: async () => {
      while (running) await running
    },
  }
}
