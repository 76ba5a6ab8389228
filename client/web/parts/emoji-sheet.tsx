// Picks an emoji: for a mark under a message, or into what is being typed. Found by name, in groups, with the
// ones used lately first and skin tones; arrows move through the grid.
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { MessageView } from '../../engine/view.ts'
import { react } from '../doings.ts'
import {
  findEmoji,
  groupNames,
  isTone,
  readEmoji,
  toneNames,
  tones,
  used,
  withTone,
  type Emoji,
  type ToneName,
} from '../emoji.ts'
import { lines } from '../emoji-en.build.ts'
import { gridMove } from '../grid-move.ts'
import { keptAs } from '../kept.ts'
import { spoken } from '../languages/spoken.ts'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import { Sheet } from './sheet.tsx'

const keptRecent = keptAs('emoji')
const keptTone = keptAs('tone')

/** Names in the language that is spoken, where there are some. */
const loadNames: Readonly<Record<string, () => Promise<{ readonly names: string }>>> = {
  de: () => import('../emoji-de.build.ts'),
  es: () => import('../emoji-es.build.ts'),
  fr: () => import('../emoji-fr.build.ts'),
}

/** At the caret of the composer, as the person's own typing. */
const type = (app: App, emoji: string): void => {
  app.route.back()
  const box = document.querySelector('.composer textarea')
  if (!(box instanceof HTMLTextAreaElement)) return
  box.setRangeText(emoji, box.selectionStart, box.selectionEnd, 'end')
  box.dispatchEvent(new InputEvent('input', { bubbles: true }))
}

const Cell = (props: {
  readonly text: string
  readonly name: string
  readonly onPick: (text: string) => void
}) => (
  <button
    type="button"
    class="emoji"
    tabIndex={-1}
    aria-label={props.name}
    title={props.name}
    onClick={() => props.onPick(props.text)}
  >
    {props.text}
  </button>
)

const Cells = (props: {
  readonly of: readonly Emoji[]
  readonly tone: ToneName
  readonly onPick: (text: string) => void
}) => (
  <div class="emoji-grid">
    {props.of.map((one) => (
      <Cell key={one.text} text={withTone(one, props.tone)} name={one.name} onPick={props.onPick} />
    ))}
  </div>
)

const Tones = (props: { readonly tone: ToneName; readonly onChoose: (tone: ToneName) => void }) => (
  <fieldset class="emoji-tones">
    <legend class="unseen">{actsWords.skin}</legend>
    {toneNames.map((tone) => (
      <label key={tone} class="emoji-tone" title={actsWords.tones[tone]}>
        <input
          type="radio"
          name="tone"
          class="unseen"
          checked={tone === props.tone}
          onChange={() => props.onChoose(tone)}
        />
        <span class="unseen">{actsWords.tones[tone]}</span>
        <span aria-hidden="true">✋{tones[tone]}</span>
      </label>
    ))}
  </fieldset>
)

const Groups = (props: {
  readonly all: readonly Emoji[]
  readonly recent: readonly string[]
  readonly tone: ToneName
  readonly onPick: (text: string) => void
}) => {
  const { all, recent, tone, onPick } = props
  return (
    <>
      {recent.length > 0 ? (
        <section class="emoji-group">
          <h3>{actsWords.recent}</h3>
          <div class="emoji-grid">
            {recent.map((text) => (
              <Cell key={text} text={text} name={text} onPick={onPick} />
            ))}
          </div>
        </section>
      ) : null}
      {groupNames.map((group) => (
        <section key={group} class="emoji-group">
          <h3>{actsWords.groups[group]}</h3>
          <Cells of={all.filter((one) => one.group === group)} tone={tone} onPick={onPick} />
        </section>
      ))}
    </>
  )
}

const english = readEmoji(lines)

export const EmojiSheet = (props: {
  readonly app: App
  /** Under which the mark goes; undefined: into the composer. */
  readonly message: MessageView | undefined
}) => {
  const { app, message } = props
  const asked = useSignal('')
  const all = useSignal(english)
  const keptNow = keptTone.read()
  const tone = useSignal<ToneName>(isTone(keptNow) ? keptNow : 'none')
  const recent = (keptRecent.read() ?? '').split(' ').filter(Boolean)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const { language } = spoken.value
  useEffect(() => {
    void loadNames[language]?.().then(({ names }) => {
      all.value = readEmoji(lines, names)
    })
  }, [language])
  const pick = (text: string): void => {
    keptRecent.write(used(recent, text).join(' '))
    if (!message) return type(app, text)
    app.route.back()
    void react(app, message, text)
  }
  const searching = asked.value.trim() !== ''
  const found = searching ? findEmoji(all.value, asked.value) : []
  const [first] = found
  return (
    <Sheet
      class="emoji-sheet"
      title={message ? actsWords.react : actsWords.emojiTitle}
      open={() => app.route.sheet.value === 'act'}
      back={app.route.back}
    >
      <div class="emoji-top">
        <input
          ref={field}
          type="search"
          aria-label={actsWords.searchEmoji}
          placeholder={actsWords.searchEmoji}
          autocomplete="off"
          dir="auto"
          value={asked.value}
          onInput={(event) => (asked.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !first) return
            event.preventDefault()
            pick(withTone(first, tone.value))
          }}
        />
        <Tones
          tone={tone.value}
          onChoose={(chosen) => {
            tone.value = chosen
            keptTone.write(chosen === 'none' ? undefined : chosen)
          }}
        />
      </div>
      <div
        class="emoji-list"
        role="group"
        aria-label={actsWords.emojiTitle}
        tabIndex={0}
        onKeyDown={gridMove}
      >
        {searching ? (
          <Cells of={found} tone={tone.value} onPick={pick} />
        ) : (
          <Groups all={all.value} recent={recent} tone={tone.value} onPick={pick} />
        )}
      </div>
      <p class="quiet" role="status">
        {searching && !first ? actsWords.noEmoji : ''}
      </p>
    </Sheet>
  )
}
