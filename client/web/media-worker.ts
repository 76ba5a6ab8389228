// The entry of the Worker that seals and opens files for a page, so that neither the page nor the engine waits.
import { openLater } from '../engine/blobs-later.ts'
import { openBlobs } from './blobs-web.ts'
import { randomWeb } from './clock-web.ts'
import { createMediaWork, type MediaAsk, type MediaSaid } from './media-work.ts'

// Of a dedicated Worker's scope only this differs from a window's, and the page's types are in force here.
const scope = globalThis as unknown as {
  postMessage(said: MediaSaid): void
  onmessage: ((event: MessageEvent<MediaAsk>) => void) | null
}

const blobs = openLater(openBlobs)
const work = createMediaWork({
  blobs: () => Promise.resolve(blobs),
  random: randomWeb,
  say: (said) => scope.postMessage(said),
})
scope.onmessage = ({ data: ask }) => work(ask)
