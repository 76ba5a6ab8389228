// What stops a start or ends a run: one sentence for the host that says what to do. Never a stack trace.

/** A fault the host can mend; `message` is the sentence shown, the process exits with code 1. */
export class StartFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StartFault'
  }
}
