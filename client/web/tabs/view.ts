// A tab as its screen knows it: the Engine interface over the bus. It outlives its hosts: commands without
// an answer go to the next one, and what a host said while nobody listened is read again.
import type { Clock } from '../../engine/ports.ts'
import type { Answer, Command, Engine, Snapshot, ViewEvent } from '../../engine/view.ts'
import { createAsked, type Asked } from './asked.ts'
import type { About } from '../net-web.ts'
import type { Bus, HostMessage, Trouble } from './bus.ts'
import { createPulse, type Pulse } from './pulse.ts'

/** What a view needs from its tab. */
export interface ViewParts {
  readonly bus: Bus
  readonly clock: Clock
  /** Random, unlike every other view's. */
  readonly id: string
  readonly visible: () => boolean
  /** Takes the lock from a host that does not answer. */
  readonly steal: () => void
  /** Told of each change; undefined when the trouble is over. */
  readonly onTrouble: (trouble: Trouble | undefined) => void
  /** Told what is known of the server. */
  readonly onAbout: (about: About) => void
}

/** One tab's view. It says hello when it is made. */
export class View implements Engine {
  /** Resolves when a host has shown its state; `snapshot` throws before. */
  readonly ready: Promise<View>
  readonly #parts: ViewParts
  readonly #asked: Asked
  readonly #pulse: Pulse
  readonly #listeners = new Set<(event: ViewEvent) => void>()
  #isReady: (view: View) => void = () => undefined
  #snapshot: Snapshot | undefined
  #trouble: Trouble | undefined
  /** The storage was emptied under this page: what it shows is all that is left. */
  #evicted = false
  /** The newest host's fencing number, 0 before any, and the number of its last event. */
  #fence = 0
  #lastEvent = 0
  /** The page that the screen read last: its conversation is the one that is open. */
  #lastPage: Extract<Command, { type: 'page' }> | undefined

  constructor(parts: ViewParts) {
    const { bus, clock, id: view, visible } = parts
    this.#parts = parts
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve
    })
    this.#asked = createAsked((id, command) =>
      bus.post({ from: 'view', type: 'command', view, id, command }),
    )
    this.#pulse = createPulse({
      clock,
      visible,
      waiting: () => this.#snapshot === undefined || this.#asked.waiting(),
      ask: () => this.#askHost(),
      takeOver: () => this.#takeOver(),
    })
    bus.listen((message) => {
      if (message.from === 'host') this.#hear(message)
    })
    this.#pulse.restart()
  }

  async run(command: Command): Promise<Answer> {
    if (command.type === 'page') this.#lastPage = command
    return this.#ask(command)
  }

  snapshot(): Snapshot {
    if (this.#snapshot === undefined) throw new TypeError('no host has shown its state yet')
    return this.#snapshot
  }

  watch(listener: (event: ViewEvent) => void): () => void {
    this.#listeners.add(listener)
    if (this.#snapshot) listener({ type: 'snapshot', snapshot: this.#snapshot })
    return () => this.#listeners.delete(listener)
  }

  /** Also asks at once whether the host still lives. */
  nudge(): void {
    this.#parts.bus.post({ from: 'view', type: 'nudge' })
    this.#pulse.restart()
  }

  async close(): Promise<void> {
    this.#pulse.stop()
    this.#listeners.clear()
    this.#parts.bus.close()
  }

  async #ask(command: Command): Promise<Answer> {
    const first = !this.#asked.waiting()
    const answer = this.#asked.ask(command)
    // Later ones find the pulse beating already; each restart would begin counting silence anew.
    if (first) this.#pulse.restart()
    return answer
  }

  #askHost(): void {
    this.#parts.bus.post({ from: 'view', type: this.#snapshot ? 'ping' : 'hello' })
    this.#asked.repeat()
  }

  #takeOver(): void {
    // Whoever comes next is believed, also in a storage that was erased and counts from 1 again.
    this.#fence = 0
    this.#parts.steal()
  }

  #hear(message: HostMessage): void {
    // Zero is a tab that vouches for a Worker to come; a smaller number is a writer that was replaced.
    if (message.fence !== 0 && message.fence < this.#fence) return
    this.#pulse.heard(message.fence !== 0 && message.type !== 'starting')
    if (message.fence > this.#fence) this.#meet(message.fence)
    switch (message.type) {
      case 'starting':
      case 'here':
        return
      case 'trouble':
        return this.#hearTrouble(message.trouble)
      case 'about':
        return this.#parts.onAbout(message.about)
      case 'event':
        return this.#hearEvent(message.n, message.event)
      case 'taken':
        if (message.view === this.#parts.id) this.#asked.taken(message.id)
        return
      case 'answer':
        if (message.view === this.#parts.id) this.#asked.answered(message.id, message.answer)
    }
  }

  #meet(fence: number): void {
    this.#fence = fence
    this.#lastEvent = 0
    this.#asked.forgetTaken()
    this.#parts.bus.post({ from: 'view', type: 'hello' })
    this.#asked.repeat()
    // Not for the first host: nothing was shown that could be out of date.
    if (this.#snapshot) this.#readAgain()
  }

  #hearTrouble(trouble: Trouble | undefined): void {
    if (this.#evicted) return
    const changed = trouble?.is !== this.#trouble?.is
    this.#trouble = trouble
    if (changed) this.#parts.onTrouble(trouble)
  }

  #hearEvent(n: number, event: ViewEvent): void {
    // The first event of a host: until now it had no engine to give the commands to.
    if (this.#lastEvent === 0) this.#asked.repeat()
    const missed = this.#lastEvent > 0 && n > this.#lastEvent + 1
    this.#lastEvent = n
    if (event.type === 'snapshot') this.#take(event.snapshot)
    if (this.#evicted) return
    for (const listener of this.#listeners) listener(event)
    if (this.#snapshot) this.#isReady(this)
    if (!missed) return
    this.#parts.bus.post({ from: 'view', type: 'hello' })
    this.#readAgain()
  }

  // Accounts do not vanish by themselves: the browser dropped the database, and a new one was made.
  #take(snapshot: Snapshot): void {
    if (this.#snapshot?.phase === 'ready' && snapshot.phase === 'fresh') {
      this.#hearTrouble({ is: 'evicted' })
      this.#evicted = true
    }
    if (!this.#evicted) this.#snapshot = snapshot
  }

  // Messages that came while no event could reach this tab.
  #readAgain(): void {
    if (!this.#lastPage) return
    const { type, person, limit } = this.#lastPage
    const newest = { type, person, limit, before: undefined }
    this.#ask(newest).then(
      (answer) => {
        if (answer.is !== 'page') return
        for (const tell of this.#listeners) tell({ type: 'messages', messages: answer.messages })
      },
      () => undefined,
    )
  }
}
