// QR codes as one SVG path. Loaded when the first one is wanted.
import { encodeQR } from 'qr'
import type { Code } from './invites.ts'

/** One path for all dark modules, runs of a row joined. */
export const pathOf = (modules: readonly (readonly boolean[])[]): Code => ({
  size: modules.length,
  path: modules
    .flatMap((row, y) =>
      row.flatMap((dark, x) => {
        if (!dark || row[x - 1] === true) return []
        const end = row.indexOf(false, x)
        const run = (end < 0 ? row.length : end) - x
        return [`M${x} ${y}h${run}v1h-${run}z`]
      }),
    )
    .join(''),
})

/** The code of a text, with the quiet zone around it. */
export const drawCode = (text: string): Code =>
  pathOf(encodeQR(text, 'raw', { ecc: 'medium', border: 4 }))
