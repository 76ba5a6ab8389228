// Faults of a start in the words of the host: one sentence each, with what to do. Never a stack trace.
import type { Config } from './config.ts'
import { settings } from './config.ts'
import { StartFault } from './fault.ts'

interface SystemError {
  readonly code: string
  readonly port: number | undefined
}

const systemError = (error: unknown): SystemError | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? {
        code: error.code,
        port: 'port' in error && typeof error.port === 'number' ? error.port : undefined,
      }
    : undefined

const portKey = (config: Config, port: number | undefined): string =>
  port === config.wssPort ? settings.wssPort.key : settings.httpsPort.key

const listenSentence = ({ code, port }: SystemError, config: Config): string | undefined => {
  switch (code) {
    case 'EADDRINUSE':
      return (
        `Port ${port ?? config.httpsPort} is in use: stop the other program (is Sotto running already?) ` +
        `or set ${portKey(config, port)} to another port.`
      )
    case 'EACCES':
      return (
        `This user may not listen on port ${port ?? config.httpsPort}: ` +
        `set ${portKey(config, port)} to a port above 1023.`
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${config.host} is not an address of this computer: change or remove ${settings.host.key}.`
    default:
      return undefined
  }
}

/** The sentence for whatever stopped the start. */
export const startSentence = (error: unknown, config: Config | undefined): string => {
  if (error instanceof StartFault) return error.message
  const system = systemError(error)
  const known = config && system ? listenSentence(system, config) : undefined
  if (known !== undefined) return known
  const text = error instanceof Error ? error.message.split('\n')[0] : undefined
  return `Sotto cannot start: ${text || 'unknown fault'}. Please report this sentence.`
}

/** Several problems of the settings as one text. */
export const settingsSentence = (problems: readonly string[]): string =>
  problems.length === 1
    ? `Wrong setting: ${problems[0] ?? ''}`
    : ['Wrong settings:', ...problems.map((problem) => `  ${problem}`)].join('\n')
