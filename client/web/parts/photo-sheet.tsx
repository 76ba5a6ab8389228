// One photo over everything, with the way to its neighbours in the conversation.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { MessageView } from '../../engine/view.ts'
import { safeFileName } from '../../engine/file-name.ts'
import { Cross } from '../icons.tsx'
import { kindOfFile } from '../kind-of-file.ts'
import type { App } from '../state.ts'
import { TOO_LARGE } from '../shown-files.ts'
import { fullTime } from '../when.ts'
import { words } from '../words.ts'
import { filesWords } from '../words-files.ts'
import { filesOf, saveAttached } from './attached.tsx'
import { DownIcon } from './file-icon.tsx'
import { Onward } from './settings/icons.tsx'
import { Thumbnail } from './thumbnail.tsx'

const isPhoto = ({ attachment, erased }: MessageView): boolean =>
  attachment !== undefined && !erased && kindOfFile(attachment.mediaType) === 'photo'

const Picture = (props: { readonly app: App; readonly message: MessageView }) => {
  const { app, message } = props
  const { attachment } = message
  const here = attachment?.state === 'here' || attachment?.state === 'uploading'
  useEffect(() => {
    if (attachment?.state !== 'remote') return
    void app.engine.run({ type: 'fetch', person: message.person, order: message.order })
  }, [attachment?.state])
  const url = here ? filesOf(app).address(message) : undefined
  const name = safeFileName(attachment?.name.unsafe ?? '')
  if (url !== undefined && url !== TOO_LARGE)
    return <img src={url} alt={`${filesWords.photo}, ${name}`} />
  return attachment ? <Thumbnail bytes={attachment.thumbnail} /> : null
}

export const PhotoSheet = (props: { readonly app: App }) => {
  const { app } = props
  const { route, chat } = app
  const dialog = useRef<HTMLDialogElement>(null)
  const gone = useRef(false)
  useLayoutEffect(() => {
    dialog.current?.showModal()
    const element = dialog.current
    return () => {
      gone.current = true
      element?.close()
    }
  }, [])
  const photos = chat.timeline.value.messages.filter(isPhoto)
  const at = photos.findIndex(({ order }) => order === route.page.value)
  const message = photos[at]
  const go = (by: 1 | -1): void => {
    const next = photos[at + by]
    if (next) route.openPage(next.order, true)
  }
  const arrow = (by: 1 | -1, label: string) => (
    <button
      type="button"
      class={by < 0 ? 'round photo-back' : 'round photo-next'}
      aria-label={label}
      disabled={!photos[at + by]}
      onClick={() => go(by)}
    >
      <Onward />
    </button>
  )
  return (
    <dialog
      ref={dialog}
      class="photo-sheet"
      aria-label={filesWords.photos}
      onCancel={(event) => {
        event.preventDefault()
        route.back()
      }}
      onClose={() => {
        if (!gone.current && route.sheet.value === 'photo') route.back()
      }}
      onKeyDown={(event) => {
        const rtl = document.documentElement.dir === 'rtl'
        if (event.key === 'ArrowRight') go(rtl ? -1 : 1)
        if (event.key === 'ArrowLeft') go(rtl ? 1 : -1)
      }}
    >
      <div class="photo-head">
        <span class="photo-time">{message ? fullTime(message.time) : ''}</span>
        {message?.attachment?.state === 'here' ? (
          <button
            type="button"
            class="round"
            aria-label={filesWords.save}
            onClick={() => void saveAttached(app, message)}
          >
            <DownIcon />
          </button>
        ) : null}
        <button type="button" class="round" aria-label={words.close} onClick={route.back}>
          <Cross />
        </button>
      </div>
      <div class="photo-stage">
        {arrow(-1, filesWords.previous)}
        {message ? <Picture key={message.id} app={app} message={message} /> : null}
        {arrow(1, filesWords.next)}
      </div>
      {message && message.text !== '' ? (
        <p class="photo-caption" dir="auto">
          {message.text}
        </p>
      ) : null}
    </dialog>
  )
}
