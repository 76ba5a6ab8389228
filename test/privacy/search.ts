// Looks for thousands of byte strings in a file at once, in the forms in which programs write bytes down.

const LEAD = 4

/** What a needle may look like: raw, UTF-16, hexadecimal, base64 and base64url at any of the three offsets. */
const formsOf = (needle: Buffer): Buffer[] => {
  const texts = [needle.toString('hex'), needle.toString('hex').toUpperCase()]
  for (let offset = 0; offset < 3; offset++) {
    // Letters that depend on the neighbours are left out at both ends.
    const padded = Buffer.concat([Buffer.alloc(offset), needle]).toString('base64url')
    const inner = padded.slice(Math.ceil((offset * 4) / 3), -2)
    texts.push(inner, inner.replaceAll('-', '+').replaceAll('_', '/'))
  }
  const wide = Buffer.from(needle.toString('latin1'), 'utf16le')
  return [needle, wide, ...texts.map((text) => Buffer.from(text))]
}

/** Whether one of the needles is in some bytes. */
export type Search = (content: Buffer) => boolean

const BLOCK = 4_096
const NOTHING = Buffer.alloc(BLOCK)
const FILTER_BITS = 22
/** Where a lead stands in the filter: the upper bits of a product spread neighbours apart. */
const placeOf = (lead: number): number => Math.imul(lead, 0x9e3779b1) >>> (32 - FILTER_BITS)

/** A search for these needles, each of at least 8 bytes. */
export const searchFor = (needles: readonly Buffer[], inAllForms: boolean): Search => {
  const byLead = new Map<number, Buffer[]>()
  const filter = new Uint8Array(2 ** FILTER_BITS)
  for (const needle of needles) {
    if (needle.length < 8) throw new RangeError('too short to mean anything')
    for (const form of inAllForms ? formsOf(needle) : [needle]) {
      const lead = form.readUInt32BE(0)
      filter[placeOf(lead)] = 1
      const known = byLead.get(lead)
      if (known) known.push(form)
      else byLead.set(lead, [form])
    }
  }
  const isAt = (content: Buffer, lead: number, at: number): boolean =>
    byLead.get(lead)?.some((form) => form.equals(content.subarray(at, at + form.length))) === true
  return (content) => {
    let lead = 0
    for (let at = 0; at < content.length; at++) {
      // Files that keep room free are nothing but zeros for megabytes.
      if (lead === 0 && at % BLOCK === 0 && NOTHING.equals(content.subarray(at, at + BLOCK))) {
        at += BLOCK - 1
        continue
      }
      lead = ((lead << 8) | (content[at] ?? 0)) >>> 0
      if (at >= LEAD - 1 && filter[placeOf(lead)] === 1 && isAt(content, lead, at - LEAD + 1))
        return true
    }
    return false
  }
}
