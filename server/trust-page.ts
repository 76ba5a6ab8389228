// `/trust`: what a private certificate is, how this visitor's device learns to trust the local authority, how
// any other does, and how to stop.
import { escapeHtml, plainPage } from './plain-page.ts'
import { platformSteps, type Platform, type Steps } from './trust-steps.ts'

/** What `/trust` tells: nothing to do for a certificate from elsewhere. */
export interface Trust {
  /** SHA-256 of the local CA, as the start screen shows it; undefined when no local CA signed. */
  readonly caFingerprint: string | undefined
  readonly names: readonly string[]
  /** What the visitor most likely has. */
  readonly platform: Platform | undefined
}

const details = ({ lead, steps, after }: Steps): string =>
  `<p>${lead}</p><ol>${steps.map((step) => `<li>${step}</li>`).join('')}</ol><p class="soft">${after}</p>`

const own = (steps: Steps): string =>
  `<section class="card"><h2>${steps.title}</h2>${details(steps)}</section>`

const other = (steps: Steps): string =>
  `<details><summary>${steps.title}</summary>${details(steps)}</details>`

const nothingToDo = plainPage(
  'This server needs no extra trust',
  '<p>Its certificate was not made by a local authority. There is nothing to install.</p>\n' +
    '<p><a class="button" href="/">Open Sotto</a></p>',
)

const BYTES_IN_ROW = 8

/** `AA:BB:…` in rows that are easy to compare by eye. */
const inRows = (fingerprint: string): string => {
  const bytes = fingerprint.split(':')
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_IN_ROW) {
    rows.push(escapeHtml(bytes.slice(at, at + BYTES_IN_ROW).join(':')))
  }
  return rows.join('<br>')
}

const HOW_TO_STOP =
  'To stop trusting it, remove it in the same place where you added it; on an iPhone under Settings, ' +
  'General, VPN &amp; Device Management.'

/** The page's HTML. */
export const trustPage = ({ caFingerprint, names, platform }: Trust): string => {
  if (caFingerprint === undefined) return nothingToDo
  const listed = names.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ')
  const mine = platformSteps.find((steps) => steps.platform === platform)
  const others = platformSteps.filter((steps) => steps !== mine)
  return plainPage(
    'Trust this server on your device',
    [
      '<p class="lead">The person who runs this server made its certificate at home, so your device warns ',
      'about it. Once you trust the authority of this house the warnings end. It can vouch for this house ',
      'alone, not for any other site.</p>',
      '<h2>1. Compare</h2>',
      '<p>Ask the person who runs the server to read you the line <b>Authority</b> of their start screen. ',
      'It has to be the same as here. If it is not, stop.</p>',
      `<p class="print"><code>${inRows(caFingerprint)}</code></p>`,
      '<h2>2. Download</h2>',
      '<p><a class="button" href="/trust/ca.crt">Download the certificate</a></p>',
      '<h2>3. Install</h2>',
      mine ? own(mine) : '<p>Choose your device:</p>',
      mine ? '<h2>Other devices</h2>' : '',
      `<div class="list">${others.map(other).join('')}</div>`,
      '<h2>What it covers</h2>',
      `<p>The certificate in use names ${listed}.</p>`,
      `<p class="soft">${HOW_TO_STOP}</p>`,
      '<p><a href="/">Back to Sotto</a></p>',
    ].join('\n'),
  )
}
