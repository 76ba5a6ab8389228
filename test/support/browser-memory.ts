// What the processes of one browser hold, read from /proc (Linux): those that run pages and Workers, and all others
// (the browser itself, its storage and network). Peaks are found by looking often.
import { readdirSync, readFileSync } from 'node:fs'

const PAGE_SIZE = 4_096
const LOOK_EVERY = 50

interface Process {
  readonly pid: number
  readonly parent: number
  readonly words: string
}

const processes = (): readonly Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8')
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        return [{ pid: Number(name), parent, words }]
      } catch {
        return []
      }
    })

/** Bytes that are the process's own: what is shared with others is not counted. */
const ownBytes = (pid: number): number => {
  try {
    const [, resident = '0', shared = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
    return (Number(resident) - Number(shared)) * PAGE_SIZE
  } catch {
    return 0
  }
}

/** Bytes by kind of process. */
export interface BrowserBytes {
  readonly pages: number
  readonly others: number
}

/** The browser with this profile folder, now. */
export const browserBytes = (folder: string): BrowserBytes => {
  const all = processes()
  const family = new Set(
    all
      .filter(({ words }) => words.includes(folder) && !words.includes('--type='))
      .map(({ pid }) => pid),
  )
  for (let before = 0; before !== family.size;) {
    before = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  const bytes = { pages: 0, others: 0 }
  for (const { pid, words } of all) {
    if (!family.has(pid)) continue
    bytes[words.includes('--type=renderer') ? 'pages' : 'others'] += ownBytes(pid)
  }
  return bytes
}

/** The most that was held while `act` ran, above what was held before. */
export const growthDuring = async <T>(
  folder: string,
  act: () => Promise<T>,
): Promise<{ readonly result: T; readonly grew: BrowserBytes }> => {
  const before = browserBytes(folder)
  const most = { ...before }
  const timer = setInterval(() => {
    const { pages, others } = browserBytes(folder)
    most.pages = Math.max(most.pages, pages)
    most.others = Math.max(most.others, others)
  }, LOOK_EVERY)
  try {
    const result = await act()
    return {
      result,
      grew: { pages: most.pages - before.pages, others: most.others - before.others },
    }
  } finally {
    clearInterval(timer)
  }
}
