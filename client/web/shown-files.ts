// Files of messages as the screen shows them: their bytes as addresses, few at a time, and how far a transfer came.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Engine, MessageView, TransferView } from '../engine/view.ts'
import type { Media } from './media.ts'
import { isShowable } from './picture-pixels.ts'

/** Addresses that are held at a time; the oldest is let go for another. */
const HELD = 40

export interface ShownFiles {
  /** How far the transfer of a blob came; undefined while nothing moves. */
  transfer(blob: string): TransferView | undefined
  /** Address of a file that is here; undefined while it is opened, TOO_LARGE for what is only saved. */
  address(message: MessageView): string | undefined
  /** The whole file, to be saved. Rejects when it cannot be opened. */
  file(message: MessageView): Promise<Blob>
}

/** In place of an address: the picture has more pixels than a browser can be asked to hold. */
export const TOO_LARGE = 'tooLarge'

/** Enough of a picture to read its size, also behind a profile of its colours. */
const HEAD = 262_144

/** The file, unless it is a picture that cannot be shown. */
const showable = async (file: Promise<Blob>): Promise<Blob | undefined> => {
  const found = await file
  if (!found.type.startsWith('image/')) return found
  const head = new Uint8Array(await found.slice(0, HEAD).arrayBuffer())
  return isShowable(head) ? found : undefined
}

/** Files over an engine and its media. */
export const createShownFiles = (parts: {
  readonly engine: Engine
  readonly media: () => Promise<Media>
}): ShownFiles => {
  const { engine } = parts
  const moving: Signal<ReadonlyMap<string, TransferView>> = signal(new Map())
  const held = new Map<string, Signal<string | undefined>>()
  engine.watch((event) => {
    if (event.type !== 'transfers') return
    moving.value = new Map(event.transfers.map((one) => [one.blob, one]))
  })
  const file = async ({ person, order }: MessageView): Promise<Blob> => {
    const answer = await engine.run({ type: 'file', person, order })
    if (answer.is !== 'file') throw new Error('the file is not here')
    return (await parts.media()).open(answer.right, answer.mediaType)
  }
  const makeRoom = (): void => {
    const [oldest] = held
    if (held.size < HELD || !oldest) return
    held.delete(oldest[0])
    const url = oldest[1].peek()
    if (url !== undefined && url !== TOO_LARGE) URL.revokeObjectURL(url)
  }
  const open = (message: MessageView, blob: string): ReadonlySignal<string | undefined> => {
    makeRoom()
    const made = signal<string | undefined>(undefined)
    held.set(blob, made)
    showable(file(message)).then(
      (found) => {
        made.value = found ? URL.createObjectURL(found) : TOO_LARGE
      },
      // The next look tries again.
      () => held.delete(blob),
    )
    return made
  }
  return {
    transfer: (blob) => moving.value.get(blob),
    address: (message) => {
      const blob = message.attachment?.blob
      return blob === undefined ? undefined : (held.get(blob) ?? open(message, blob)).value
    },
    file,
  }
}
