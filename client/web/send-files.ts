// Sending files: chosen, looked at, sealed one after another, and written as messages. What fails stays in the sheet
// with its reason; what was sent is gone from it.
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Command, Engine } from '../engine/view.ts'
import { newId } from './chat.ts'
import { MediaFault, type Media } from './media.ts'
import { prepareFile, type Prepared } from './prepare-file.ts'

/** Files sent together. */
export const FILES_MOST = 10

export type FileTrouble = 'tooLarge' | 'empty' | 'unreadable' | 'noRoom' | 'notSent'

export interface Chosen {
  readonly key: string
  readonly file: File
  readonly trouble: Signal<FileTrouble | undefined>
  /** Bytes that are sealed; undefined before it began. */
  readonly done: Signal<number | undefined>
}

export interface SendFiles {
  readonly chosen: ReadonlySignal<readonly Chosen[]>
  readonly caption: Signal<string>
  /** Photos are sent without what their files say besides the picture. */
  readonly stripped: Signal<boolean>
  /** More were chosen than go together. */
  readonly tooMany: ReadonlySignal<boolean>
  /** The largest file that the server takes, in bytes; undefined while that is not known. */
  readonly most: ReadonlySignal<number | undefined>
  readonly busy: ReadonlySignal<boolean>
  add(files: readonly File[]): void
  takeOut(key: string): void
  /** Seals and writes them; the caption goes with the last, and `reply` (an order) with the first. True when all went. */
  send(person: string, reply?: string): Promise<boolean>
  /** Forgets what was chosen. */
  clear(): void
}

/** What a file says beside itself. */
type To = Pick<Extract<Command, { type: 'send' }>, 'person' | 'text' | 'reply'>

const troubleOf = (error: unknown): FileTrouble => {
  if (!(error instanceof MediaFault)) return 'notSent'
  return error.why === 'full' ? 'noRoom' : 'unreadable'
}

interface Parts {
  readonly engine: Engine
  readonly media: () => Promise<Media>
}

/** Prepares, seals and writes one file; its trouble says why it did not go. */
const createSendOne = (
  parts: Parts,
  judge: (file: Blob) => FileTrouble | undefined,
  stripped: Signal<boolean>,
) => {
  const { engine } = parts
  const sealAndWrite = async (
    one: Chosen,
    prepared: Prepared,
    to: To,
  ): Promise<FileTrouble | undefined> => {
    const { file, ...rest } = prepared
    const media = await parts.media()
    const sealed = await media.seal(file, (done) => (one.done.value = done)).sealed
    const attachment = { ...rest, sealed }
    const answer = await engine.run({ type: 'send', ...to, id: newId(), attachment })
    return answer.is === 'refused' ? 'notSent' : undefined
  }
  return async (one: Chosen, to: To): Promise<boolean> => {
    one.trouble.value = undefined
    one.done.value = 0
    try {
      const prepared = await prepareFile(one.file, !stripped.peek())
      one.trouble.value = judge(prepared.file) ?? (await sealAndWrite(one, prepared, to))
    } catch (error) {
      one.trouble.value = troubleOf(error)
    }
    one.done.value = undefined
    return one.trouble.value === undefined
  }
}

/** Files on their way into one conversation after another. */
export const createSendFiles = (parts: Parts): SendFiles => {
  const { engine } = parts
  const chosen = signal<readonly Chosen[]>([])
  const caption = signal('')
  const stripped = signal(true)
  const most = signal<number | undefined>(undefined)
  const tooMany = signal(false)
  const busy = computed(() => chosen.value.some(({ done }) => done.value !== undefined))
  const judge = (file: Blob): FileTrouble | undefined => {
    if (file.size === 0) return 'empty'
    return most.value !== undefined && file.size > most.value ? 'tooLarge' : undefined
  }
  const learn = async (): Promise<void> => {
    const answer = await engine.run({ type: 'terms' })
    if (answer.is !== 'terms') return
    most.value = answer.maxFile
    for (const { file, trouble } of chosen.value) trouble.value ??= judge(file)
  }
  const sendOne = createSendOne(parts, judge, stripped)
  const takeOut = (key: string): void => {
    chosen.value = chosen.value.filter((one) => one.key !== key)
    tooMany.value = false
  }
  return {
    chosen,
    caption,
    stripped,
    tooMany,
    most,
    busy,
    add: (files) => {
      const room = FILES_MOST - chosen.value.length
      const added = files.slice(0, room).map((file) => ({
        key: newId(),
        file,
        trouble: signal(judge(file)),
        done: signal<number | undefined>(undefined),
      }))
      batch(() => {
        chosen.value = [...chosen.value, ...added]
        tooMany.value = files.length > room
      })
      void learn()
    },
    takeOut,
    send: async (person, reply) => {
      const [first] = chosen.value
      for (const one of chosen.value) {
        const text = one === chosen.value.at(-1) ? caption.peek() : ''
        const answers = one === first && reply !== undefined && { reply }
        if (!(await sendOne(one, { person, text, ...answers }))) return false
        takeOut(one.key)
      }
      caption.value = ''
      return true
    },
    clear: () => {
      chosen.value = []
      caption.value = ''
      tooMany.value = false
    },
  }
}
