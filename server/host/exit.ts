// How a command ends: codes that a script may rely on, and a fault that is one sentence for the host with
// what to do.

/** Exit codes of every command. */
export const exit = {
  good: 0,
  /** It could not be done, or `doctor` found something broken. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** No server runs here, or what was named does not exist. */
  notFound: 3,
  /** The passphrase or recovery key is wrong. */
  locked: 4,
  /** Ended by Ctrl+C. */
  interrupted: 130,
} as const
export type Exit = (typeof exit)[keyof typeof exit]

/** Ends a command; `message` is the sentence shown. */
export class CommandFault extends Error {
  readonly code: Exit
  constructor(code: Exit, message: string) {
    super(message)
    this.name = 'CommandFault'
    this.code = code
  }
}
