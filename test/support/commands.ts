// Commands of the host as a test runs them: in this process, against a data folder, with what they print.
import type { TestContext } from 'node:test'
import { openControl } from '../../server/host/control-listen.ts'
import { createControls } from '../../server/host/controls.ts'
import { execute } from '../../server/host/commands.ts'
import { createOutput } from '../../server/host/print.ts'
import { Metrics } from '../../server/metrics.ts'
import type { Running } from '../../server/serve.ts'
import { startServer } from './server.ts'

/** What a command left behind. */
export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
  /** The object printed with `--json`. */
  readonly json: Readonly<Record<string, unknown>>
}

/**
 * Runs a command on a data folder. `env` adds to an otherwise empty environment; the host's own
 * certificates are in the folder beside, `.certs`.
 */
export const sotto = async (
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Said> => {
  let out = ''
  let err = ''
  const output = createOutput({
    json: args.includes('--json'),
    terminal: false,
    colour: false,
    width: 80,
    out: (text) => (out += text),
    err: (text) => (err += text),
  })
  const certs = `${folder}.certs`
  const code = await execute(args, output, { SOTTO_DATA: folder, ...env }, certs)
  const json: unknown = args.includes('--json') && out !== '' ? JSON.parse(out) : {}
  return { code, out, err, json: json as Said['json'] }
}

/** A running server that takes commands, ended with the test. */
export const startHouse = async (
  context: TestContext,
  folder: string,
): Promise<{ readonly server: Running; close(): Promise<void> }> => {
  const metrics = new Metrics()
  const server = await startServer(folder, { metrics })
  const origin = `https://127.0.0.1:${server.httpsPort}`
  const controls = createControls(server, metrics, {
    origins: () => [origin],
    certificate: () => undefined,
  })
  const control = await openControl({ folder, controls, snapshot: server.desk.snapshot })
  const close = async (): Promise<void> => {
    control.close()
    await server.close()
  }
  context.after(close)
  return { server, close }
}
