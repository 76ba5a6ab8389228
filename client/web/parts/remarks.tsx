// Lines that belong to one conversation: an account that came under this name, keys that were refused, what
// is being caught up with, and what was lost and why. Never an empty bubble in the history.
import type { Notice, PersonView } from '../../engine/view.ts'
import { Shield } from '../icons.tsx'
import type { App } from '../state.ts'
import { remarksWords } from '../words-remarks.ts'
import { Sentence } from './sentence.tsx'

interface RemarkProps {
  readonly app: App
  readonly person: PersonView
}

const Action = (props: { readonly text: string; readonly onClick: () => void }) => (
  <button type="button" class="bar-action" onClick={props.onClick}>
    {props.text}
  </button>
)

/** A friend moved on to another account. */
const Replaced = ({ app, person }: RemarkProps) => {
  const after = person.change?.after
  if (after === undefined) return null
  return (
    <div class="remark">
      <p>
        <Sentence of={remarksWords.replacedBy} name={person.name} />
      </p>
      <div class="remark-actions">
        <Action text={remarksWords.openNew} onClick={() => app.route.openPerson(after)} />
        <Action
          text={remarksWords.notSame}
          onClick={() =>
            void app.engine.run({ type: 'settle', person: person.id, as: 'different' })
          }
        />
      </div>
    </div>
  )
}

const Changed = ({ app, person }: RemarkProps) => {
  const { change } = person
  if (!change || (change.later && !change.holds)) return null
  const { after, later } = change
  const text = later
    ? remarksWords.heldHere
    : after === person.id
      ? remarksWords.knownBefore
      : remarksWords.codeChanged
  const settle = (as: 'later' | 'different') => () =>
    void app.engine.run({ type: 'settle', person: person.id, as })
  return (
    <div class="remark remark-warn" role="alert">
      <p>
        <Shield />
        <Sentence of={text} name={person.name} />{' '}
        {change.holds && !later ? remarksWords.heldUntil : null}
      </p>
      <div class="remark-actions">
        <Action text={remarksWords.verify} onClick={() => app.route.openCode(after)} />
        {later ? null : <Action text={remarksWords.later} onClick={settle('later')} />}
        <Action text={remarksWords.somebodyElse} onClick={settle('different')} />
      </div>
    </div>
  )
}

/** What concerns whom one writes to: above the messages. */
export const KeyRemarks = ({ app, person }: RemarkProps) => {
  const { notices } = app.snapshot.value
  return (
    <>
      {person.verification === 'replaced' ? (
        <Replaced app={app} person={person} />
      ) : (
        <Changed app={app} person={person} />
      )}
      {notices.map((notice, at) =>
        (notice.type === 'wrongKeys' || notice.type === 'peerCopied') &&
        notice.person === person.id ? (
          <div
            class={notice.type === 'wrongKeys' ? 'remark remark-bad' : 'remark remark-warn'}
            role="alert"
          >
            <p>
              <Sentence of={remarksWords[notice.type]} name={person.name} />
            </p>
            <Action text={remarksWords.dismiss} onClick={() => app.dismiss(at)} />
          </div>
        ) : null,
      )}
    </>
  )
}

const isAbout = (notice: Notice, person: PersonView): boolean =>
  'person' in notice && notice.person === person.id

/** What concerns the messages themselves: below them, where the next one would stand. */
export const MessageRemarks = ({ app, person }: RemarkProps) => {
  const { notices } = app.snapshot.value
  return (
    <>
      {notices.map((notice, at) =>
        notice.type === 'lost' && isAbout(notice, person) ? (
          <div class="remark" role="alert">
            <p>
              <Sentence of={remarksWords.lost(notice.count, notice.why)} name={person.name} />
            </p>
            <Action text={remarksWords.dismiss} onClick={() => app.dismiss(at)} />
          </div>
        ) : null,
      )}
      {notices.some((notice) => notice.type === 'catchingUp' && isAbout(notice, person)) ? (
        <p class="catching-up" role="status">
          <Sentence of={remarksWords.catchingUp} name={person.name} />
        </p>
      ) : null}
    </>
  )
}
