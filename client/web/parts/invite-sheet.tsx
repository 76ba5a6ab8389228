// The sheet over everything that makes an invitation at once and shows how it fares.
import { computed, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { InvitationView } from '../../engine/view.ts'
import { Copy, Share } from '../icons.tsx'
import { createInvites } from '../invites.ts'
import { madeOnce } from '../made-once.ts'
import type { App } from '../state.ts'
import { dateName } from '../when.ts'
import { words } from '../words.ts'
import { troubleWords } from '../words-trouble.ts'
import { inviteWords } from '../words-invite.ts'
import { QrCode } from './qr-code.tsx'
import { Sentence } from './sentence.tsx'
import { Sheet } from './sheet.tsx'

const invitesOf = madeOnce(({ engine, snapshot, route, outside, device, draw, after }) =>
  createInvites({
    engine,
    snapshot,
    origin: outside,
    device,
    draw,
    after,
    sheet: computed(() => route.sheet.value === 'invite'),
    openPerson: route.openPerson,
  }),
)

const Joined = (props: { readonly app: App; readonly person: string }) => {
  const { app, person } = props
  const name = app.snapshot.value.people.find((one) => one.id === person)?.name ?? ''
  return (
    <>
      <p class="live live-good">
        <Sentence of={inviteWords.joined} name={name} />
      </p>
      <button type="button" class="main-button" onClick={() => app.route.openPerson(person)}>
        {inviteWords.openChat}
      </button>
    </>
  )
}

const stateSentence = (invitation: InvitationView): string => {
  switch (invitation.state) {
    case 'preparing':
      return inviteWords.notSaved
    case 'open':
    case 'used':
      return inviteWords.waiting
    case 'expired':
      return inviteWords.expiredState
    case 'revoked':
      return inviteWords.revokedState
  }
}

const Live = (props: { readonly app: App; readonly invitation: InvitationView }) => {
  const { app, invitation } = props
  if (invitation.state === 'used' && invitation.person !== undefined)
    return <Joined app={app} person={invitation.person} />
  const open = invitation.state === 'open' || invitation.state === 'preparing'
  return (
    <div class="live-line">
      <p class={open ? 'live live-waiting' : 'live'}>{stateSentence(invitation)}</p>
      {open ? (
        <p class="quiet">
          {inviteWords.goodUntil(dateName(invitation.expires))} ·{' '}
          <button type="button" class="plain" onClick={() => invitesOf(app).revoke(invitation.id)}>
            {inviteWords.revoke}
          </button>
        </p>
      ) : null}
    </div>
  )
}

const LinkLine = (props: { readonly app: App }) => {
  const invites = invitesOf(props.app)
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={field}
        class="link-field"
        readOnly
        aria-label={inviteWords.invitationLink}
        value={invites.link.value ?? ''}
        placeholder={inviteWords.preparing}
        onFocus={() => field.current?.select()}
      />
      <div class="sheet-actions">
        <button type="button" class="main-button" onClick={invites.copy}>
          <Copy />
          {invites.copied.value === 'copied' ? words.copied : words.copy}
        </button>
        {invites.canShare ? (
          <button type="button" class="second-button" onClick={invites.share}>
            <Share />
            {inviteWords.share}
          </button>
        ) : null}
      </div>
      {invites.copied.value === 'failed' ? (
        <p class="problem" role="alert">
          {words.copyFailed}
        </p>
      ) : null}
    </>
  )
}

const Another = (props: { readonly app: App }) => {
  const label = useSignal('')
  return (
    <form
      class="another"
      onSubmit={(event) => {
        event.preventDefault()
        invitesOf(props.app).create(label.value)
        label.value = ''
      }}
    >
      <label for="invite-label">{inviteWords.labelField}</label>
      <div class="another-line">
        <input
          id="invite-label"
          dir="auto"
          maxLength={40}
          autocomplete="off"
          value={label.value}
          onInput={(event) => (label.value = event.currentTarget.value)}
        />
        <button type="submit" class="second-button">
          {inviteWords.create}
        </button>
      </div>
    </form>
  )
}

const Earlier = (props: { readonly app: App }) => {
  const invites = invitesOf(props.app)
  if (invites.earlier.value.length === 0) return null
  return (
    <section class="earlier">
      <h3>{inviteWords.earlier}</h3>
      <ul>
        {invites.earlier.value.map((one) => (
          <li key={one.id}>
            <span class="earlier-name">
              <bdi>{one.label || inviteWords.unnamed}</bdi>
              <span class="quiet">{inviteWords.goodUntil(dateName(one.expires))}</span>
            </span>
            <button type="button" class="plain" onClick={() => invites.show(one.id)}>
              {inviteWords.showLink}
            </button>
            <button type="button" class="plain" onClick={() => invites.revoke(one.id)}>
              {inviteWords.revoke}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const Body = (props: { readonly app: App }) => {
  const invites = invitesOf(props.app)
  const current = invites.current.value
  const problem = invites.problem.value
  const joined = current?.state === 'used'
  const dead = current?.state === 'revoked' || current?.state === 'expired'
  if (problem)
    return (
      <p class="problem" role="alert">
        {troubleWords.troubles[problem]}
      </p>
    )
  return (
    <>
      {joined || dead ? null : (
        <>
          <QrCode code={invites.code.value} label={inviteWords.qrPicture} />
          {current && current.label !== '' ? (
            <p class="for-whom">
              <bdi>{current.label}</bdi>
            </p>
          ) : null}
          <LinkLine app={props.app} />
        </>
      )}
      <div aria-live="polite">{current ? <Live app={props.app} invitation={current} /> : null}</div>
    </>
  )
}

export const InviteSheet = (props: { readonly app: App }) => {
  const { app } = props
  useLayoutEffect(() => invitesOf(app).create(''), [])
  return (
    <Sheet
      title={words.inviteTitle}
      open={() => app.route.sheet.value === 'invite'}
      back={app.route.back}
    >
      <p class="quiet">{inviteWords.inviteText}</p>
      <Body app={app} />
      <details class="more">
        <summary>{inviteWords.anotherLink}</summary>
        <Another app={app} />
        <Earlier app={app} />
      </details>
    </Sheet>
  )
}
