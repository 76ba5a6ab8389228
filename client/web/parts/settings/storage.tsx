// What this browser keeps, by kind where it tells; whether it promised to, and asking for that promise.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { sizeName } from '../../sizes.ts'
import type { App } from '../../state.ts'
import type { StorageUse } from '../../storage-use.ts'
import { aboutWords } from '../../words-about.ts'
import { settingsWords } from '../../words-settings.ts'
import { StoredFiles } from './stored-files.tsx'

const kinds = ['messages', 'files', 'client'] as const

const Kinds = (props: { readonly use: StorageUse }) => {
  const known = kinds.filter((kind) => props.use[kind] !== undefined)
  if (known.length === 0) return null
  return (
    <dl class="facts">
      {known.map((kind) => (
        <div key={kind}>
          <dt>{aboutWords.storageKinds[kind]}</dt>
          <dd>{sizeName(props.use[kind] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  )
}

const Promised = (props: { readonly app: App; readonly promised: boolean }) => {
  const promised = useSignal(props.promised)
  const refused = useSignal(false)
  const ask = async (): Promise<void> => {
    promised.value = await props.app.askPersist()
    refused.value = !promised.value
  }
  return (
    <section class="setting">
      <h4>{aboutWords.keeping}</h4>
      <p role="status">
        {promised.value ? settingsWords.storagePromised : settingsWords.storageNotPromised}
      </p>
      {refused.value ? <p class="problem">{aboutWords.storageRefused}</p> : null}
      {promised.value ? null : (
        <button type="button" class="second-button" onClick={() => void ask()}>
          {aboutWords.askToKeep}
        </button>
      )}
    </section>
  )
}

export const Storage = (props: { readonly app: App }) => {
  const use = useSignal<StorageUse | 'untold' | undefined>(undefined)
  useEffect(() => {
    props.app.storage().then(
      (now) => {
        use.value = now
      },
      () => {
        use.value = 'untold'
      },
    )
  }, [])
  const now = use.value
  if (now === undefined) return null
  return (
    <>
      <section class="setting">
        <p>{now === 'untold' ? aboutWords.storageUntold : settingsWords.storedHere(now.all)}</p>
        {now === 'untold' ? null : <Kinds use={now} />}
        {now === 'untold' || now.most === undefined ? null : (
          <p class="quiet">{aboutWords.storageMost(sizeName(now.most))}</p>
        )}
      </section>
      {now === 'untold' ? null : <Promised app={props.app} promised={now.promised} />}
      <StoredFiles app={props.app} />
      <section class="setting">
        <h4>{aboutWords.onlyHere}</h4>
        <p>{aboutWords.onlyHereText}</p>
      </section>
    </>
  )
}
