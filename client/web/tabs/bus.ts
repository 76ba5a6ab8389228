// What the tabs of one profile say to each other (docs/ARCHITECTURE.md). Every tab is a view. One tab holds
// a Web Lock and runs the Worker in which the engine lives: the host. Views and host talk over one
// BroadcastChannel, so every message names the view that asks or is answered, and the host's carry its
// fencing number: a host that was replaced is not believed any more.
import type { Answer, Command, ViewEvent } from '../../engine/view.ts'
import type { About, NetTrouble } from '../net-web.ts'

/** Names of the lock and of the channel; the same for every tab of the profile. */
export const LOCK = 'sotto-writer'
const CHANNEL = 'sotto'

/**
 * Why there is no engine, or none that reaches the server. `noStorage`: the browser refuses to store.
 * `evicted`: it dropped what the profile needs. `newer`: a newer program owns the storage, reload.
 * `storageBroken`: what it stored does not open. `unsupported`: the browser lacks what this program needs.
 * `brokenRandom`: its source of random numbers can not make keys. `workerFailed`: the Worker did not start.
 * `locked`: the storage opens with the passphrase of the app lock, and nobody has entered it yet.
 */
export type Trouble =
  | { readonly is: 'noStorage' }
  | { readonly is: 'storageFull' }
  | { readonly is: 'storageBroken' }
  | { readonly is: 'evicted' }
  | { readonly is: 'newer' }
  | { readonly is: 'unsupported' }
  | { readonly is: 'brokenRandom' }
  | { readonly is: 'workerFailed' }
  | { readonly is: 'locked' }
  | NetTrouble

/** From a view. `ping` asks for any answer, `hello` for the whole state. */
export type ViewMessage =
  | { readonly from: 'view'; readonly type: 'ping' }
  | { readonly from: 'view'; readonly type: 'hello' }
  | { readonly from: 'view'; readonly type: 'nudge' }
  | {
      readonly from: 'view'
      readonly type: 'command'
      readonly view: string
      readonly id: number
      readonly command: Command
    }

/**
 * From the host. `fence` 0 is a tab whose Worker has not got its number yet. `event.n` counts the events of
 * one host: a view that misses one asks again.
 */
export type HostMessage = { readonly from: 'host'; readonly fence: number } & (
  | { readonly type: 'starting' }
  | { readonly type: 'here' }
  | { readonly type: 'taken'; readonly view: string; readonly id: number }
  | { readonly type: 'answer'; readonly view: string; readonly id: number; readonly answer: Answer }
  | { readonly type: 'event'; readonly n: number; readonly event: ViewEvent }
  | { readonly type: 'trouble'; readonly trouble: Trouble | undefined }
  | { readonly type: 'about'; readonly about: About }
)

export type BusMessage = ViewMessage | HostMessage

/** One end of the channel. It does not hear itself. */
export interface Bus {
  post(message: BusMessage): void
  /** Replaces the listener. */
  listen(call: (message: BusMessage) => void): void
  close(): void
}

/** An end of the browser's channel of this profile. */
export const openBus = (name: string = CHANNEL): Bus => {
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen: (call) => {
      // Only pages and Workers of this origin and profile reach the channel.
      channel.onmessage = (event: MessageEvent<BusMessage>) => call(event.data)
    },
    close: () => channel.close(),
  }
}
