// The security code of one friend: what is shown to them, what is scanned from them, and the digits that are
// ticked while they read them aloud. Verified is what the engine says, never what was only pressed here.
import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Command, Engine, PersonView, Refusal, Snapshot } from '../engine/view.ts'
import type { Code } from './invites.ts'
import type { Camera, CameraTrouble } from './scan.ts'
import type { Scanner } from './scanner.ts'

/** Sixty digits in twelve groups. */
export const GROUPS = 12
const GROUP_DIGITS = 5

export type SecurityTrouble = Refusal | CameraTrouble | 'tickFirst'

export interface Security {
  /** Whose code is open. */
  readonly person: ReadonlySignal<PersonView | undefined>
  readonly groups: ReadonlySignal<readonly string[]>
  readonly code: ReadonlySignal<Code | undefined>
  readonly ticks: ReadonlySignal<readonly boolean[]>
  readonly scanning: ReadonlySignal<boolean>
  readonly problem: ReadonlySignal<SecurityTrouble | undefined>
  /** Opens and closes the viewfinder. */
  scan(): void
  stopScan(): void
  /** The viewfinder is there: shows the camera in it. Returns how to stop. */
  look(video: HTMLVideoElement): () => void
  tick(group: number, on: boolean): void
  tickAll(on: boolean): void
  match(): void
  differ(): void
  unverify(): void
  settle(person: string, as: 'same' | 'different' | 'later'): void
  close(): void
}

export interface SecurityParts {
  readonly engine: Engine
  readonly snapshot: ReadonlySignal<Snapshot>
  readonly shown: ReadonlySignal<string | undefined>
  readonly draw: (text: string) => Code | undefined
  readonly scanner: () => Promise<Scanner>
}

interface Shown {
  readonly digits: string
  readonly fragment: string
}

const noTicks: readonly boolean[] = Array.from({ length: GROUPS }, () => false)

const groupsOf = (digits: string): readonly string[] =>
  Array.from({ length: GROUPS }, (_, at) =>
    digits.slice(at * GROUP_DIGITS, (at + 1) * GROUP_DIGITS),
  )

/** The camera, from the tap to its end; whoever stops early stops it as soon as it is there. */
const openCamera = (
  scanner: () => Promise<Scanner>,
  video: HTMLVideoElement,
  told: { found(text: string): void; failed(why: CameraTrouble): void },
): (() => void) => {
  let stopped = false
  let camera: Camera | undefined
  const begin = async (): Promise<void> => {
    const started = await (
      await scanner()
    ).startCamera(video, (text) => {
      if (!stopped) told.found(text)
    })
    if (typeof started !== 'string') camera = started
    if (stopped) camera?.stop()
    else if (typeof started === 'string') told.failed(started)
  }
  begin().catch(() => {
    if (!stopped) told.failed('cameraMissing')
  })
  return () => {
    stopped = true
    camera?.stop()
  }
}

type Run = (command: Command) => Promise<Refusal | undefined>

/** The viewfinder: it closes by itself once a code was read, whichever it was. */
const createViewfinder = (
  { scanner, shown }: SecurityParts,
  run: Run,
  problem: Signal<SecurityTrouble | undefined>,
) => {
  const scanning = signal(false)
  const take = async (person: string, scanned: string): Promise<void> => {
    const why = await run({ type: 'verify', person, how: 'scan', scanned })
    // Some other QR code came into sight: the right one may follow.
    if (why !== 'noCode') scanning.value = false
  }
  const failed = (why: CameraTrouble): void =>
    batch(() => {
      scanning.value = false
      problem.value = why
    })
  const look = (video: HTMLVideoElement): (() => void) => {
    const person = shown.peek()
    let last = ''
    const found = (text: string): void => {
      // The same code is in sight many times a second.
      if (text === last || person === undefined) return
      last = text
      void take(person, text)
    }
    return openCamera(scanner, video, { found, failed })
  }
  return { scanning, look }
}

/** Follows the route: opening asks the engine for the code, closing forgets everything. */
export const createSecurity = (parts: SecurityParts): Security => {
  const { engine, snapshot, shown } = parts
  const answer = signal<Shown | undefined>(undefined)
  const ticks = signal(noTicks)
  const problem = signal<SecurityTrouble | undefined>(undefined)
  const run: Run = async (command) => {
    const said = await engine.run(command)
    const why = said.is === 'refused' ? said.why : undefined
    problem.value = why
    return why
  }
  const { scanning, look } = createViewfinder(parts, run, problem)
  const open = async (person: string): Promise<void> => {
    const said = await engine.run({ type: 'securityCode', person })
    if (shown.peek() === person && said.is === 'securityCode') answer.value = said
  }
  const stop = effect(() => {
    const person = shown.value
    batch(() => {
      answer.value = undefined
      ticks.value = noTicks
      scanning.value = false
      problem.value = undefined
    })
    if (person !== undefined) void open(person)
  })
  return {
    person: computed(() => snapshot.value.people.find((one) => one.id === shown.value)),
    groups: computed(() => (answer.value ? groupsOf(answer.value.digits) : [])),
    code: computed(() => answer.value && parts.draw(answer.value.fragment)),
    ticks,
    scanning,
    problem,
    look,
    scan() {
      problem.value = undefined
      scanning.value = true
    },
    stopScan() {
      scanning.value = false
    },
    tick(group, on) {
      ticks.value = ticks.value.map((was, at) => (at === group ? on : was))
    },
    tickAll(on) {
      ticks.value = noTicks.map(() => on)
    },
    match() {
      const person = shown.value
      if (ticks.value.includes(false)) problem.value = 'tickFirst'
      else if (person !== undefined) void run({ type: 'verify', person, how: 'compare' })
    },
    differ() {
      problem.value = 'codeDiffers'
    },
    unverify() {
      const person = shown.value
      ticks.value = noTicks
      if (person !== undefined) void run({ type: 'unverify', person })
    },
    settle(person, as) {
      void run({ type: 'settle', person, as })
    },
    close: stop,
  }
}
