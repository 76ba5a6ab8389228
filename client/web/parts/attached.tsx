// What is attached to a message: a photo, a video, a voice note to play, or a file to save; where its bytes are, and
// how far they came. Only types that a browser shows without running anything are shown at all.
import { useEffect } from 'preact/hooks'
import type { AttachmentView, MessageView } from '../../engine/view.ts'
import { safeFileName } from '../../engine/file-name.ts'
import { saveFile } from '../export.ts'
import { kindOfFile } from '../kind-of-file.ts'
import { madeOnce } from '../made-once.ts'
import { percentName } from '../percent.ts'
import { createShownFiles, TOO_LARGE } from '../shown-files.ts'
import { sizeName } from '../sizes.ts'
import type { App } from '../state.ts'
import { filesWords } from '../words-files.ts'
import { DownIcon, FileIcon, PlayIcon } from './file-icon.tsx'
import { Thumbnail } from './thumbnail.tsx'
import { VoicePlayer } from './voice-player.tsx'

/** Photos and voice notes up to this size come by themselves, bytes. */
export const COMES_BY_ITSELF = 5_000_000

export const filesOf = madeOnce(createShownFiles)

interface AttachedProps {
  readonly app: App
  readonly message: MessageView
}
type PartProps = AttachedProps & { readonly attachment: AttachmentView }

const run = ({ app, message }: AttachedProps, type: 'fetch' | 'stop'): void =>
  void app.engine.run({ type, person: message.person, order: message.order })

/** Where it is, when that is not here; with what can be done about it. */
const Progress = (props: PartProps) => {
  const { app, attachment } = props
  const { state, size, blob } = attachment
  if (state === 'here') return null
  const transfer = filesOf(app).transfer(blob)
  const moves = state === 'uploading' || state === 'loading'
  return (
    <span class="file-state">
      {transfer && moves ? (
        <>
          <progress max={Math.max(1, transfer.total)} value={transfer.done} />
          <span>
            {transfer.waits === undefined
              ? percentName(transfer.done / Math.max(1, transfer.total))
              : filesWords.waits[transfer.waits]}
          </span>
        </>
      ) : (
        <span>{filesWords.states[state]}</span>
      )}
      {moves ? (
        <button type="button" class="plain" onClick={() => run(props, 'stop')}>
          {filesWords.stop}
        </button>
      ) : state === 'remote' || state === 'failed' ? (
        <button type="button" class="plain" onClick={() => run(props, 'fetch')}>
          {filesWords.load(sizeName(size))}
        </button>
      ) : null}
    </span>
  )
}

/** Saves it under the name that its sender gave it, as far as that is harmless. */
export const saveAttached = async (app: App, message: MessageView): Promise<void> => {
  const name = safeFileName(message.attachment?.name.unsafe ?? '')
  saveFile({ name, file: await filesOf(app).file(message) })
}

/** Bytes that can be read: here, or still here while they go up. */
const isHere = ({ state }: AttachmentView): boolean => state === 'here' || state === 'uploading'

const Photo = (props: PartProps) => {
  const { app, message, attachment } = props
  const { width, height } = attachment
  const url = isHere(attachment) ? filesOf(app).address(message) : undefined
  if (url === TOO_LARGE) return <SavedOnly {...props} />
  return (
    <button
      type="button"
      class="photo"
      style={{ aspectRatio: `${Math.max(1, width)} / ${Math.max(1, height)}` }}
      aria-label={`${filesWords.photo}, ${safeFileName(attachment.name.unsafe)}`}
      onClick={() => app.route.openSheet('photo', message.order)}
    >
      {url === undefined ? (
        <Thumbnail bytes={attachment.thumbnail} />
      ) : (
        <img src={url} alt="" draggable={false} />
      )}
    </button>
  )
}

const Video = (props: PartProps) => {
  const { app, message, attachment } = props
  const url = isHere(attachment) ? filesOf(app).address(message) : undefined
  const { width, height } = attachment
  const shape = { aspectRatio: `${Math.max(1, width)} / ${Math.max(1, height)}` }
  if (url !== undefined)
    return <video class="photo" style={shape} src={url} controls playsInline preload="metadata" />
  return (
    <button type="button" class="photo" style={shape} onClick={() => run(props, 'fetch')}>
      <Thumbnail bytes={attachment.thumbnail} />
      <span class="photo-play">
        <PlayIcon />
        <span class="unseen">{filesWords.play}</span>
      </span>
    </button>
  )
}

const Voice = (props: PartProps) => {
  const { app, message, attachment } = props
  const url = isHere(attachment) ? filesOf(app).address(message) : undefined
  return (
    <VoicePlayer
      url={url}
      length={attachment.length}
      waveform={attachment.waveform}
      onWanted={() => {
        if (attachment.state === 'remote') run(props, 'fetch')
      }}
    />
  )
}

const SavedOnly = (props: PartProps) => {
  const { app, message, attachment } = props
  return (
    <span class="file-card">
      <FileIcon />
      <span class="chosen-lines">
        <bdi>{safeFileName(attachment.name.unsafe)}</bdi>
        <span class="file-size">{sizeName(attachment.size)}</span>
      </span>
      {isHere(attachment) ? (
        <button
          type="button"
          class="round"
          aria-label={filesWords.save}
          title={filesWords.save}
          onClick={() => void saveAttached(app, message)}
        >
          <DownIcon />
        </button>
      ) : null}
    </span>
  )
}

const parts = { photo: Photo, video: Video, audio: Voice, file: SavedOnly } as const

export const Attached = (props: AttachedProps) => {
  const { attachment } = props.message
  const kind = attachment && kindOfFile(attachment.mediaType)
  const comes =
    attachment?.state === 'remote' &&
    attachment.size <= COMES_BY_ITSELF &&
    (kind === 'photo' || kind === 'audio')
  useEffect(() => {
    if (comes) run(props, 'fetch')
  }, [comes])
  if (!attachment || !kind) return null
  const Part = parts[kind]
  return (
    <div class="attached">
      <Part {...props} attachment={attachment} />
      <Progress {...props} attachment={attachment} />
    </div>
  )
}
