// The security code of a friend: one's own QR code to show, the camera to scan theirs, and for a call the
// twelve groups of digits, which they read and one ticks.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PersonView } from '../../engine/view.ts'
import { Camera, Shield } from '../icons.tsx'
import { madeOnce } from '../made-once.ts'
import { createSecurity } from '../security.ts'
import type { App } from '../state.ts'
import { dateName } from '../when.ts'
import { words } from '../words.ts'
import { troubleWords } from '../words-trouble.ts'
import { remarksWords } from '../words-remarks.ts'
import { securityWords } from '../words-security.ts'
import { QrCode } from './qr-code.tsx'
import { Sentence } from './sentence.tsx'
import { Sheet } from './sheet.tsx'

const securityOf = madeOnce(({ engine, snapshot, route, draw, scanner }) =>
  createSecurity({ engine, snapshot, shown: route.code, draw, scanner }),
)

const Standing = (props: { readonly app: App; readonly person: PersonView }) => {
  const { name, verifiedBy, verifiedAt } = props.person
  const box = useRef<HTMLDivElement>(null)
  // What made it so was pressed further down.
  useLayoutEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [verifiedBy])
  if (verifiedBy === undefined || verifiedAt === undefined)
    return (
      <div ref={box} class="trust">
        <p class="trust-line">{words.verification.link}</p>
        <p class="quiet">
          <Sentence of={securityWords.whyVerify} name={name} />
        </p>
      </div>
    )
  return (
    <div ref={box} class="trust trust-good">
      <p class="trust-line">
        <Shield />
        {words.verification.person}
      </p>
      <p class="quiet">
        {securityWords.verifiedOn[verifiedBy](dateName(verifiedAt))} ·{' '}
        <button type="button" class="plain" onClick={securityOf(props.app).unverify}>
          {securityWords.unverify}
        </button>
      </p>
    </div>
  )
}

/** Another account bore this name before: is it the same person? Nothing is asked while things are held. */
const SamePerson = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  const { change } = person
  if (!change || change.after !== person.id || change.holds) return null
  const settle = (as: 'same' | 'different') => () => securityOf(app).settle(person.id, as)
  return (
    <div class="question" role="group" aria-label={securityWords.samePerson}>
      <p>
        <Sentence of={securityWords.samePersonText} name={person.name} />
      </p>
      <div class="sheet-actions">
        <button type="button" class="main-button" onClick={settle('same')}>
          {securityWords.samePerson}
        </button>
        <button type="button" class="second-button" onClick={settle('different')}>
          {remarksWords.somebodyElse}
        </button>
      </div>
    </div>
  )
}

const Viewfinder = (props: { readonly app: App }) => {
  const video = useRef<HTMLVideoElement>(null)
  const security = securityOf(props.app)
  useLayoutEffect(() => (video.current ? security.look(video.current) : undefined), [])
  return (
    <>
      <video
        ref={video}
        class="viewfinder"
        muted
        playsInline
        aria-label={securityWords.viewfinder}
      />
      <button type="button" class="second-button" onClick={security.stopScan}>
        {securityWords.stopScan}
      </button>
    </>
  )
}

const Face = (props: { readonly app: App; readonly person: PersonView }) => {
  const security = securityOf(props.app)
  const scanning = security.scanning.value
  return (
    <section class="way">
      <h3>{securityWords.together}</h3>
      <p class="quiet">
        <Sentence
          of={scanning ? securityWords.scanText : securityWords.showText}
          name={props.person.name}
        />
      </p>
      {scanning ? (
        <Viewfinder app={props.app} />
      ) : (
        <>
          <QrCode code={security.code.value} label={securityWords.ownCode} />
          <button type="button" class="main-button" onClick={security.scan}>
            <Camera />
            {securityWords.scanCode}
          </button>
        </>
      )}
    </section>
  )
}

const Digits = (props: { readonly app: App }) => {
  const security = securityOf(props.app)
  const ticks = security.ticks.value
  return (
    <fieldset class="digits">
      <legend class="unseen">{securityWords.digits}</legend>
      {security.groups.value.map((group, at) => (
        <label key={at} class="group">
          <input
            type="checkbox"
            checked={ticks[at] ?? false}
            onChange={(event) => security.tick(at, event.currentTarget.checked)}
          />
          {group}
        </label>
      ))}
      <label class="group group-all">
        <input
          type="checkbox"
          checked={!ticks.includes(false)}
          onChange={(event) => security.tickAll(event.currentTarget.checked)}
        />
        {securityWords.allGroups}
      </label>
    </fieldset>
  )
}

const Call = (props: { readonly app: App; readonly person: PersonView }) => {
  const security = securityOf(props.app)
  return (
    <section class="way">
      <h3>{securityWords.onCall}</h3>
      <p class="quiet">
        <Sentence of={securityWords.callText} name={props.person.name} />
      </p>
      <Digits app={props.app} />
      <div class="sheet-actions">
        <button type="button" class="second-button" onClick={security.match}>
          {securityWords.theyMatch}
        </button>
        <button type="button" class="plain" onClick={security.differ}>
          {securityWords.theyDiffer}
        </button>
      </div>
    </section>
  )
}

/** What was pressed may be far below it. */
const Problem = (props: { readonly app: App }) => {
  const why = securityOf(props.app).problem.value
  const line = useRef<HTMLParagraphElement>(null)
  useLayoutEffect(() => line.current?.scrollIntoView({ block: 'center' }), [why])
  return why === undefined ? null : (
    <p ref={line} class={why === 'codeDiffers' ? 'alarm' : 'problem'} role="alert">
      {why in securityWords.securityTroubles
        ? securityWords.securityTroubles[why as keyof typeof securityWords.securityTroubles]
        : troubleWords.troubles[why as keyof typeof troubleWords.troubles]}
    </p>
  )
}

const Renewals = ({ renewals: { times, at } }: PersonView) =>
  times === 0 ? null : <p class="quiet">{securityWords.renewals(times, dateName(at))}</p>

export const SecuritySheet = (props: { readonly app: App; readonly person: PersonView }) => {
  const { app, person } = props
  return (
    <Sheet
      title={words.securityCode}
      open={() => app.route.code.value !== undefined}
      back={app.route.back}
    >
      <p class="quiet">
        <Sentence of={securityWords.withPerson} name={person.name} />
      </p>
      <div aria-live="polite">
        <Standing app={app} person={person} />
      </div>
      <Problem app={app} />
      <SamePerson app={app} person={person} />
      <Face app={app} person={person} />
      <Call app={app} person={person} />
      <Renewals {...person} />
    </Sheet>
  )
}
