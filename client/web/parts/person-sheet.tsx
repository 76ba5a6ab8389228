// All that concerns one person or the conversation with them: how it stands in the list, what is shared, how long
// messages stay, a copy to take away, and the end of it.
import { useSignal } from '@preact/signals'
import type { PersonCommand } from '../../engine/person-view.ts'
import type { PersonView } from '../../engine/view.ts'
import { exportConversation, saveFile, type ExportKind } from '../export.ts'
import { nameOf } from '../name-of.ts'
import { spanName, TIMERS } from '../spans.ts'
import type { App } from '../state.ts'
import { fullTime } from '../when.ts'
import { words } from '../words.ts'
import { actsWords } from '../words-acts.ts'
import { personWords } from '../words-person.ts'
import { Avatar } from './avatar.tsx'
import { Sentence } from './sentence.tsx'
import { Sheet } from './sheet.tsx'

const HOUR = 3_600_000

interface PartProps {
  readonly app: App
  readonly person: PersonView
  readonly run: (command: PersonCommand) => void
}

interface PickProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onPick: (value: string) => void
}

const Pick = ({ label, value, options, onPick }: PickProps) => (
  <label class="pick">
    <span>{label}</span>
    <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
      {options.map(([of, text]) => (
        <option key={of} value={of}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

const Mute = ({ app, person, run }: PartProps) => {
  const { mutedUntil } = person
  const now = app.now()
  const { muteFor } = personWords
  const until = { off: 0, hours: now + 8 * HOUR, week: now + 7 * 24 * HOUR, always: Infinity }
  const muted = mutedUntil > now
  const kept = muted && mutedUntil !== Infinity
  return (
    <Pick
      label={personWords.mute}
      value={kept ? 'kept' : muted ? 'always' : 'off'}
      options={[
        ...(kept ? [['kept', personWords.mutedUntil(fullTime(mutedUntil))] as const] : []),
        ['off', muteFor.off],
        ['hours', muteFor.hours],
        ['week', muteFor.week],
        ['always', muteFor.always],
      ]}
      onPick={(value) => {
        const chosen = until[value as keyof typeof until] ?? mutedUntil // one of the options above
        run({ type: 'mute', person: person.id, until: chosen })
      }}
    />
  )
}

const Timer = ({ person, run }: PartProps) => {
  const spans =
    TIMERS.includes(person.timer) || person.timer === 0 ? TIMERS : [person.timer, ...TIMERS]
  return (
    <>
      <Pick
        label={personWords.timer}
        value={String(person.timer)}
        options={[
          ['0', personWords.timerOff],
          ...spans.map((seconds) => [String(seconds), spanName(seconds)] as const),
        ]}
        onPick={(value) => run({ type: 'timer', person: person.id, seconds: Number(value) })}
      />
      <p class="quiet">{personWords.timerText}</p>
    </>
  )
}

const Sharing = ({ person, run }: PartProps) => {
  const pick = (what: 'reads' | 'typing', on: boolean | undefined) => (
    <Pick
      label={personWords[what]}
      value={on === undefined ? 'asEverybody' : on ? 'yes' : 'no'}
      options={[
        ['asEverybody', personWords.sharing.asEverybody],
        ['yes', personWords.sharing.yes],
        ['no', personWords.sharing.no],
      ]}
      onPick={(value) => {
        const chosen = value === 'asEverybody' ? undefined : value === 'yes'
        run({ type: 'share', person: person.id, what, on: chosen })
      }}
    />
  )
  return (
    <>
      {pick('reads', person.sharesReads)}
      {pick('typing', person.sharesTyping)}
      <p class="quiet">{personWords.sharingText}</p>
    </>
  )
}

const InList = ({ app, person, run }: PartProps) => {
  const { id, pinned, archived } = person
  const check = (text: string, checked: boolean, command: PersonCommand) => (
    <label class="choice">
      <input type="checkbox" checked={checked} onChange={() => run(command)} />
      {text}
    </label>
  )
  return (
    <fieldset class="setting">
      <legend>{personWords.inList}</legend>
      {check(personWords.keepOnTop, pinned > 0, { type: 'top', person: id, on: pinned === 0 })}
      {check(personWords.archive, archived, { type: 'archive', person: id, on: !archived })}
      <Mute app={app} person={person} run={run} />
      <p class="setting-buttons">
        <button
          type="button"
          class="second-button"
          onClick={() => {
            run({ type: 'markUnread', person: id, on: true })
            app.route.leavePerson()
          }}
        >
          {personWords.markUnread}
        </button>
        <button
          type="button"
          class="second-button"
          onClick={() => app.route.openSheet('act', 'starred')}
        >
          {actsWords.starredTitle}
        </button>
      </p>
    </fieldset>
  )
}

const Export = (props: { readonly app: App; readonly person: PersonView }) => {
  const state = useSignal<'runs' | 'failed' | undefined>(undefined)
  const make = (kind: ExportKind): void => {
    if (state.value === 'runs') return
    state.value = 'runs'
    exportConversation(props.app.engine, props.person, kind).then(
      (made) => {
        saveFile(made)
        state.value = undefined
      },
      () => {
        state.value = 'failed'
      },
    )
  }
  return (
    <section class="setting">
      <h3>{personWords.exporting}</h3>
      <p class="quiet">{personWords.exportText}</p>
      <p class="setting-buttons">
        <button type="button" class="second-button" onClick={() => make('text')}>
          {personWords.exportPlain}
        </button>
        <button type="button" class="second-button" onClick={() => make('data')}>
          {personWords.exportData}
        </button>
      </p>
      {state.value === undefined ? null : (
        <p class="quiet" role={state.value === 'failed' ? 'alert' : 'status'}>
          {state.value === 'failed' ? personWords.exportFailed : personWords.exportRuns}
        </p>
      )}
    </section>
  )
}

/** Says what will happen, then asks once. */
const Ending = ({ app, person, run }: PartProps) => {
  const asked = useSignal<'block' | 'remove' | undefined>(undefined)
  const { id, blocked, removed, self, name } = person
  const end = (command: PersonCommand): void => {
    run(command)
    if (command.type === 'remove' && command.forget) app.route.leavePerson()
    asked.value = undefined
  }
  const cancel = (
    <button type="button" class="second-button" onClick={() => (asked.value = undefined)}>
      {personWords.cancel}
    </button>
  )
  if (asked.value === 'block') {
    return (
      <Question of={personWords.blockText} name={name}>
        <button
          type="button"
          class="danger-button"
          onClick={() => end({ type: 'block', person: id, on: true })}
        >
          {personWords.block}
        </button>
        {cancel}
      </Question>
    )
  }
  if (asked.value === 'remove') {
    const gone = self ? personWords.deleteNotes : personWords.deleteRest
    return (
      <Question of={self || removed ? '' : personWords.removeText} name={name}>
        {self || removed ? null : (
          <button
            type="button"
            class="danger-button"
            onClick={() => end({ type: 'remove', person: id, forget: false })}
          >
            {personWords.removeKeep}
          </button>
        )}
        <button
          type="button"
          class="danger-button"
          onClick={() => end({ type: 'remove', person: id, forget: true })}
        >
          {self || removed ? gone : personWords.removeAll}
        </button>
        {cancel}
      </Question>
    )
  }
  return (
    <section class="setting">
      <h3>{personWords.ending}</h3>
      <p class="setting-buttons">
        {self || removed ? null : (
          <button
            type="button"
            class="second-button"
            onClick={() =>
              blocked ? end({ type: 'block', person: id, on: false }) : (asked.value = 'block')
            }
          >
            {blocked ? personWords.unblock : personWords.block}
          </button>
        )}
        <button type="button" class="second-button danger" onClick={() => (asked.value = 'remove')}>
          {self ? personWords.deleteNotes : removed ? personWords.deleteRest : personWords.remove}
        </button>
      </p>
    </section>
  )
}

const Question = (props: {
  readonly of: string
  readonly name: string
  readonly children: preact.ComponentChildren
}) => (
  <section class="setting" role="alertdialog" aria-label={personWords.ending}>
    <p>{props.of === '' ? null : <Sentence of={props.of} name={props.name} />}</p>
    <div class="sheet-actions">{props.children}</div>
  </section>
)

const Who = ({ app, person }: { readonly app: App; readonly person: PersonView }) => (
  <div class="who">
    <Avatar
      id={person.id}
      name={nameOf(person)}
      class="avatar-large"
      src={app.pictures.of(person.id, person.picture)}
    />
    {person.self ? (
      <p class="quiet">{personWords.notesText}</p>
    ) : (
      <p>
        {words.verification[person.verification]} ·{' '}
        <button type="button" class="plain" onClick={() => app.route.openCode(person.id)}>
          {words.securityCode}
        </button>
      </p>
    )}
  </div>
)

export const PersonSheet = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  const { route, engine } = app
  const run = (command: PersonCommand): void => void engine.run(command)
  const part = { app, person, run }
  const reachable = !person.self && !person.removed && !person.blocked
  return (
    <Sheet
      title={nameOf(person)}
      class="sheet-tall"
      open={() => route.sheet.value === 'person'}
      back={route.back}
    >
      <div class="about-person">
        <Who app={app} person={person} />
        <InList {...part} />
        {person.removed ? null : (
          <section class="setting">
            <Timer {...part} />
          </section>
        )}
        {reachable ? (
          <section class="setting">
            <Sharing {...part} />
          </section>
        ) : null}
        <Export app={app} person={person} />
        <Ending {...part} />
      </div>
    </Sheet>
  )
}
