// What the engine has to tell that belongs to no open conversation: one sentence and one action each.
import type { Notice } from '../../engine/view.ts'
import type { App } from '../state.ts'
import { remarksWords } from '../words-remarks.ts'
import { Sentence } from './sentence.tsx'

const sentenceOf = (notice: Notice): string => {
  switch (notice.type) {
    case 'linkTriedTwice':
      return remarksWords.linkTriedTwice
    case 'lost':
      return remarksWords.lost(notice.count, notice.why)
    case 'profileCopied':
      return remarksWords.profileCopied
    case 'wrongKeys':
      return remarksWords.wrongKeys
    case 'peerCopied':
      return remarksWords.peerCopied
    case 'catchingUp':
      return remarksWords.catchingUp
  }
}

/** Said inside the conversation: catching up always, the rest while it is open (remarks.tsx). */
const isElsewhere = (notice: Notice, here: string | undefined): boolean =>
  notice.type === 'catchingUp' || ('person' in notice && notice.person === here)

export const Notices = (props: { readonly app: App }) => {
  const { notices, people } = props.app.snapshot.value
  const here = props.app.route.person.value
  const nameOf = (notice: Notice): string =>
    people.find((person) => 'person' in notice && person.id === notice.person)?.name ?? ''
  return (
    <>
      {notices.map((notice, at) =>
        isElsewhere(notice, here) ? null : (
          <div class={notice.type === 'wrongKeys' ? 'bar bar-halt' : 'bar'} role="alert">
            <span>
              <Sentence of={sentenceOf(notice)} name={nameOf(notice)} />
            </span>
            <button type="button" class="bar-action" onClick={() => props.app.dismiss(at)}>
              {remarksWords.dismiss}
            </button>
          </div>
        ),
      )}
    </>
  )
}
