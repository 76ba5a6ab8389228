// What the server answers when it does not do what was asked (PROTOCOL 4).
import type { ProblemName } from '../../protocol/errors.ts'

/** An answer with a problem. `NoAnswer` (from the port) means there was none. */
export class Problem extends Error {
  readonly problem: ProblemName
  readonly retryAfter: number
  constructor(problem: ProblemName, retryAfter: number) {
    super(problem)
    this.name = 'Problem'
    this.problem = problem
    this.retryAfter = retryAfter
  }
}
