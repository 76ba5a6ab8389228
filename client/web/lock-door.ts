// Before a locked vault: the engine's Worker says that it waits, to tabs that are there and to those that come
// later, and takes the first key that fits.
import { openLockChannel, type LockChannel } from './lock-channel.ts'
import { openLocked, readRecipe, type VaultPlace } from './vault-lock.ts'

/** The data key, once a key opened it. `open` gives undefined for a key that does not fit. Closes the channel. */
export const awaitKey = (
  channel: LockChannel,
  open: (key: CryptoKey) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const stop = channel.listen((message) => {
      if (message.type !== 'key') return
      open(message.key).then(
        (dataKey) => {
          if (!dataKey) return
          stop()
          channel.close()
          resolve(dataKey)
        },
        // The storage failed for this once; the next key finds it again.
        () => undefined,
      )
    })
    channel.post({ type: 'locked' })
  })

/** The data key of this browser's vault, when somebody let this Worker in; undefined when its lock is damaged. */
export const waitAtDoor = async (place: VaultPlace): Promise<Uint8Array | undefined> => {
  if ((await readRecipe(place)) === 'broken') return undefined
  return awaitKey(openLockChannel(), (key) => openLocked(place, key))
}
