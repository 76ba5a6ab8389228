// `npm run check`: all checks that need no running program. Exit code 1 when any fails.
import { runChecks } from './checks.ts'

const failed = await runChecks()
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`)
  process.exitCode = 1
}
