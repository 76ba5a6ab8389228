// One message, with the headings that stand above it inside the same list item.
import { useSignal } from '@preact/signals'
import { isEmojiOnly } from '../../engine/rich-text.ts'
import type { Row } from '../timeline.ts'
import { clockTime, dayName, fullTime } from '../when.ts'
import { words } from '../words.ts'
import { RichText } from './rich-text.tsx'
import { StateMark } from './state-mark.tsx'

/** A text longer than this is folded until asked for. */
const FOLD_LINES = 20
const FOLD_LENGTH = 1_500

const isLong = (text: string): boolean =>
  text.length > FOLD_LENGTH || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES

/** What can be seen of a folded text, and a little more. */
const beginningOf = (text: string): string =>
  text
    .split('\n', FOLD_LINES * 2)
    .join('\n')
    .slice(0, FOLD_LENGTH * 2)
    .toWellFormed()

interface RowProps {
  readonly row: Row
  readonly name: string
  readonly now: number
  readonly unread: number
}

const Words = (props: { readonly text: string }) => {
  const whole = useSignal(false)
  const folded = !whole.value && isLong(props.text)
  return (
    <>
      <div class={folded ? 'text folded' : isEmojiOnly(props.text) ? 'text large' : 'text'}>
        <RichText text={folded ? beginningOf(props.text) : props.text} />
      </div>
      {folded ? (
        <button type="button" class="plain unfold" onClick={() => (whole.value = true)}>
          {words.showAll}
        </button>
      ) : null}
    </>
  )
}

const classesOf = (row: Row): string =>
  [
    'bubble',
    row.message.mine ? 'mine' : 'theirs',
    row.first ? 'first' : '',
    row.last ? 'last' : '',
    isEmojiOnly(row.message.text) ? 'bare' : '',
  ].join(' ')

export const MessageRow = (props: RowProps) => {
  const { row } = props
  const { message } = row
  return (
    <li class={row.first ? 'row row-first' : 'row'} data-id={message.id}>
      {row.day ? (
        <div class="day">
          <span>{dayName(message.time, props.now)}</span>
        </div>
      ) : null}
      {row.divider ? (
        <div class="divider">
          <span>{words.newMessages(props.unread)}</span>
        </div>
      ) : null}
      <div class={classesOf(row)}>
        <span class="unseen">{message.mine ? words.youSaid : `${props.name}: `}</span>
        {/* Lines begin, and the time stands, where this message's own writing begins and ends. */}
        <div class="said" dir={isEmojiOnly(message.text) ? undefined : 'auto'}>
          {message.needsNewer ? (
            <p class="text needs-newer">{words.needsNewer}</p>
          ) : (
            <Words text={message.text} />
          )}
          {row.stamped ? (
            <span class="stamp">
              <time
                dir="auto"
                dateTime={new Date(message.time).toISOString()}
                title={fullTime(message.time)}
              >
                {clockTime(message.time)}
              </time>
              {message.mine ? <StateMark state={message.state} /> : null}
            </span>
          ) : message.mine ? (
            <StateMark state={message.state} quiet />
          ) : null}
        </div>
      </div>
    </li>
  )
}
