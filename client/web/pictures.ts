// Pictures of people, as addresses that an image can show: read from the engine when one is first wanted, and let
// go when a newer one takes its place.
import { signal, type Signal } from '@preact/signals'
import type { Engine } from '../engine/view.ts'

export interface Pictures {
  /** Address of a picture; undefined while there is none. `version`: as the person's view says, 0 for none. */
  of(person: string | undefined, version: number): string | undefined
}

interface Held {
  readonly version: number
  readonly url: Signal<string | undefined>
}

/** Pictures over an engine. */
export const createPictures = (engine: Engine): Pictures => {
  const held = new Map<string | undefined, Held>()
  const load = async (person: string | undefined, { url, version }: Held): Promise<void> => {
    const answer = await engine.run({ type: 'pictureOf', person })
    if (answer.is !== 'picture' || answer.webp.length === 0) return
    if (held.get(person)?.version !== version) return
    url.value = URL.createObjectURL(new Blob([answer.webp.slice()], { type: 'image/webp' }))
  }
  return {
    of: (person, version) => {
      const known = held.get(person)
      if (known?.version === version) return known.url.value
      if (known?.url.peek() !== undefined) URL.revokeObjectURL(known.url.peek() ?? '')
      const made: Held = { version, url: signal(undefined) }
      held.set(person, made)
      if (version > 0) void load(person, made)
      return made.url.value
    },
  }
}
