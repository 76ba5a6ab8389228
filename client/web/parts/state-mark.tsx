// Where a message is: a sign for the eye and a word for everybody else. Never by colour alone.
import type { MessageState } from '../../engine/view.ts'
import { Alert, Check, Clock, DoubleCheck } from '../icons.tsx'
import { words } from '../words.ts'

const signs: Record<MessageState, (() => preact.JSX.Element) | undefined> = {
  sending: Clock,
  sent: Check,
  delivered: DoubleCheck,
  read: DoubleCheck,
  failed: Alert,
  held: Clock,
  received: undefined,
}

export const StateMark = (props: { readonly state: MessageState; readonly quiet?: boolean }) => {
  const Sign = signs[props.state]
  // These two ask for something: they are said in words.
  const failed = props.state === 'failed' || props.state === 'held'
  return (
    <span class={`state state-${props.state}`} title={words.states[props.state]}>
      {Sign && props.quiet !== true ? <Sign /> : null}
      <span class={failed && props.quiet !== true ? '' : 'unseen'}>
        {words.states[props.state]}
      </span>
    </span>
  )
}
