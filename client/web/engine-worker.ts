// The Worker's entry: storage, sockets, cryptography and engine of this profile. It raises the fencing
// number before it reads anything, so that no other writer can change what it read, and tells its tab
// when it speaks for itself and when another writer replaced it.
import { DiskFault, type Disk } from '../engine/ports.ts'
import { openEngine } from '../engine/index.ts'
import { clockWeb, randomWeb } from './clock-web.ts'
import { PROFILE, takeFence } from './database.ts'
import { openDiskIdb } from './disk-idb.ts'
import { createNetWeb } from './net-web.ts'
import { openBus, type Trouble } from './tabs/bus.ts'
import { createHost, type Host } from './tabs/host.ts'
import type { WorkerReport } from './tabs/writer.ts'
import { openVault } from './vault-web.ts'

// Of a dedicated Worker's scope only this differs from a window's, and the page's types are in force here.
const scope = globalThis as unknown as { postMessage(what: WorkerReport): void }

const troubleOf = (error: unknown): Trouble => {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'VersionError') return { is: 'newer' }
  if (name === 'QuotaExceededError') return { is: 'storageFull' }
  return { is: 'noStorage' }
}

const say = (is: WorkerReport['is']): void => scope.postMessage({ is })

// Tells the tab of a fenced commit before the engine hears of it: from then on this Worker is silent.
const watched = (disk: Disk, host: Host): Disk => ({
  ...disk,
  commit: async (writes) => {
    try {
      await disk.commit(writes)
    } catch (error) {
      if (error instanceof DiskFault && error.kind === 'fenced') {
        host.stop()
        say('fenced')
      }
      throw error
    }
  },
})

const openStorage = async (
  fence: number,
): Promise<{ disk: Disk; dataKey: Uint8Array } | Trouble> => {
  try {
    const vault = await openVault(PROFILE)
    if (vault.is === 'evicted') return vault
    return { disk: await openDiskIdb({ name: PROFILE, fence }), dataKey: vault.dataKey }
  } catch (error) {
    return troubleOf(error)
  }
}

const serve = async (host: Host, fence: number): Promise<void> => {
  const storage = await openStorage(fence)
  if ('is' in storage) return host.trouble(storage)
  const net = createNetWeb({
    origin: location.origin,
    clock: clockWeb,
    onTrouble: (trouble) => host.trouble(trouble),
  })
  try {
    const disk = watched(storage.disk, host)
    const { dataKey } = storage
    host.serve(await openEngine({ disk, net, clock: clockWeb, random: randomWeb, dataKey }))
  } catch {
    host.trouble({ is: 'storageBroken' })
  }
}

const start = async (): Promise<void> => {
  // Without a number it outranks nobody, but the views have to know why.
  const [fence, trouble] = await takeFence(PROFILE).then(
    (taken) => [taken, undefined] as const,
    (error: unknown) => [0, troubleOf(error)] as const,
  )
  const host = createHost({ bus: openBus(), fence, onReplaced: () => say('fenced') })
  if (trouble) host.trouble(trouble)
  else await serve(host, fence)
  say('speaking')
}

await start()
