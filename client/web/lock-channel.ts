// What the tabs and the Worker of one profile say to each other about the app lock. A key that travels here is
// one that no script can read; it opens the record in the vault and nothing else.

/** `locked`: a Worker stands before a locked vault. `asked`: a new tab would like to have the key too. */
export type LockMessage =
  | { readonly type: 'locked' }
  | { readonly type: 'asked' }
  | { readonly type: 'key'; readonly key: CryptoKey }
  /** Every tab forgets what it has and shows the lock screen. */
  | { readonly type: 'lock' }
  /** The lock was set, changed or taken away, or when it closes was. */
  | { readonly type: 'changed' }
  /** Somebody does something in a tab. */
  | { readonly type: 'active' }

/** One end of the channel. It does not hear itself. */
export interface LockChannel {
  post(message: LockMessage): void
  /** Listens until the returned function is called. */
  listen(call: (message: LockMessage) => void): () => void
  close(): void
}

/** An end of the browser's channel. */
export const openLockChannel = (name = 'sotto-lock'): LockChannel => {
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen: (call) => {
      const heard = (event: MessageEvent<LockMessage>): void => call(event.data)
      channel.addEventListener('message', heard)
      return () => channel.removeEventListener('message', heard)
    },
    close: () => channel.close(),
  }
}
