#!/usr/bin/env node
// `npm start` and `npx sotto`: runs on any Node. One that came with the packages is used where it is there:
// when this is it, the program is loaded here; else it is started with the same arguments, terminal and
// signals, and its exit code is this one's. JavaScript, so that an old Node can say that it is old, and so
// that nothing has to be compiled when it was compiled before.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// From here on a Node runs TypeScript files as they are.
const OLDEST = [22, 18]

const here = dirname(fileURLToPath(import.meta.url))
const packages = join(here, '..', 'node_modules')

const isNewEnough = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

const pinned = () => {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const names = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ]
  const path = names.map((name) => join(packages, name, 'bin', file)).find(existsSync)
  return path === undefined ? undefined : realpathSync(path)
}

const runHere = async () => {
  // Compiled code is kept between starts. The variable is for the store's thread: a thread that compiles
  // TypeScript takes 40 MB.
  process.env['NODE_COMPILE_CACHE'] ??= join(packages, '.cache', 'sotto')
  nodeModule.enableCompileCache(process.env['NODE_COMPILE_CACHE'])
  await import('./main.ts')
}

const runThere = (node) => {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // Ctrl+C reaches both; the command decides how it ends, and this one waits for it.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`Sotto cannot run ${node} (${error.message}): run "npm ci" again.\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })
}

const node = pinned()
if (node !== undefined && node !== realpathSync(process.execPath)) runThere(node)
else if (isNewEnough()) await runHere()
else {
  process.stderr.write(
    `Sotto needs Node ${OLDEST.join('.')} or newer and this is ${process.versions.node}: ` +
      'run "npm ci" in its folder, which brings a fitting one.\n',
  )
  process.exitCode = 1
}
