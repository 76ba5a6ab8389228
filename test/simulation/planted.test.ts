// The simulation finds every planted bug. A bug that survives its seeds fails the test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planted } from './plant.ts'
import { drawStory } from './story.ts'
import { runStory } from './world.ts'

const MOST_SEEDS = 30
/** Two hours are enough for what heals without a reset; a bug shows as a story that does not rest. */
const within = { quiet: 2 * 3_600_000, steps: 25_000 }

for (const { name, plant, faults } of planted) {
  test(`found: ${name}`, async (t) => {
    for (let seed = 1; seed <= MOST_SEEDS; seed++) {
      const story = drawStory(`plant ${seed}`, faults)
      const { failures } = await runStory(story, plant, within)
      if (failures.length === 0) continue
      assert.deepEqual((await runStory(story)).failures, [], 'without the bug the story ends well')
      t.diagnostic(`seed ${seed}: ${failures[0]}`)
      return
    }
    assert.fail(`not found in ${MOST_SEEDS} seeds`)
  })
}
