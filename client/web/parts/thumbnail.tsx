// The small picture that came inside a message.
import { useEffect, useMemo } from 'preact/hooks'

export const Thumbnail = (props: { readonly bytes: Uint8Array }) => {
  const { bytes } = props
  const url = useMemo(
    () =>
      bytes.length === 0
        ? undefined
        : URL.createObjectURL(new Blob([bytes.slice()], { type: 'image/webp' })),
    [bytes],
  )
  useEffect(() => () => URL.revokeObjectURL(url ?? ''), [url])
  return url === undefined ? null : <img class="small-picture" src={url} alt="" />
}
