// One message, with the headings that stand above it inside the same list item.
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'
import { isEmojiOnly } from '../../engine/rich-text.ts'
import type { MarkView, MessageView, ReplyView } from '../../engine/view.ts'
import { Star } from '../icons.tsx'
import { numeral } from '../languages/spoken.ts'
import type { Row } from '../timeline.ts'
import { clockTime, dayName, fullTime } from '../when.ts'
import { lineOf } from '../line-of.ts'
import { words } from '../words.ts'
import { RichText } from './rich-text.tsx'
import { later } from './later.tsx'
import { StateMark } from './state-mark.tsx'

const Happened = later(async () => (await import('./happened.tsx')).Happened)

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
  /** Draws what is attached. */
  readonly attached: (message: MessageView) => VNode
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

const Quote = (props: { readonly reply: ReplyView; readonly name: string }) => {
  const { reply, name } = props
  if (reply.gone) return <p class="quote quote-gone">{words.quoteGone}</p>
  return (
    <button type="button" class="quote" data-quote={reply.order}>
      <span class="unseen">{words.quoting} </span>
      <strong>
        <bdi>{reply.mine ? words.you : name}</bdi>
      </strong>
      <span dir="auto">{lineOf(reply)}</span>
    </button>
  )
}

/** Each mark once, with how many put it there. */
const Marks = (props: { readonly marks: readonly MarkView[]; readonly name: string }) => {
  const { marks, name } = props
  const by = Map.groupBy(marks, ({ mark }) => mark)
  return (
    <div class="marks" role="group" aria-label={words.reactions}>
      {[...by].map(([mark, [one, other]]) => (
        <button
          key={mark}
          type="button"
          class="mark-chip"
          data-mark={mark}
          aria-pressed={one?.mine === true || other?.mine === true}
          title={other ? words.both : one?.mine ? words.you : name}
        >
          <bdi>{mark}</bdi>
          {other ? numeral(2) : null}
          <span class="unseen"> {other ? words.both : one?.mine ? words.you : name}</span>
        </button>
      ))}
    </div>
  )
}

/** What can be done about a message that was not delivered. */
const Failed = () => (
  <p class="failed-acts">
    <button type="button" class="plain" data-act="resend">
      {words.retry}
    </button>
    <button type="button" class="plain" data-act="erase">
      {words.erase}
    </button>
  </p>
)

const Stamp = (props: { readonly message: MessageView }) => {
  const { message } = props
  return (
    <span class="stamp">
      {message.starred ? <Star /> : null}
      {message.edited === undefined ? null : <span>{words.edited}</span>}
      <time
        dir="auto"
        dateTime={new Date(message.time).toISOString()}
        title={fullTime(message.time)}
      >
        {clockTime(message.time)}
      </time>
      {message.mine ? <StateMark state={message.state} /> : null}
    </span>
  )
}

const Said = (props: { readonly message: MessageView }) => {
  const { message } = props
  if (message.erased)
    return <p class="text aside">{message.mine ? words.erased.mine : words.erased.theirs}</p>
  if (message.needsNewer) return <p class="text aside">{words.needsNewer}</p>
  return message.text === '' && message.attachment ? null : <Words text={message.text} />
}

const classesOf = (row: Row): string =>
  [
    'bubble',
    row.message.mine ? 'mine' : 'theirs',
    row.first ? 'first' : '',
    row.last ? 'last' : '',
    isBare(row.message) ? 'bare' : '',
  ].join(' ')

/** Emoji alone stand without a bubble. */
const isBare = ({ text, reply, forwarded }: MessageView): boolean =>
  isEmojiOnly(text) && !reply && !forwarded

export const MessageRow = (props: RowProps) => {
  const { row } = props
  const { message } = row
  return (
    <li class={row.first ? 'row row-first' : 'row'} data-id={message.id} tabIndex={-1}>
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
      {message.event ? <Happened message={message} name={props.name} /> : <Bubble {...props} />}
    </li>
  )
}

const Bubble = (props: RowProps) => {
  const { row } = props
  const { message } = row
  return (
    <>
      <div class={classesOf(row)}>
        <span class="unseen">{message.mine ? words.youSaid : `${props.name}: `}</span>
        {message.forwarded ? <p class="forwarded">{words.forwarded}</p> : null}
        {message.reply ? <Quote reply={message.reply} name={props.name} /> : null}
        {message.attachment && !message.erased ? props.attached(message) : null}
        {/* Lines begin, and the time stands, where this message's own writing begins and ends. */}
        <div class="said" dir={isBare(message) ? undefined : 'auto'}>
          <Said message={message} />
          {row.stamped ? (
            <Stamp message={message} />
          ) : message.mine ? (
            <StateMark state={message.state} quiet />
          ) : null}
        </div>
      </div>
      {message.marks.length > 0 ? <Marks marks={message.marks} name={props.name} /> : null}
      {message.state === 'failed' && !message.erased ? <Failed /> : null}
    </>
  )
}
