// How a file is shown, by the type that the engine let through.

export type FileKind = 'photo' | 'video' | 'audio' | 'file'

/** `mediaType` as safeMediaType leaves it. */
export const kindOfFile = (mediaType: string): FileKind => {
  if (mediaType.startsWith('image/')) return 'photo'
  if (mediaType.startsWith('video/')) return 'video'
  return mediaType.startsWith('audio/') ? 'audio' : 'file'
}
