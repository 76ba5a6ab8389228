// Who one is for one's friends: name and picture; and the notes to oneself.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { nameProblem } from '../../name-problem.ts'
import { makePicture } from '../../own-picture.ts'
import type { App } from '../../state.ts'
import { words } from '../../words.ts'
import { settingsWords } from '../../words-settings.ts'
import { troubleWords } from '../../words-trouble.ts'
import { Avatar } from '../avatar.tsx'

const Name = (props: { readonly app: App }) => {
  const { engine, snapshot } = props.app
  const { name } = snapshot.value
  const text = useSignal(name)
  const said = useSignal<string | undefined>(undefined)
  const save = async (): Promise<void> => {
    const problem = nameProblem(text.value)
    if (problem !== undefined) {
      said.value = problem
      return
    }
    const answer = await engine.run({ type: 'rename', name: text.value })
    said.value =
      answer.is === 'refused' ? troubleWords.troubles[answer.why] : settingsWords.nameSaved
  }
  return (
    <form
      class="setting"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <label>
        <h4>{words.yourName}</h4>
        <input
          class="wide"
          dir="auto"
          autocomplete="off"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
            said.value = undefined
          }}
        />
      </label>
      <p class="quiet">{settingsWords.accountText}</p>
      <p class="setting-buttons">
        <button type="submit" class="second-button" disabled={text.value.trim() === name}>
          {settingsWords.saveName}
        </button>
      </p>
      <p role="status" class="quiet">
        {said.value}
      </p>
    </form>
  )
}

const Picture = (props: { readonly app: App }) => {
  const { engine, snapshot, pictures } = props.app
  const { name, picture } = snapshot.value
  const field = useRef<HTMLInputElement>(null)
  const problem = useSignal<string | undefined>(undefined)
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return
    problem.value = undefined
    const webp = await makePicture(file).catch(() => undefined)
    const answer = webp && (await engine.run({ type: 'picture', webp }))
    if (answer?.is !== 'done') problem.value = troubleWords.troubles.noPicture
  }
  const none = (): void => void engine.run({ type: 'picture', webp: new Uint8Array(0) })
  return (
    <section class="setting">
      <h4>{settingsWords.picture}</h4>
      <div class="own-picture">
        <Avatar id="me" name={name} class="avatar-large" src={pictures.of(undefined, picture)} />
        <p class="setting-buttons">
          <button type="button" class="second-button" onClick={() => field.current?.click()}>
            {settingsWords.choosePicture}
          </button>
          {picture > 0 ? (
            <button type="button" class="second-button" onClick={none}>
              {settingsWords.noPicture}
            </button>
          ) : null}
        </p>
      </div>
      <input
        ref={field}
        hidden
        type="file"
        accept="image/*"
        aria-label={settingsWords.choosePicture}
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
      />
      <p class="quiet">{settingsWords.pictureText}</p>
      {problem.value === undefined ? null : (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  )
}

const Notes = (props: { readonly app: App }) => {
  const { engine, route } = props.app
  const open = async (): Promise<void> => {
    const answer = await engine.run({ type: 'notes' })
    if (answer.is === 'person') route.openPerson(answer.person)
  }
  return (
    <section class="setting">
      <h4>{words.notes}</h4>
      <p class="quiet">{settingsWords.notesText}</p>
      <p class="setting-buttons">
        <button type="button" class="second-button" onClick={() => void open()}>
          {settingsWords.openNotes}
        </button>
      </p>
    </section>
  )
}

export const Account = (props: { readonly app: App }) => (
  <>
    <Picture app={props.app} />
    <Name app={props.app} />
    <Notes app={props.app} />
  </>
)
