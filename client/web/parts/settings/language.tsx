// In which language Sotto speaks. Each language is listed by the name it has for itself.
import { isLanguage, languages } from '../../languages/table.ts'
import type { App } from '../../state.ts'
import { settingsWords } from '../../words-settings.ts'

const codes = Object.keys(languages).filter(isLanguage)

export const LanguagePage = (props: { readonly app: App }) => {
  const { language } = props.app
  const chosen = language.chosen.value
  const choice = (code: string, name: string, lang?: string) => (
    <label key={code} class="choice">
      <input
        type="radio"
        name="language"
        checked={(chosen ?? '') === code}
        onChange={() => language.choose(isLanguage(code) ? code : undefined)}
      />
      <span lang={lang} dir="auto">
        {name}
      </span>
    </label>
  )
  return (
    <fieldset class="setting">
      <legend class="unseen">{settingsWords.pages.language}</legend>
      {choice('', settingsWords.asBrowser(languages[language.own].name))}
      {codes.map((code) => choice(code, languages[code].name, code))}
      {language.failed.value ? (
        <p class="problem" role="alert">
          {settingsWords.languageFailed}
        </p>
      ) : null}
    </fieldset>
  )
}
