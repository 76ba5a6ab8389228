// What is about to be sent: each file as it looks, a caption, what is left out of photos, and why one cannot go.
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Cross, SendArrow } from '../icons.tsx'
import { percentName } from '../percent.ts'
import { kindOfFile } from '../kind-of-file.ts'
import { madeOnce } from '../made-once.ts'
import { offered } from '../offered.ts'
import { createSendFiles, FILES_MOST, type Chosen, type SendFiles } from '../send-files.ts'
import { sizeName } from '../sizes.ts'
import type { App } from '../state.ts'
import { filesWords } from '../words-files.ts'
import { FileIcon } from './file-icon.tsx'
import { Sheet } from './sheet.tsx'

const sendingOf = madeOnce(createSendFiles)

const Picture = (props: { readonly file: File }) => {
  const { file } = props
  const isPhoto = kindOfFile(file.type) === 'photo' && file.type !== 'image/svg+xml'
  const url = useMemo(() => (isPhoto ? URL.createObjectURL(file) : undefined), [file])
  useEffect(() => () => URL.revokeObjectURL(url ?? ''), [url])
  return url === undefined ? <FileIcon /> : <img src={url} alt="" />
}

const Line = (props: { readonly one: Chosen; readonly sending: SendFiles }) => {
  const { one, sending } = props
  const { file } = one
  const trouble = one.trouble.value
  const done = one.done.value
  const most = sending.most.value
  return (
    <li class="chosen-file">
      <span class="chosen-picture">
        <Picture file={file} />
      </span>
      <span class="chosen-lines">
        <bdi>{file.name}</bdi>
        {trouble === undefined ? (
          <span class="quiet">
            {done === undefined
              ? sizeName(file.size)
              : filesWords.sealing(percentName(file.size === 0 ? 1 : done / file.size))}
          </span>
        ) : (
          <span class="problem" role="alert">
            {trouble === 'tooLarge'
              ? filesWords.tooLarge(sizeName(file.size), sizeName(most ?? 0))
              : filesWords[trouble]}
          </span>
        )}
      </span>
      <button
        type="button"
        class="round"
        aria-label={filesWords.takeOut(file.name)}
        disabled={done !== undefined}
        onClick={() => sending.takeOut(one.key)}
      >
        <Cross />
      </button>
    </li>
  )
}

const hasPhoto = (chosen: readonly Chosen[]): boolean =>
  chosen.some(({ file }) => kindOfFile(file.type) === 'photo')

const Strip = ({ sending }: { readonly sending: SendFiles }) => (
  <label class="choice">
    <input
      type="checkbox"
      checked={sending.stripped.value}
      onChange={(event) => (sending.stripped.value = event.currentTarget.checked)}
    />
    <span>
      {filesWords.stripped}
      <span class="quiet">{filesWords.strippedText}</span>
    </span>
  </label>
)

const More = ({ sending }: { readonly sending: SendFiles }) => {
  const field = useRef<HTMLInputElement>(null)
  return (
    <p>
      <input
        ref={field}
        hidden
        multiple
        type="file"
        aria-label={filesWords.addMore}
        onChange={(event) => sending.add(Array.from(event.currentTarget.files ?? []))}
      />
      <button type="button" class="plain" onClick={() => field.current?.click()}>
        {filesWords.addMore}
      </button>
    </p>
  )
}

/** Nothing in it is known to be too much for the server. */
const canGo = (chosen: readonly Chosen[]): boolean =>
  chosen.length > 0 &&
  chosen.every(({ trouble }) => trouble.value !== 'tooLarge' && trouble.value !== 'empty')

export const FilesSheet = (props: { readonly app: App; readonly person: string }) => {
  const { app } = props
  const { route } = app
  const sending = sendingOf(app)
  const fresh = offered.value
  useEffect(() => {
    if (fresh.length === 0) return
    sending.add(fresh)
    offered.value = []
  }, [fresh])
  // What was not sent is not kept for another conversation.
  useEffect(() => () => (sending.busy.peek() ? undefined : sending.clear()), [])
  const chosen = sending.chosen.value
  const ready = canGo(chosen)
  const send = async (): Promise<void> => {
    if (!ready || sending.busy.peek()) return
    const about = app.chat.about(props.person)
    const answered = about.peek()
    const reply = answered?.is === 'reply' ? answered.message.order : undefined
    if (!(await sending.send(props.person, reply))) return
    if (reply !== undefined) about.value = undefined
    route.back()
  }
  return (
    <Sheet
      title={filesWords.sendFiles(chosen.length)}
      open={() => route.sheet.value === 'files'}
      back={route.back}
    >
      <form
        class="files-form"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <ul class="chosen-files">
          {chosen.map((one) => (
            <Line key={one.key} one={one} sending={sending} />
          ))}
        </ul>
        {sending.tooMany.value ? (
          <p class="problem" role="alert">
            {filesWords.tooMany(FILES_MOST)}
          </p>
        ) : null}
        <More sending={sending} />
        {hasPhoto(chosen) ? <Strip sending={sending} /> : null}
        <div class="composer-line">
          <input
            dir="auto"
            autocomplete="off"
            aria-label={filesWords.caption}
            placeholder={filesWords.caption}
            value={sending.caption.value}
            onInput={(event) => (sending.caption.value = event.currentTarget.value)}
          />
          <button
            type="submit"
            class="send"
            aria-label={filesWords.sendFiles(chosen.length)}
            aria-disabled={!ready || sending.busy.value}
          >
            <SendArrow />
          </button>
        </div>
      </form>
    </Sheet>
  )
}
