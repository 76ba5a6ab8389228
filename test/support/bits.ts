// Changed copies of byte strings.

/** A copy with one bit the other way round; bits count from the first byte's highest. */
export const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const changed = Uint8Array.from(bytes)
  const at = bit >> 3
  changed[at] = (changed[at] ?? 0) ^ (0x80 >> (bit & 7))
  return changed
}
