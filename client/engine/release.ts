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
