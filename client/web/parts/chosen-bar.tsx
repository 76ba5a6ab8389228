// In place of the composer while several messages are being chosen: how many, and what to do with them.
import { useEffect } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import {
  chosenMessages,
  copyTexts,
  isForwardable,
  isText,
  isWhole,
  openAct,
  star,
} from '../doings.ts'
import { Bin, Forward, StarLine } from '../icons-acts.tsx'
import { Copy, Cross } from '../icons.tsx'
import { numeral } from '../languages/spoken.ts'
import type { App } from '../state.ts'
import { actsWords } from '../words-acts.ts'
import { words } from '../words.ts'

export const ChosenBar = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app } = props
  const messages = chosenMessages(app)
  const leave = (): void => {
    app.acts.chosen.value = undefined
  }
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return
      event.preventDefault()
      event.stopPropagation()
      leave()
    }
    // Before Escape means the newest message.
    document.addEventListener('keydown', pressed, true)
    return () => document.removeEventListener('keydown', pressed, true)
  }, [])
  const whole = messages.every(isWhole)
  const texts = messages.every(isText)
  const starred = messages.every((message) => message.starred)
  return (
    <div class="chosen-bar" role="toolbar" aria-label={actsWords.chosen(messages.length)}>
      <button type="button" class="round" aria-label={actsWords.cancel} onClick={leave}>
        <Cross />
      </button>
      <p role="status">
        <span class="chosen-short" aria-hidden="true">
          {numeral(messages.length)}
        </span>
        <span class="chosen-long">{actsWords.chosen(messages.length)}</span>
      </p>
      <button
        type="button"
        class="round"
        disabled={!texts}
        aria-label={actsWords.copyText}
        title={actsWords.copyText}
        onClick={() => void copyTexts(app, messages)}
      >
        <Copy />
      </button>
      <button
        type="button"
        class="round"
        disabled={!messages.every(isForwardable)}
        aria-label={actsWords.forward}
        title={actsWords.forward}
        onClick={() => openAct(app, 'forward', messages)}
      >
        <Forward />
      </button>
      <button
        type="button"
        class="round"
        disabled={!whole}
        aria-label={starred ? actsWords.unstar : actsWords.star}
        title={starred ? actsWords.unstar : actsWords.star}
        onClick={() => {
          leave()
          void star(app, messages, !starred)
        }}
      >
        <StarLine />
      </button>
      <button
        type="button"
        class="round"
        aria-label={words.erase}
        title={words.erase}
        onClick={() => openAct(app, 'erase', messages)}
      >
        <Bin />
      </button>
    </div>
  )
}
