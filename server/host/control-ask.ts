// A command's end of the control socket. No socket, or nobody behind it, means that no server runs on the
// data folder.
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { controlPath } from './control-path.ts'
import { SNAPSHOT, type ControlCall, type ControlCalls } from './control-calls.ts'
import { CommandFault, exit, type Exit } from './exit.ts'

const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'])
const ANSWER_WITHIN = 30_000
/** A copy of a large database takes its time before its first byte. */
const COPY_WITHIN = 3_600_000

const post = (folder: string, name: string, take: unknown): Promise<IncomingMessage | undefined> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      { socketPath: controlPath(folder), path: `/${name}`, method: 'POST', agent: false },
      resolve,
    )
    const within = name === SNAPSHOT ? COPY_WITHIN : ANSWER_WITHIN
    request.setTimeout(within, () => request.destroy(new Error('silent')))
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code ?? '')) resolve(undefined)
      else if (error.code === 'EACCES' || error.code === 'EPERM') {
        reject(
          new CommandFault(
            exit.failed,
            `The server on ${folder} runs as another user: run this command as that user or as root.`,
          ),
        )
      } else {
        reject(
          new CommandFault(
            exit.failed,
            `The server on ${folder} does not answer: look at its log, or restart it.`,
          ),
        )
      }
    })
    request.end(JSON.stringify(take))
  })

const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return text
}

const codes: readonly unknown[] = Object.values(exit)

const faultOf = (text: string): CommandFault => {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    told = undefined
  }
  const known = typeof told === 'object' && told !== null ? told : {}
  const code = 'exit' in known && codes.includes(known.exit) ? (known.exit as Exit) : exit.failed // one of `exit`
  const sentence =
    'sentence' in known && typeof known.sentence === 'string'
      ? known.sentence
      : 'The running server gave no answer that makes sense: restart it.'
  return new CommandFault(code, sentence)
}

/** Asks the running server; undefined when none runs on this folder. Rejects with CommandFault. */
export const askServer = async <K extends ControlCall>(
  folder: string,
  name: K,
  take: ControlCalls[K]['take'],
): Promise<ControlCalls[K]['give'] | undefined> => {
  const response = await post(folder, name, take)
  if (!response) return undefined
  const text = await textOf(response)
  if (response.statusCode !== 200) throw faultOf(text)
  // Both ends are this program; another version of it answers 404 to what it does not know.
  return JSON.parse(text) as ControlCalls[K]['give']
}

/** A copy of the running server's database as a stream; undefined when no server runs. */
export const askSnapshot = async (
  folder: string,
): Promise<(AsyncIterable<Uint8Array> & { readonly size: number }) | undefined> => {
  const response = await post(folder, SNAPSHOT, {})
  if (!response) return undefined
  if (response.statusCode !== 200) throw faultOf(await textOf(response))
  const size = Number(response.headers['content-length'])
  return Object.assign(response, { size })
}

/** The fault of a command that needs a running server. */
export const notRunning = (folder: string): CommandFault =>
  new CommandFault(
    exit.notFound,
    `No Sotto runs on ${folder}: start it with npm start, or name its data folder with --data.`,
  )
