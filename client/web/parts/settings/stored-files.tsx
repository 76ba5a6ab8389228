// The largest files that are kept here, each to be removed: the message stays, and the server may still have it.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { StoredFile } from '../../../engine/view.ts'
import { nameOf } from '../../name-of.ts'
import { sizeName } from '../../sizes.ts'
import type { App } from '../../state.ts'
import { dateName } from '../../when.ts'
import { filesWords } from '../../words-files.ts'

/** Files listed at a time; the next ones come when these are gone. */
const LISTED = 20

export const StoredFiles = (props: { readonly app: App }) => {
  const { engine, snapshot } = props.app
  const files = useSignal<readonly StoredFile[]>([])
  const read = async (): Promise<void> => {
    const answer = await engine.run({ type: 'files' })
    if (answer.is === 'files') files.value = answer.files
  }
  useEffect(() => void read(), [])
  if (files.value.length === 0) return null
  const free = async ({ person, order }: StoredFile): Promise<void> => {
    await engine.run({ type: 'free', person, order })
    await read()
  }
  return (
    <section class="setting">
      <h4>{filesWords.storedFiles}</h4>
      <p class="quiet">{filesWords.storedText}</p>
      <ul class="stored-files">
        {files.value.slice(0, LISTED).map((one) => {
          const person = snapshot.value.people.find(({ id }) => id === one.person)
          return (
            <li key={one.order}>
              <span class="chosen-lines">
                <bdi>{person ? nameOf(person) : ''}</bdi>
                <span class="quiet">
                  {sizeName(one.size)} · {dateName(one.time)}
                </span>
              </span>
              <button type="button" class="plain" onClick={() => void free(one)}>
                {filesWords.removeHere}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
