// The Worker's entry: storage, sockets, cryptography and engine of this profile. It raises the fencing
// number before it reads anything, so that no other writer can change what it read, and tells its tab
// when it speaks for itself, when another writer replaced it, and when its storage went away under it.
import { checkRandom } from '../crypto/index.ts'
import { DiskFault, type BlobsPiece, type Disk } from '../engine/ports.ts'
import { openEngine } from '../engine/index.ts'
import type { SearchPiece } from '../engine/search.ts'
import { clockWeb, randomWeb } from './clock-web.ts'
import { PROFILE, takeFence } from './database.ts'
import { openDiskIdb } from './disk-idb.ts'
import type { waitAtDoor } from './lock-door.ts'
import { createNetWeb } from './net-web.ts'
import { openBus, type Trouble } from './tabs/bus.ts'
import { createHost, type Host } from './tabs/host.ts'
import type { WorkerReport } from './tabs/writer.ts'
import { openVault } from './vault-web.ts'

/** After a disk that was full before anything could be opened, when to try again (milliseconds). */
const RETRY_FULL = 10_000

// Of a dedicated Worker's scope only this differs from a window's, and the page's types are in force here.
const scope = globalThis as unknown as { postMessage(what: WorkerReport): void }

const troubleOf = (error: unknown): Trouble => {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'VersionError') return { is: 'newer' }
  if (name === 'QuotaExceededError') return { is: 'storageFull' }
  return { is: 'noStorage' }
}

// The build puts the address of line-web.ts here.
declare const LINE_ADDRESS: string

/** Loads what opens lines, when no WebSocket gets through. */
const loadLine = (): Promise<typeof import('./line-web.ts')> => import(LINE_ADDRESS)

// The build puts the address of the engine's search here: a piece that shares nothing with this one.
declare const SEARCH_ADDRESS: string

const loadSearch = (): Promise<SearchPiece> => import(SEARCH_ADDRESS)

// The build puts the address of the store of files here: likewise.
declare const FILES_ADDRESS: string

const loadBlobs = (): Promise<BlobsPiece> => import(FILES_ADDRESS)

// The build puts the address of what waits for a passphrase here: likewise.
declare const DOOR_ADDRESS: string

const loadDoor = (): Promise<{ readonly waitAtDoor: typeof waitAtDoor }> => import(DOOR_ADDRESS)

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

// Until somebody enters the passphrase there is a host, and no engine. Undefined: no passphrase opens it.
const waitForKey = async (host: Host): Promise<Uint8Array | undefined> => {
  const door = await loadDoor()
  host.trouble({ is: 'locked' })
  say('speaking')
  const dataKey = await door.waitAtDoor({ name: PROFILE, idb: globalThis })
  host.trouble(undefined)
  return dataKey
}

const openStorage = async (
  fence: number,
  host: Host,
): Promise<{ disk: Disk; dataKey: Uint8Array } | Trouble> => {
  // Whoever comes next finds out what became of the storage: nothing, an empty one, or a newer program's.
  const onGone = (): void => {
    host.stop()
    say('lost')
  }
  try {
    const vault = await openVault(PROFILE)
    if (vault.is === 'evicted') return vault
    const dataKey = vault.is === 'locked' ? await waitForKey(host) : vault.dataKey
    if (!dataKey) return { is: 'evicted' }
    return { disk: await openDiskIdb({ name: PROFILE, fence, onGone }), dataKey }
  } catch (error) {
    return troubleOf(error)
  }
}

const tell = (host: Host, trouble: Trouble): void => {
  host.trouble(trouble)
  // Space may be freed meanwhile; the next Worker looks.
  if (trouble.is === 'storageFull') clockWeb.after(RETRY_FULL, () => say('lost'))
}

const serve = async (host: Host, fence: number): Promise<void> => {
  const storage = await openStorage(fence, host)
  if ('is' in storage) return tell(host, storage)
  const net = createNetWeb({
    origin: location.origin,
    clock: clockWeb,
    loadLine,
    onTrouble: (trouble) => host.trouble(trouble),
    onAbout: (part) => host.about(part),
  })
  try {
    const disk = watched(storage.disk, host)
    const { dataKey } = storage
    host.serve(
      await openEngine({
        disk,
        net,
        clock: clockWeb,
        random: randomWeb,
        dataKey,
        loadSearch,
        loadBlobs,
      }),
    )
  } catch {
    host.trouble({ is: 'storageBroken' })
  }
}

/** This writer's number, or why there is none: then it outranks nobody, but the views have to know. */
const begin = async (): Promise<number | Trouble> => {
  try {
    // Before the storage: its key must not come from a source that repeats itself.
    checkRandom(randomWeb)
  } catch {
    return { is: 'brokenRandom' }
  }
  return takeFence(PROFILE).catch(troubleOf)
}

const start = async (): Promise<void> => {
  const begun = await begin()
  const fence = typeof begun === 'number' ? begun : 0
  const host = createHost({ bus: openBus(), fence, onReplaced: () => say('fenced') })
  if (typeof begun === 'number') await serve(host, begun)
  else tell(host, begun)
  say('speaking')
}

await start()
