// Finds the Chromium-like browser that the end-to-end tests drive, and on Debian as root installs one.
// Elsewhere it asks for one in a sentence: nothing is ever downloaded behind the owner's back.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
]
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge']
const WINDOWS_PATHS = [
  'Google/Chrome/Application/chrome.exe',
  'Chromium/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
]

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const candidates = (env: Environment): readonly string[] => {
  if (process.platform === 'darwin') {
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      MAC_APPS.map((app) => join(folder, `${app}.app`, 'Contents/MacOS', app)),
    )
  }
  if (process.platform === 'win32') {
    return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => WINDOWS_PATHS.map((path) => join(folder, path)))
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin']
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)))
}

/** Path of an installed browser: `SOTTO_CHROME` if set, else the usual places. */
export const findBrowser = (env: Environment = process.env): string | undefined => {
  const chosen = env['SOTTO_CHROME']
  if (chosen) return isExecutable(chosen) ? chosen : undefined
  return candidates(env).find(isExecutable)
}

const aptGet = (...words: readonly string[]): boolean =>
  spawnSync('apt-get', words, {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** As `findBrowser`, installing Chromium first where that is allowed. Throws one clear sentence. */
export const requireBrowser = (): string => {
  const found = findBrowser()
  if (found) return found
  if (process.env['SOTTO_CHROME']) {
    throw new Error('SOTTO_CHROME does not name a program that can be run.')
  }
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    if (aptGet('update') && aptGet('install', '-y', '--no-install-recommends', 'chromium')) {
      const installed = findBrowser()
      if (installed) return installed
    }
    throw new Error(
      'Chromium could not be installed; install it, or set SOTTO_CHROME to a browser.',
    )
  }
  throw new Error(
    'The browser tests need Chrome, Chromium or Edge: install one, or set SOTTO_CHROME to its path.',
  )
}
