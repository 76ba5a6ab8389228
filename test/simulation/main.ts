// `npm run simulate`: stories from seeds, one after another.
//   --seed N      only this seed, with the end of its trace when it fails
//   --from N      first seed (default 1)
//   --seeds N     how many seeds;  --steps N  until so many steps;  --minutes N  until so long
//   --faults A,B  only these kinds of faults
//   --shrink      shorten a story that fails;  --trace N  the first lines of its trace
import { parseArgs } from 'node:util'
import { drawStory, faultKinds } from './story.ts'
import { shrink, tell } from './shrink.ts'
import { runStory } from './world.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1000000' },
    steps: { type: 'string', default: '1000000000' },
    minutes: { type: 'string', default: '1' },
    faults: { type: 'string', default: faultKinds.join(',') },
    trace: { type: 'string', default: '0' },
    shrink: { type: 'boolean', default: false },
    /** Something is done with messages too. */
    acts: { type: 'boolean', default: false },
  },
})
const kinds = faultKinds.filter((kind) => values.faults.split(',').includes(kind))
const started = performance.now()
const until = started + Number(values.minutes) * 60_000
const first = Number(values.seed ?? values.from)
const last = values.seed === undefined ? first + Number(values.seeds) - 1 : first
let [steps, messages, failed, seeds] = [0, 0, 0, 0]
const counts: Record<string, number> = {}
for (let seed = first; seed <= last; seed++) {
  if (performance.now() > until || steps > Number(values.steps)) break
  const outcome = await runStory(drawStory(String(seed), kinds, values.acts))
  seeds += 1
  steps += outcome.steps
  messages += outcome.messages
  for (const [kind, count] of Object.entries(outcome.faults))
    counts[kind] = (counts[kind] ?? 0) + count
  if (outcome.failures.length > 0) {
    failed += 1
    console.log(
      `seed ${seed} after ${outcome.steps} steps: ${Object.keys(outcome.faults).join(' ')}`,
    )
    for (const failure of outcome.failures.slice(0, 6)) console.log(`  ${failure}`)
    if (values.shrink) console.log(tell(await shrink(drawStory(String(seed), kinds, values.acts))))
    if (Number(values.trace) > 0)
      console.log(outcome.trace.slice(0, Number(values.trace)).join('\n'))
  } else if (values.seed !== undefined) console.log(outcome.hash, 'quiet', outcome.quiet / 1000)
}
const seconds = (performance.now() - started) / 1_000
console.log(
  `${seeds} seeds, ${steps} steps, ${messages} messages, ${failed} failed, ${Math.round(steps / seconds)} steps/s`,
)
console.log(counts)
