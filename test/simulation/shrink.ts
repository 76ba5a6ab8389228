// Shortens a failing story: first fewer faults, then fewer messages, as long as it still fails. What is left
// is short enough to read and becomes a test.
import type { Scene, Story } from './story.ts'
import { runStory, type Plant } from './world.ts'

const fails = async (story: Story, plant: Plant): Promise<boolean> =>
  (await runStory(story, plant)).failures.length > 0

const without = (story: Story, dropped: ReadonlySet<Scene>): Story => ({
  ...story,
  scenes: story.scenes.filter((scene) => !dropped.has(scene)),
})

/** Drops halves, quarters and so on of the scenes that `may` picks, while the story still fails. */
const dropScenes = async (
  story: Story,
  plant: Plant,
  may: (scene: Scene) => boolean,
  budget: { left: number },
): Promise<Story> => {
  let shortest = story
  let size = Math.ceil(story.scenes.filter(may).length / 2)
  while (size >= 1 && budget.left > 0) {
    const candidates = shortest.scenes.filter(may)
    let dropped = false
    for (let at = 0; at < candidates.length && budget.left > 0; at += size) {
      const shorter = without(shortest, new Set(candidates.slice(at, at + size)))
      budget.left -= 1
      if (!(await fails(shorter, plant))) continue
      shortest = shorter
      dropped = true
      break
    }
    if (!dropped) size = size === 1 ? 0 : Math.ceil(size / 2)
  }
  return shortest
}

/** The shortest story found within so many runs. */
export const shrink = async (story: Story, plant: Plant = {}, runs = 60): Promise<Story> => {
  const budget = { left: runs }
  const fewer = await dropScenes(story, plant, ({ is }) => is !== 'say', budget)
  return dropScenes(fewer, plant, ({ is }) => is === 'say', budget)
}

/** A story as one line for each scene. */
export const tell = (story: Story): string =>
  [
    `seed ${story.seed}, ${story.people} people, inviters ${story.inviters.join(' ')}, ${story.span} ms`,
    ...story.scenes.map((scene) => `  ${JSON.stringify(scene)}`),
  ].join('\n')
