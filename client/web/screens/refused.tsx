// A link that does not lead in: what is the matter, and the one thing to do about it.
import { Card } from '../parts/card.tsx'
import type { Stage } from '../arrival.ts'
import type { App } from '../state.ts'
import { words, type LinkTrouble } from '../words.ts'
import { troubleWords } from '../words-trouble.ts'

type Refused = Extract<Stage, { is: 'refused' }>

const canTryAgain: readonly LinkTrouble[] = ['offline', 'busy', 'storage']

const Action = (props: { readonly app: App; readonly stage: Refused }) => {
  const { arrival, snapshot } = props.app
  const { why, again } = props.stage
  if (why === 'otherServer')
    return (
      <a class="main-button wide" href={again} rel="noopener noreferrer">
        {troubleWords.openThere}
      </a>
    )
  if (canTryAgain.includes(why))
    return (
      <button type="button" class="main-button wide" onClick={() => arrival.look(again)}>
        {words.tryAgain}
      </button>
    )
  if (why === 'newer')
    return (
      <button type="button" class="main-button wide" onClick={props.app.renew}>
        {words.reload}
      </button>
    )
  return (
    <button type="button" class="main-button wide" onClick={arrival.leave}>
      {snapshot.value.phase === 'ready' ? words.toConversations : troubleWords.otherLink}
    </button>
  )
}

/** Those with a title of their own; the others share one. */
const titles = (): Partial<Record<LinkTrouble, string>> => troubleWords.troubleTitles

export const RefusedLink = (props: { readonly app: App; readonly stage: Refused }) => (
  <Card>
    <div role="alert">
      <h1>{titles()[props.stage.why] ?? troubleWords.troubleTitle}</h1>
      <p class="lead">{troubleWords.troubles[props.stage.why]}</p>
    </div>
    <Action app={props.app} stage={props.stage} />
  </Card>
)
