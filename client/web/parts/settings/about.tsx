// Which client runs here, how to compare it with what others run, and whose work it is made of.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { App } from '../../state.ts'
import { aboutWords } from '../../words-about.ts'
import { words } from '../../words.ts'

/** As it is read aloud: eight groups of eight. */
const groups = (hash: string): readonly string[] => hash.match(/.{8}/g) ?? []

const Hash = (props: { readonly app: App }) => {
  const hash = useSignal<{ readonly text: string | undefined } | undefined>(undefined)
  useEffect(() => {
    props.app.buildHash().then(
      (found) => {
        hash.value = { text: found }
      },
      () => {
        hash.value = { text: undefined }
      },
    )
  }, [])
  const found = hash.value
  if (found === undefined) return null
  if (found.text === undefined) return <p class="quiet">{aboutWords.notPinned}</p>
  return (
    <>
      <p class="build-hash">
        {groups(found.text).map((group, at) => (
          <code key={at}>{group}</code>
        ))}
      </p>
      <p class="quiet">{aboutWords.compareHash}</p>
    </>
  )
}

export const About = (props: { readonly app: App }) => {
  const version = document.documentElement.dataset['version']
  return (
    <>
      <section class="setting">
        <p>
          <strong>{words.product}</strong> {version}
        </p>
        <p class="quiet">{words.promise}</p>
        {props.app.fresh.value ? (
          <p class="setting-buttons">
            <button type="button" class="second-button" onClick={props.app.renew}>
              {words.freshBar} {words.takeFresh}
            </button>
          </p>
        ) : null}
      </section>
      <section class="setting">
        <h4>{aboutWords.clientHere}</h4>
        <Hash app={props.app} />
      </section>
      <section class="setting">
        <h4>{aboutWords.licence}</h4>
        <p>{aboutWords.licenceText}</p>
        <p>
          <a href="/licences.txt" target="_blank" rel="noopener">
            {aboutWords.otherLicences}
          </a>
        </p>
      </section>
    </>
  )
}
