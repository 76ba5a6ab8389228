// Forgets everything that this site keeps in this browser: account, history, choices, the pinned client, push and
// notifications. What other devices and the server have is not touched. Each part that fails leaves the rest.

const settled = (works: readonly Promise<unknown>[]): Promise<unknown> => Promise.allSettled(works)

const deleteDatabase = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error ?? new DOMException('not deleted'))
  })

const eraseDatabases = async (): Promise<void> => {
  const known = await indexedDB.databases()
  await settled(known.map(({ name }) => deleteDatabase(name ?? '')))
}

const eraseFiles = async (): Promise<void> => {
  const folder = await navigator.storage.getDirectory()
  for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true })
}

const eraseCaches = async (): Promise<void> => {
  await settled((await caches.keys()).map((name) => caches.delete(name)))
}

const eraseWorkers = async (): Promise<void> => {
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    for (const shown of await registration.getNotifications()) shown.close()
    // Takes the push subscription with it.
    await registration.unregister()
  }
}

const eraseChoices = async (): Promise<void> => {
  sessionStorage.clear()
  localStorage.clear()
  await navigator.clearAppBadge()
}

/** Deletes all of it and opens the front door. Never rejects. */
export const eraseEverything = async (): Promise<void> => {
  await settled([eraseDatabases(), eraseFiles(), eraseCaches(), eraseWorkers(), eraseChoices()])
  history.replaceState(null, '')
  location.replace('/')
}
