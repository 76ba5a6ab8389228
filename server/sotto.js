#!/usr/bin/env node
// `npx sotto`: runs on any Node, finds the one that came with the packages, and hands over to server/main.ts
// with the same arguments, terminal and signals. The exit code is that of the command.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
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
  return names.map((name) => join(packages, name, 'bin', file)).find((path) => existsSync(path))
}

const node = pinned() ?? (isNewEnough() ? process.execPath : undefined)
if (node === undefined) {
  process.stderr.write(
    `Sotto needs Node ${OLDEST.join('.')} or newer and this is ${process.versions.node}: ` +
      'run "npm ci" in its folder, which brings a fitting one.\n',
  )
  process.exitCode = 1
} else {
  const child = spawn(node, [join(here, 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
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
