// The invite sheet: makes an invitation when it opens, keeps its live state, its link and its QR code.
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Engine, InvitationView, Snapshot } from '../engine/view.ts'
import { linkOf } from './link.ts'
import type { After } from './outage.ts'
import type { LinkTrouble } from './words.ts'

/** How long the sheet says who joined before it gives way to the conversation (milliseconds). */
export const JOINED_FOR = 1_500

/** A QR code as one SVG path over a square of `size` modules. */
export interface Code {
  readonly size: number
  readonly path: string
}

export interface Invites {
  readonly current: ReadonlySignal<InvitationView | undefined>
  readonly link: ReadonlySignal<string | undefined>
  readonly code: ReadonlySignal<Code | undefined>
  readonly problem: ReadonlySignal<LinkTrouble | undefined>
  /** Other invitations that are still open. */
  readonly earlier: ReadonlySignal<readonly InvitationView[]>
  readonly copied: ReadonlySignal<'not' | 'copied' | 'failed'>
  readonly canShare: boolean
  create(label: string): void
  show(invitation: string): void
  revoke(invitation: string): void
  copy(): void
  share(): void
  close(): void
}

export interface InviteParts {
  readonly engine: Engine
  readonly snapshot: ReadonlySignal<Snapshot>
  /** Where friends find this server. */
  readonly origin: () => string
  readonly device: Pick<Navigator, 'clipboard'> & Partial<Pick<Navigator, 'share'>>
  readonly sheet: ReadonlySignal<boolean>
  readonly openPerson: (person: string) => void
  readonly after: After
  /** Draws the code. */
  readonly draw: (text: string) => Code | undefined
}

const isOpen = (invitation: InvitationView): boolean =>
  invitation.state === 'open' || invitation.state === 'preparing'

/** Leads from the open sheet into the conversation with whoever came. */
const followJoined = (
  current: ReadonlySignal<InvitationView | undefined>,
  parts: InviteParts,
): (() => void) => {
  const joined = computed(() =>
    parts.sheet.value && current.value?.state === 'used' ? current.value.person : undefined,
  )
  return effect(() => {
    const person = joined.value
    return person === undefined
      ? undefined
      : parts.after(JOINED_FOR, () => parts.openPerson(person))
  })
}

export const createInvites = (parts: InviteParts): Invites => {
  const { engine, snapshot } = parts
  const made = signal<InvitationView | undefined>(undefined)
  const problem = signal<LinkTrouble | undefined>(undefined)
  const copied = signal<'not' | 'copied' | 'failed'>('not')
  // A withdrawn invitation leaves the snapshot, but the sheet that shows it still has to say so.
  const withdrawn = signal<ReadonlySet<string>>(new Set())
  const current = computed<InvitationView | undefined>(() => {
    const id = made.value?.id
    if (made.value && withdrawn.value.has(made.value.id)) return { ...made.value, state: 'revoked' }
    return snapshot.value.invitations.find((one) => one.id === id) ?? made.value
  })
  const link = computed(() => made.value && linkOf(parts.origin(), made.value.fragment))
  const code = computed(() => (link.value === undefined ? undefined : parts.draw(link.value)))
  const take = (invitation: InvitationView | undefined): void =>
    batch(() => {
      made.value = invitation
      problem.value = undefined
      copied.value = 'not'
    })
  const create = async (label: string): Promise<void> => {
    take(undefined)
    const answer = await engine.run({ type: 'invite', label: label.trim() })
    if (answer.is === 'invitation') take(answer.invitation)
    else if (answer.is === 'refused') problem.value = answer.why
  }
  const revoke = async (invitation: string): Promise<void> => {
    const answer = await engine.run({ type: 'revoke', invitation })
    if (answer.is === 'refused') problem.value = answer.why
    else withdrawn.value = new Set([...withdrawn.value, invitation])
  }
  const copy = async (text: string): Promise<void> => {
    copied.value = await parts.device.clipboard.writeText(text).then(
      () => 'copied' as const,
      () => 'failed' as const,
    )
  }
  const stopFollowing = followJoined(current, parts)
  const share = parts.device.share?.bind(parts.device)
  return {
    current,
    link,
    code,
    problem,
    copied,
    earlier: computed(() =>
      snapshot.value.invitations.filter((one) => isOpen(one) && one.id !== made.value?.id),
    ),
    canShare: share !== undefined,
    create(label) {
      void create(label)
    },
    show(id) {
      take(snapshot.value.invitations.find((one) => one.id === id))
    },
    revoke(invitation) {
      void revoke(invitation)
    },
    copy() {
      if (link.value) void copy(link.value)
    },
    share() {
      // A share sheet that was closed again rejects; nothing is to be done then.
      if (link.value && share) share({ url: link.value }).catch(() => undefined)
    },
    close: stopFollowing,
  }
}
