// The app lock: set, changed, removed, when it closes; and giving up everything that is in this browser.
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { lockAfters, type Lock } from '../../lock.ts'
import { createLockSetting, PASSPHRASE_LEAST, type LockSetting } from '../../lock-setting.ts'
import type { App } from '../../state.ts'
import { lockWords } from '../../words-lock.ts'
import { EraseForm } from '../erase-form.tsx'
import { PassphraseField } from '../passphrase-field.tsx'

const strengthText = ({ strength }: LockSetting): string | undefined => {
  const now = strength.value
  if (now === undefined) return undefined
  return now === 'tooShort'
    ? lockWords.strength.tooShort(PASSPHRASE_LEAST)
    : lockWords.strength[now]
}

const problemText = ({ problem }: LockSetting): string | undefined => {
  const now = problem.value
  if (now === undefined) return undefined
  if (now.is === 'wait') return lockWords.waitFor(now.seconds)
  return now.is === 'tooShort' ? lockWords.strength.tooShort(PASSPHRASE_LEAST) : lockWords[now.is]
}

const titles = { set: 'setLock', change: 'changeLock', remove: 'removeLock' } as const

interface FormProps {
  readonly setting: LockSetting
  readonly mode: 'set' | 'change' | 'remove'
}

const Form = ({ setting, mode }: FormProps) => (
  <form
    class="card-form lock-form"
    onSubmit={(event) => {
      event.preventDefault()
      void setting.submit()
    }}
  >
    {mode === 'set' ? null : (
      <PassphraseField
        id="old-passphrase"
        label={lockWords.oldPassphrase}
        text={setting.old}
        kind="current-password"
        first
      />
    )}
    {mode === 'remove' ? null : (
      <>
        <PassphraseField
          id="new-passphrase"
          label={lockWords.newPassphrase}
          text={setting.next}
          kind="new-password"
          hint={strengthText(setting)}
          first={mode === 'set'}
        />
        <PassphraseField
          id="same-passphrase"
          label={lockWords.repeatPassphrase}
          text={setting.again}
          kind="new-password"
        />
      </>
    )}
    <p class="problem" role="alert">
      {problemText(setting)}
    </p>
    {mode === 'remove' ? null : <p class="card-warning">{lockWords.lockLimits}</p>}
    <button type="submit" class="main-button wide" aria-disabled={setting.busy.value}>
      {setting.busy.value ? lockWords.working : lockWords[titles[mode]]}
    </button>
    <button type="button" class="plain" onClick={() => setting.begin('none')}>
      {lockWords.cancel}
    </button>
  </form>
)

const Closing = (props: { readonly lock: Lock }) => (
  <fieldset class="setting">
    <legend>{lockWords.closesAfter}</legend>
    {lockAfters.map((after) => (
      <label key={after} class="choice">
        <input
          type="radio"
          name="lock-after"
          checked={props.lock.closesAfter.value === after}
          onChange={() => props.lock.closeAfter(after)}
        />
        {lockWords.after[after]}
      </label>
    ))}
  </fieldset>
)

const Choices = (props: { readonly lock: Lock; readonly setting: LockSetting }) => {
  const { lock, setting } = props
  const done = setting.done.value
  return (
    <>
      <p>{lockWords.whyLock}</p>
      <p role="status" class="lock-done">
        {done === undefined ? (lock.isSet.value ? lockWords.isSet : '') : lockWords[done]}
      </p>
      {lock.isSet.value ? (
        <>
          <div class="setting-buttons">
            <button type="button" class="main-button" onClick={lock.lock}>
              {lockWords.lockNow}
            </button>
            <button type="button" class="second-button" onClick={() => setting.begin('change')}>
              {lockWords.changeLock}
            </button>
            <button type="button" class="second-button" onClick={() => setting.begin('remove')}>
              {lockWords.removeLock}
            </button>
          </div>
          <Closing lock={lock} />
        </>
      ) : (
        <button type="button" class="main-button" onClick={() => setting.begin('set')}>
          {lockWords.setLock}
        </button>
      )}
    </>
  )
}

const Ready = (props: { readonly lock: Lock }) => {
  const { lock } = props
  const setting = useMemo(() => createLockSetting(lock), [])
  const erasing = useSignal(false)
  const mode = setting.mode.value
  if (mode === 'erase')
    return (
      <section class="setting">
        <h4>{lockWords.eraseTitle}</h4>
        <EraseForm
          busy={erasing.value}
          onErase={() => {
            erasing.value = true
            void lock.erase()
          }}
          onCancel={() => setting.begin('none')}
        />
      </section>
    )
  return (
    <>
      <section class="setting">
        <h4>{lockWords.lockSection}</h4>
        {mode === 'none' ? (
          <Choices lock={lock} setting={setting} />
        ) : (
          <Form key={mode} setting={setting} mode={mode} />
        )}
      </section>
      {mode === 'none' ? (
        <section class="setting">
          <h4>{lockWords.eraseTitle}</h4>
          <p class="quiet">{lockWords.eraseText}</p>
          <button
            type="button"
            class="second-button danger-text"
            onClick={() => setting.begin('erase')}
          >
            {lockWords.eraseTitle}
          </button>
        </section>
      ) : null}
    </>
  )
}

export const Security = (props: { readonly app: App }) => {
  const lock = useSignal<Lock | 'failed' | undefined>(undefined)
  useEffect(() => {
    props.app.lock().then(
      (loaded) => {
        lock.value = loaded
      },
      () => {
        lock.value = 'failed'
      },
    )
  }, [])
  if (lock.value === undefined) return null
  if (lock.value !== 'failed') return <Ready lock={lock.value} />
  return (
    <p class="problem" role="alert">
      {lockWords.failed}
    </p>
  )
}
