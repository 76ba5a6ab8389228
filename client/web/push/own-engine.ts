// An engine inside the service worker, over the same storage and sockets as that of a tab (engine-worker.ts).
import { checkRandom } from '../../crypto/index.ts'
import { openEngine } from '../../engine/index.ts'
import type { Engine } from '../../engine/view.ts'
import { clockWeb, randomWeb } from '../clock-web.ts'
import { PROFILE, takeFence } from '../database.ts'
import { openDiskIdb } from '../disk-idb.ts'
import * as line from '../line-web.ts'
import { createNetWeb } from '../net-web.ts'
import { openVault } from '../vault-web.ts'

const ignore = (): void => undefined

/** Raises the fencing number and opens; undefined under an app lock, and where there is nothing to open. */
export const openOwnEngine = async (): Promise<Engine | undefined> => {
  checkRandom(randomWeb)
  // Before anything is read: no other writer can change what was.
  const fence = await takeFence(PROFILE)
  const vault = await openVault(PROFILE)
  if (vault.is !== 'open') return undefined
  const disk = await openDiskIdb({ name: PROFILE, fence })
  const net = createNetWeb({
    origin: location.origin,
    clock: clockWeb,
    loadLine: () => Promise.resolve(line),
    onTrouble: ignore,
    onAbout: ignore,
  })
  return openEngine({ disk, net, clock: clockWeb, random: randomWeb, dataKey: vault.dataKey })
}
