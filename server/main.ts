// The server and every `sotto` command, as sotto.js loads them. Checks the run time before anything that
// needs it is loaded, then hands over.
const OLDEST_NODE = 22

const major = Number(process.versions.node.split('.')[0])
if (major < OLDEST_NODE) {
  process.stderr.write(
    `Sotto needs Node ${OLDEST_NODE} or newer and this is ${process.versions.node}: ` +
      'run "npm ci" and then "npm start", which brings a fitting one.\n',
  )
  process.exitCode = 1
} else {
  const { runCommandLine } = await import('./host/commands.ts')
  await runCommandLine(process.argv.slice(2))
}
