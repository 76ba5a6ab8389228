// `npm start`, and every `sotto` command. Checks the run time before anything that needs it is loaded,
// then hands over.
import { join } from 'node:path'
import * as nodeModule from 'node:module'

const OLDEST_NODE = 22

const major = Number(process.versions.node.split('.')[0])
if (major < OLDEST_NODE) {
  process.stderr.write(
    `Sotto needs Node ${OLDEST_NODE} or newer and this is ${process.versions.node}: ` +
      'run "npm ci" and then "npm start", which brings a fitting one.\n',
  )
  process.exitCode = 1
} else {
  // Compiled code is kept between starts: the second one is ready in half the time.
  nodeModule.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'sotto'))
  const { runCommandLine } = await import('./host/commands.ts')
  await runCommandLine(process.argv.slice(2))
}
