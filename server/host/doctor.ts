// `sotto doctor`: looks at everything that a server needs to be left alone, one line each, and says what to
// do where something is not good. Exit code 1 when anything is broken.
import { existsSync } from 'node:fs'
import type { Command, Run } from './command.ts'
import { checkCertificate, checkOutside, checkPorts } from './checks/network.ts'
import { fail, type Check, type Finding, type Level, type Patient } from './checks/finding.ts'
import { checkClock, checkLimits, checkServer, checkVersions } from './checks/program.ts'
import {
  checkBackup,
  checkDatabase,
  checkLog,
  checkPermissions,
  checkRoom,
  checkSync,
} from './checks/storage.ts'
import { askServer, notRunning } from './control-ask.ts'
import { exit } from './exit.ts'
import { counted, wrap, type Paint } from './print.ts'

const checks: readonly (readonly [name: string, check: Check])[] = [
  ['Server', checkServer],
  ['Versions', checkVersions],
  ['Clock', checkClock],
  ['Open files', checkLimits],
  ['Disk', checkRoom],
  ['Synced write', checkSync],
  ['Permissions', checkPermissions],
  ['Database', checkDatabase],
  ['Write-ahead log', checkLog],
  ['Last backup', checkBackup],
  ['Certificate', checkCertificate],
  ['Ports', checkPorts],
  ['From outside', checkOutside],
]

/** One check's lines; a check that cannot be made says why. */
const examine = async (
  name: string,
  check: Check,
  patient: Patient,
): Promise<readonly Finding[]> => {
  try {
    return await check(patient)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown fault'
    return [fail(name, why, '')]
  }
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const satisfies Record<Level, Paint>
const LABEL = 19

const show = ({ output }: Run, { name, level, text, remedy }: Finding): void => {
  const indent = 6 + LABEL
  const width = Math.max(output.width - indent, 30)
  const [first = '', ...rest] = [...wrap(text, width)]
  const mark = output.paint(COLOURS[level], level.padEnd(6))
  output.say(`${mark}${name.padEnd(LABEL)}${first}`)
  const below = remedy === '' ? rest : [...rest, ...wrap(remedy, width)]
  for (const line of below) output.say(`${' '.repeat(indent)}${line}`)
}

const tally = (findings: readonly Finding[]): Readonly<Record<Level, number>> => {
  const count = { ok: 0, warn: 0, fail: 0 }
  for (const { level } of findings) count[level] += 1
  return count
}

const closing = ({ output }: Run, count: Readonly<Record<Level, number>>): void => {
  const all = counted(count.ok + count.warn + count.fail, 'line')
  const sentence =
    count.warn + count.fail === 0
      ? `${all}, all good.`
      : `${all}: ${count.ok} good, ${count.warn} to look at, ${count.fail} broken.`
  output.say('', sentence)
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'look at everything a server needs, and say what to do',
  examples: [
    ['npx sotto doctor', 'one line for each thing, ok, warn or fail'],
    ['npx sotto doctor --quick', 'without looking through the database'],
  ],
  flags: { quick: 'leave out what takes long: looking through the database' },
  more: [
    'It changes nothing. The database is looked through in a copy, so a running server is not held up. ' +
      'Exit code 1 when a line says fail.',
  ],
  takes: [0, 0, ''],
  run: async (run) => {
    const { folder, output } = run
    if (!existsSync(folder)) throw notRunning(folder)
    const facts = await askServer(folder, 'status', {})
    const patient: Patient = { run, facts, now: Date.now() }
    const findings: Finding[] = []
    for (const [name, check] of checks) {
      for (const finding of await examine(name, check, patient)) {
        findings.push(finding)
        show(run, finding)
      }
    }
    const count = tally(findings)
    closing(run, count)
    output.give({ running: facts !== undefined, checks: findings, ...count })
    return count.fail > 0 ? exit.failed : exit.good
  },
}
