// The engine's side of the bus, inside the Worker. Each command of each view runs once however often it is
// repeated, is answered after its commit, and the answer is kept for a while for a view that missed it.
import type { Answer, Engine } from '../../engine/view.ts'
import type { About } from '../net-web.ts'
import type { Bus, HostMessage, Trouble, ViewMessage } from './bus.ts'

/** Views whose answers are kept, and answers kept for each; older ones are dropped first. */
export const VIEWS_KEPT = 64
export const ANSWERS_KEPT = 64

/** A host that has its fencing number. It says `starting` until it serves or is in trouble. */
export interface Host {
  serve(engine: Engine): void
  /** Tells every view, now and when it asks; undefined ends it. */
  trouble(trouble: Trouble | undefined): void
  /** Tells every view what is known of the server, now and when it asks. */
  about(part: About): void
  /** Says and does nothing from here on. */
  stop(): void
}

type Asked = Extract<ViewMessage, { type: 'command' }>
type Body<M> = M extends HostMessage ? Omit<M, 'from' | 'fence'> : never

// The answers by view and id; undefined while the command runs.
type Answers = Map<string, Map<number, Answer | undefined>>

const bound = (map: Map<unknown, unknown>, most: number): void => {
  const [oldest] = map.keys()
  if (map.size > most) map.delete(oldest)
}

const answersOf = (answers: Answers, view: string): Map<number, Answer | undefined> => {
  const own = answers.get(view) ?? new Map<number, Answer | undefined>()
  // Put last: the view that spoke last is dropped last.
  answers.delete(view)
  answers.set(view, own)
  bound(answers, VIEWS_KEPT)
  return own
}

/** What a host is made of. */
export interface HostParts {
  readonly bus: Bus
  /** This writer's number; 0 when the storage gave none, which every other host outranks. */
  readonly fence: number
  /** A newer writer speaks: this one is silent already and has to end. */
  readonly onReplaced: () => void
}

const createPost =
  ({ bus, fence }: HostParts, silent: () => boolean): ((message: Body<HostMessage>) => void) =>
  (message) => {
    if (!silent()) bus.post({ from: 'host', fence, ...message })
  }

// Runs each command once and keeps its answer.
const createRun = (post: (message: Body<HostMessage>) => void) => {
  const answers: Answers = new Map()
  return async (engine: Engine, { view, id, command }: Asked): Promise<void> => {
    const own = answersOf(answers, view)
    const known = own.get(id)
    if (known) return post({ type: 'answer', view, id, answer: known })
    post({ type: 'taken', view, id })
    if (own.has(id)) return
    own.set(id, undefined)
    bound(own, ANSWERS_KEPT)
    // The engine rejects only when its storage failed; the snapshot says how.
    const failed: Answer = { is: 'refused', why: 'storage' }
    const answer = await engine.run(command).catch(() => failed)
    if (own.has(id)) own.set(id, answer)
    post({ type: 'answer', view, id, answer })
  }
}

/** Starts answering on the bus. */
export const createHost = (parts: HostParts): Host => {
  let engine: Engine | undefined
  let current: Trouble | undefined
  let known: About | undefined
  let unwatch: () => void = () => undefined
  let events = 0
  let stopped = false

  const post = createPost(parts, () => stopped)
  const run = createRun(post)
  const sayHere = (): void => post({ type: engine || current ? 'here' : 'starting' })
  const sayState = (): void => {
    sayHere()
    if (engine || current) post({ type: 'trouble', trouble: current })
    if (known) post({ type: 'about', about: known })
    if (!engine) return
    post({ type: 'event', n: events, event: { type: 'snapshot', snapshot: engine.snapshot() } })
  }
  const stop = (): void => {
    stopped = true
    unwatch()
  }
  const hearView = (message: ViewMessage): void => {
    if (message.type === 'ping') sayHere()
    else if (message.type === 'hello') sayState()
    else if (message.type === 'nudge') engine?.nudge()
    else if (engine) run(engine, message).catch(() => undefined)
  }
  parts.bus.listen((message) => {
    if (stopped) return
    if (message.from === 'view') return hearView(message)
    if (message.fence <= parts.fence) return
    stop()
    parts.onReplaced()
  })
  sayHere()
  return {
    serve: (ready) => {
      engine = ready
      post({ type: 'trouble', trouble: current })
      unwatch = ready.watch((event) => post({ type: 'event', n: ++events, event }))
    },
    trouble: (trouble) => {
      current = trouble
      post({ type: 'trouble', trouble })
    },
    about: (part) => {
      known = { ...known, ...part }
      post({ type: 'about', about: known })
    },
    stop,
  }
}
