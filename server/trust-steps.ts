// How each platform learns to trust the local authority, and which one a visitor most likely has. Steps are
// HTML written here; nothing of a visitor or of a certificate enters them.

/** What a visitor's browser seems to run on. */
export type Platform = 'ios' | 'android' | 'windows' | 'mac' | 'linux' | 'firefox'

/** The steps of one platform. */
export interface Steps {
  readonly platform: Platform
  readonly title: string
  /** How long it takes and what it needs. */
  readonly lead: string
  readonly steps: readonly string[]
  readonly after: string
}

const place = (...parts: readonly string[]): string =>
  parts.map((part) => `<b>${part}</b>`).join(' <span class="to">→</span> ')

export const platformSteps: readonly Steps[] = [
  {
    platform: 'ios',
    title: 'iPhone and iPad',
    lead: 'About two minutes, in Safari.',
    steps: [
      'Tap <b>Download the certificate</b> above, then <b>Allow</b>.',
      `Open ${place('Settings', 'Profile Downloaded', 'Install')} and enter your passcode.`,
      `Open ${place('Settings', 'General', 'About', 'Certificate Trust Settings')} and switch on <b>Sotto local CA</b>. Without this step nothing changes.`,
      'Come back to Safari and open Sotto.',
    ],
    after:
      'Some iPhones refuse WebSockets under a private authority all the same. Sotto then sends messages as ordinary requests and says so; nothing is lost.',
  },
  {
    platform: 'android',
    title: 'Android',
    lead: 'About two minutes. A screen lock has to be set.',
    steps: [
      'Tap <b>Download the certificate</b> above and keep the file.',
      `Open ${place('Settings', 'Security', 'Encryption &amp; credentials', 'Install a certificate', 'CA certificate')}. On some phones it is quickest to search the settings for “CA certificate”.`,
      'Confirm the warning, choose the file, and open Sotto again.',
    ],
    after:
      'Android then shows a standing notice that the network may be monitored: it means that a certificate was added by hand. Firefox for Android has its own switch for certificates of the phone.',
  },
  {
    platform: 'windows',
    title: 'Windows (Edge, Chrome)',
    lead: 'One minute.',
    steps: [
      'Open the downloaded file and press <b>Install certificate</b>.',
      'Choose <b>Current user</b>, then <b>Place all certificates in the following store</b> and <b>Trusted Root Certification Authorities</b>.',
      'Confirm, and restart the browser.',
    ],
    after: 'Firefox has its own list: see below.',
  },
  {
    platform: 'mac',
    title: 'Mac (Safari, Chrome)',
    lead: 'One minute.',
    steps: [
      'Open the downloaded file; Keychain Access adds it to <b>login</b>.',
      `Find <b>Sotto local CA</b>, open it, and set ${place('Trust', 'Secure Sockets Layer')} to <b>Always Trust</b>.`,
      'Close the window, enter your password, and restart the browser.',
    ],
    after: 'Firefox has its own list: see below.',
  },
  {
    platform: 'linux',
    title: 'Linux (Chrome, Chromium)',
    lead: 'One minute.',
    steps: [
      `Open ${place('Settings', 'Privacy and security', 'Security', 'Manage certificates', 'Authorities', 'Import')}.`,
      'Choose the downloaded file and tick <b>Trust this certificate for identifying websites</b>.',
    ],
    after: 'Firefox has its own list: see below.',
  },
  {
    platform: 'firefox',
    title: 'Firefox on any computer',
    lead: 'One minute.',
    steps: [
      `Open ${place('Settings', 'Privacy &amp; Security', 'View Certificates', 'Authorities', 'Import')}.`,
      'Choose the downloaded file and tick <b>Trust this CA to identify websites</b>.',
    ],
    after: 'Without this Firefox has to accept the warning twice, once for each port.',
  },
]

const SIGNS: readonly (readonly [RegExp, Platform])[] = [
  [/iPhone|iPad|iPod/, 'ios'],
  [/Android/, 'android'],
  [/Firefox\//, 'firefox'],
  [/Windows/, 'windows'],
  [/Macintosh/, 'mac'],
  [/Linux|CrOS|X11/, 'linux'],
]

/** The platform that a User-Agent header speaks of; undefined when it says nothing that is known. */
export const platformOf = (userAgent: string | undefined): Platform | undefined =>
  SIGNS.find(([sign]) => sign.test(userAgent ?? ''))?.[1]
