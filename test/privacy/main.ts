// The audit of a longer and busier time than the tests live through. Prints what was searched and found.
//   --people N   --days N   --messages N (of each friendship in each direction a day)
import { parseArgs } from 'node:util'
import { createAudit } from './audit.ts'
import { liveWeek } from './week.ts'

const { values: asked } = parseArgs({
  options: {
    people: { type: 'string', default: '8' },
    days: { type: 'string', default: '7' },
    messages: { type: 'string', default: '50' },
  },
})

const week = await liveWeek({
  people: Number(asked.people),
  days: Number(asked.days),
  messages: Number(asked.messages),
})
const { known, sent, folder, running } = week
const audit = createAudit(known)
const found = [...audit.folder(folder), ...audit.folder(running, true), ...audit.log(known.log)]
console.log(
  `${asked.people} people, ${asked.days} days, ${sent} messages in ${known.envelopes.length} envelopes; ` +
    `${known.words.length} names and texts, ${known.secrets.length} keys and tokens looked for: ` +
    `${found.length} findings`,
)
for (const finding of found) console.log(`  ${finding}`)
await week.close()
if (found.length > 0) process.exitCode = 1
