// Gives memory back at once. A large file makes garbage as large as itself, and a collector that is in no hurry lets
// it grow far beyond what is in use.

/** Empties byte strings that nobody reads again; those that are part of a larger buffer stay as they are. */
export const release = (...done: readonly Uint8Array[]): void => {
  for (const { buffer, byteLength } of done) {
    // Some browsers cannot yet: there the collector comes when it comes.
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && 'transfer' in buffer) {
      buffer.transfer(0)
    }
  }
}

/** Bytes after which the collector is asked, and how many it is told of: above the mark at which it comes. */
const ASK_AFTER = 6 * 1_048_576
const TOLD = 160 * 1_048_576

/**
 * Asks the collector to come now and then. A browser keeps the body of a request until it collects, and does not
 * count it: here it counts memory that is taken, never touched and dropped.
 */
export const createAsking = (): ((bytes: number) => void) => {
  let passed = 0
  return (bytes) => {
    passed += bytes
    if (passed < ASK_AFTER) return
    passed = 0
    try {
      new ArrayBuffer(TOLD)
    } catch {
      // No room even for that: then it has come already.
    }
  }
}
