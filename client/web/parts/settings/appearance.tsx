// Light or dark, the size of the text, movement, and what Enter does.
import { LARGEST_TEXT, SMALLEST_TEXT, themes } from '../../look.ts'
import type { App } from '../../state.ts'
import { perLocale } from '../../languages/spoken.ts'
import { settingsWords } from '../../words-settings.ts'

const percents = perLocale((locale) => new Intl.NumberFormat(locale, { style: 'percent' }))

interface ChoiceProps {
  readonly name: string
  readonly text: string
  readonly checked: boolean
  readonly onChoose: () => void
}

const Choice = ({ name, text, checked, onChoose }: ChoiceProps) => (
  <label class="choice">
    <input type="radio" name={name} checked={checked} onChange={onChoose} />
    {text}
  </label>
)

const Colours = (props: { readonly app: App }) => {
  const { look, change } = props.app.appearance
  return (
    <fieldset class="setting">
      <legend>{settingsWords.colours}</legend>
      {themes.map((theme) => (
        <Choice
          key={theme}
          name="theme"
          text={settingsWords.themes[theme]}
          checked={look.value.theme === theme}
          onChoose={() => change({ theme })}
        />
      ))}
    </fieldset>
  )
}

const TextSize = (props: { readonly app: App }) => {
  const { look, change } = props.app.appearance
  const { textSize } = look.value
  const said = percents().format(textSize / 100)
  return (
    <section class="setting">
      <h4 id="text-size">{settingsWords.textSize}</h4>
      <div class="text-size">
        <span aria-hidden="true">A</span>
        <input
          type="range"
          aria-labelledby="text-size"
          aria-valuetext={said}
          min={SMALLEST_TEXT}
          max={LARGEST_TEXT}
          step={10}
          value={textSize}
          onInput={(event) => change({ textSize: event.currentTarget.valueAsNumber })}
        />
        <span aria-hidden="true" class="text-size-large">
          A
        </span>
        <output>{said}</output>
      </div>
    </section>
  )
}

const Movement = (props: { readonly app: App }) => {
  const { look, change } = props.app.appearance
  return (
    <fieldset class="setting">
      <legend>{settingsWords.movement}</legend>
      <label class="choice">
        <input
          type="checkbox"
          checked={look.value.still}
          onChange={(event) => change({ still: event.currentTarget.checked })}
        />
        {settingsWords.keepStill}
      </label>
    </fieldset>
  )
}

const EnterKey = (props: { readonly app: App }) => {
  const { enter, chooseEnter } = props.app.appearance
  return (
    <fieldset class="setting">
      <legend>{settingsWords.enterKey}</legend>
      {(['send', 'line'] as const).map((does) => (
        <Choice
          key={does}
          name="enter"
          text={settingsWords.enterDoes[does]}
          checked={enter.value === does}
          onChoose={() => chooseEnter(does)}
        />
      ))}
    </fieldset>
  )
}

export const AppearancePage = ({ app }: { readonly app: App }) => (
  <>
    <Colours app={app} />
    <TextSize app={app} />
    <Movement app={app} />
    <EnterKey app={app} />
  </>
)
