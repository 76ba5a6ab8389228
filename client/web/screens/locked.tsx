// The lock screen: nothing of what is inside, a field for the passphrase, and a way to give everything up.
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { clockWeb } from '../clock-web.ts'
import { createEntry, type Entry } from '../lock-entry.ts'
import type { Lock } from '../lock.ts'
import { Card } from '../parts/card.tsx'
import { EraseForm } from '../parts/erase-form.tsx'
import { PassphraseField } from '../parts/passphrase-field.tsx'
import { lockWords } from '../words-lock.ts'
import { words } from '../words.ts'

const hintOf = ({ busy, problem, wait }: Entry): string => {
  const why = problem.value && lockWords[problem.value]
  if (wait.value > 0) return [why, lockWords.waitFor(wait.value)].filter(Boolean).join(' ')
  return why ?? (busy.value ? lockWords.unlocking : '')
}

const Opening = (props: { readonly entry: Entry; readonly onForgot: () => void }) => {
  const { entry } = props
  const text = useSignal('')
  return (
    <form
      class="card-form"
      onSubmit={(event) => {
        event.preventDefault()
        const { value } = text
        text.value = ''
        void entry.submit(value)
      }}
    >
      <p class="lead">{lockWords.lockedText}</p>
      <PassphraseField
        id="passphrase"
        label={lockWords.passphrase}
        text={text}
        kind="current-password"
        hint={hintOf(entry)}
        isWrong={entry.problem.value !== undefined}
        first
      />
      <button
        type="submit"
        class="main-button wide"
        aria-disabled={entry.busy.value || entry.wait.value > 0}
      >
        {lockWords.unlock}
      </button>
      <button type="button" class="plain" onClick={props.onForgot}>
        {lockWords.forgot} {lockWords.eraseTitle}
      </button>
    </form>
  )
}

const Door = (props: { readonly lock: Lock }) => {
  const entry = useMemo(() => createEntry(props.lock, clockWeb.after), [])
  const forgot = useSignal(false)
  useEffect(() => entry.close, [])
  return (
    <Card>
      <h1>{forgot.value ? lockWords.eraseTitle : lockWords.lockedTitle}</h1>
      {forgot.value ? (
        <EraseForm
          busy={entry.busy.value}
          onErase={() => void entry.erase()}
          onCancel={() => (forgot.value = false)}
        />
      ) : (
        <Opening entry={entry} onForgot={() => (forgot.value = true)} />
      )}
    </Card>
  )
}

/** Neither the count of messages nor anybody's name is here: they can not be read. */
export const Locked = (props: { readonly load: () => Promise<Lock> }) => {
  const lock = useSignal<Lock | 'failed' | undefined>(undefined)
  useEffect(() => {
    document.title = words.product
    props.load().then(
      (loaded) => {
        lock.value = loaded
      },
      () => {
        lock.value = 'failed'
      },
    )
  }, [])
  if (lock.value === undefined) return null
  if (lock.value !== 'failed') return <Door lock={lock.value} />
  return (
    <Card>
      <h1>{lockWords.lockedTitle}</h1>
      <p class="lead" role="alert">
        {lockWords.failed}
      </p>
      <button type="button" class="main-button wide" onClick={() => location.reload()}>
        {words.reload}
      </button>
    </Card>
  )
}
