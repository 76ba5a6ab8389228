// `/trust`: what a private certificate is, how a device learns to trust the local CA, and how to stop.
import { escapeHtml, plainPage } from './plain-page.ts'

/** What `/trust` tells: nothing to do for a certificate from elsewhere. */
export interface Trust {
  /** SHA-256 of the local CA, as the start screen shows it; undefined when no local CA signed. */
  readonly caFingerprint: string | undefined
  readonly names: readonly string[]
}

interface Steps {
  readonly platform: string
  readonly steps: readonly string[]
}

const platforms: readonly Steps[] = [
  {
    platform: 'iPhone and iPad',
    steps: [
      'Open this page in Safari, tap the button above and allow the download.',
      'Settings → Profile Downloaded → Install.',
      'Settings → General → About → Certificate Trust Settings: switch it on.',
    ],
  },
  {
    platform: 'Android',
    steps: [
      'Tap the button above and keep the file.',
      'Settings → Security → Encryption &amp; credentials → Install a certificate → CA certificate.',
      'Choose the file. Android then shows a standing notice that a certificate was added.',
    ],
  },
  {
    platform: 'Windows',
    steps: [
      'Open the downloaded file → Install certificate → Current user.',
      'Place it in “Trusted Root Certification Authorities”. Restart the browser.',
    ],
  },
  {
    platform: 'macOS',
    steps: [
      'Open the downloaded file; it goes to the login keychain.',
      'In Keychain Access open it → Trust → Secure Sockets Layer: Always Trust.',
    ],
  },
  {
    platform: 'Linux, and Firefox everywhere',
    steps: [
      'Firefox: Settings → Certificates → View Certificates → Authorities → Import, for websites.',
      'Chromium: Settings → Privacy and security → Security → Manage certificates → Import.',
    ],
  },
]

const renderSteps = ({ platform, steps }: Steps): string =>
  `<details><summary>${platform}</summary><ol>${steps.map((step) => `<li>${step}</li>`).join('')}</ol></details>`

const nothingToDo = plainPage(
  'This server needs no extra trust',
  '<p>Its certificate was not made by a local authority. There is nothing to install.</p>\n' +
    '<p><a href="/">Open Sotto</a></p>',
)

/** The page's HTML. */
export const trustPage = ({ caFingerprint, names }: Trust): string => {
  if (caFingerprint === undefined) return nothingToDo
  const listed = names.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ')
  return plainPage(
    'Trust this server on your device',
    [
      '<p>The person who runs this server made its certificate at home, so your device warns about it. ',
      'Installing the local authority below ends the warnings. It works for this house alone: ',
      'it cannot vouch for any other site.</p>',
      '<p><a class="button" href="/trust/ca.crt">Download the certificate</a></p>',
      '<h2>Compare before you trust</h2>',
      '<p>Ask the person for the line <em>Authority</em> on the start screen. It has to read:</p>',
      `<p><code>${escapeHtml(caFingerprint)}</code></p>`,
      '<h2>Your device</h2>',
      ...platforms.map(renderSteps),
      '<h2>What it covers</h2>',
      `<p>The certificate in use names ${listed}. Remove the authority at any time in the place where `,
      'you added it.</p>',
      '<p><a href="/">Back to Sotto</a></p>',
    ].join('\n'),
  )
}
