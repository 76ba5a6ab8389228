// Questions to the person at the terminal. Nothing is ever asked where nobody can answer: then the command
// ends with a sentence that names the flag to give instead.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CommandFault, exit } from './exit.ts'

/** True when a person can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY

const question = (text: string, echo: boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    process.stderr.write(text)
    // What is typed is shown by readline, through this: so it shows nothing of a secret.
    const shown = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (echo) process.stderr.write(chunk)
        done()
      },
    })
    const lines = createInterface({ input: process.stdin, output: shown, terminal: true })
    let answered = false
    lines.once('line', (line) => {
      answered = true
      lines.close()
      if (!echo) process.stderr.write('\n')
      resolve(line)
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      if (answered) return
      process.stderr.write('\n')
      reject(new CommandFault(exit.interrupted, 'Nothing was done.'))
    })
  })

/** Asks for yes or no. Rejects with CommandFault when nobody can be asked. */
export const confirm = async (text: string, flag: string): Promise<boolean> => {
  if (!canAsk()) {
    throw new CommandFault(exit.usage, `Nobody can be asked here: add ${flag} to say yes.`)
  }
  return /^y(es)?$/i.test((await question(`${text} [y/N] `, true)).trim())
}

/** Asks for a secret, which is not shown. */
export const askSecret = (text: string): Promise<string> => question(text, false)
