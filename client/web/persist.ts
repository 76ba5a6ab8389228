// Asks the browser to keep this profile when it needs space. Asked after the first sent message: a browser
// that prompts then asks somebody who knows why.

/** True when the browser promised; false when it did not or can not. Never rejects. */
export const askPersist = async (): Promise<boolean> => {
  try {
    return await navigator.storage.persist()
  } catch {
    return false
  }
}
