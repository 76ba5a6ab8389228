// Something that happened in a conversation, among its messages.
import type { MessageView } from '../../engine/view.ts'
import { spanName } from '../spans.ts'
import { personWords } from '../words-person.ts'
import { Sentence } from './sentence.tsx'

export const Happened = (props: { readonly message: MessageView; readonly name: string }) => {
  const { mine, event } = props.message
  const { timerSet } = personWords
  const seconds = event?.seconds ?? 0
  const text =
    seconds === 0
      ? mine
        ? timerSet.mineOff
        : timerSet.theirsOff
      : (mine ? timerSet.mine : timerSet.theirs)(spanName(seconds))
  return (
    <p class="happened">
      <Sentence of={text} name={props.name} />
    </p>
  )
}
