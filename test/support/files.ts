// Files in stories: sealing one into somebody's store, sending it, and what the other side has of it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { openFile } from '../../client/engine/file-open.ts'
import { sealFile, type SealedFile } from '../../client/engine/file-seal.ts'
import type { AttachmentState, MessageView, NewAttachment } from '../../client/engine/view.ts'
import { realRandom, type Person } from './circle.ts'
import { friendOf } from './people.ts'

/** Seals bytes into somebody's store, as the media Worker does. */
export const sealFor = (person: Person, bytes: Uint8Array): Promise<SealedFile> =>
  sealFile({
    source: { length: bytes.length, read: async (from, to) => bytes.slice(from, to) },
    blobs: person.blobs.open(),
    random: realRandom,
  })

export const attachmentOf = (
  sealed: SealedFile,
  told: Partial<NewAttachment> = {},
): NewAttachment => ({
  sealed,
  name: 'thing.bin',
  mediaType: 'application/octet-stream',
  width: 0,
  height: 0,
  length: 0,
  waveform: new Uint8Array(0),
  thumbnail: new Uint8Array(0),
  ...told,
})

/** Sends a file to the first friend; gives the message's id. */
export const sendFile = async (
  person: Person,
  attachment: NewAttachment,
  text = '',
): Promise<string> => {
  const id = randomBytes(16).toString('hex')
  const answer = await person.engine.run({
    type: 'send',
    person: friendOf(person),
    text,
    id,
    attachment,
  })
  assert.deepEqual(answer, { is: 'done' })
  return id
}

/** The message with this id, once it and its bytes are as wanted. */
export const untilFile = async (
  person: Person,
  id: string,
  state: AttachmentState,
): Promise<MessageView> => {
  await person.untilMessages(
    (all) => all.some((view) => view.id === id && view.attachment?.state === state),
    `the bytes of a message are ${state}`,
  )
  return person.messages.get(id) ?? assert.fail()
}

/** The bytes of a message that are here. */
export const bytesOf = async (person: Person, { order }: MessageView): Promise<Uint8Array> => {
  const answer = await person.engine.run({ type: 'file', person: friendOf(person), order })
  assert.equal(answer.is, 'file')
  if (answer.is !== 'file') return assert.fail()
  return openFile(person.blobs.open(), answer.right).read(0, answer.right.size)
}
