// The HTML around the web client and its manifest. No inline script and no inline style: the policy of
// the pages forbids both.

/** Addresses of the built files that the shell names. */
export interface PageNames {
  readonly script: string
  /** Pieces that the script imports before it runs. */
  readonly preload: readonly string[]
  readonly style: string
  /** Scripts that run before anything is painted. */
  readonly early: readonly string[]
  readonly icons: readonly string[]
  /** Attributes `data-*` of the root element: addresses that the script starts itself. */
  readonly dataset: Readonly<Record<string, string>>
}

const NAME = 'Sotto'
const DESCRIPTION = 'Private messages among friends, on a server of your own.'
const LIGHT = '#f7f7f5'
const DARK = '#141715'

// The same as client/web/screens/loading.tsx draws: it stands before any script is there.
const LOADING =
  `<main class="loading" aria-busy="true"><h1 class="unseen">${NAME}</h1>` +
  '<svg class="mark" viewBox="96 110 320 320" aria-hidden="true"><path class="mark-ground" d="M256 122c-86 0-148 53-148 122 0 39 20 73 53 95-2 22-11 41-26 56-4 4-1 11 5 11 34-2 62-15 83-34 11 2 22 3 33 3 86 0 148-60 148-131s-62-122-148-122Z"/>' +
  '<path class="mark-line" d="M190 215v66M234 227v42M278 237v22M322 247v2"/></svg></main>'

const iconSize = (path: string): string | undefined => /-(\d+)\.png$/.exec(path)?.[1]

/** The one HTML page of the web client. */
export const indexHtml = (names: PageNames): string => {
  const { script, preload, style, early, icons, dataset } = names
  const vector = icons.find((icon) => icon.endsWith('.svg'))
  const touch = icons.find((icon) => iconSize(icon) === '180')
  const attributes = Object.entries(dataset).map(([name, value]) => ` data-${name}="${value}"`)
  return [
    '<!doctype html>',
    `<html lang="en"${attributes.join('')}>`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">',
    `<title>${NAME}</title>`,
    `<meta name="description" content="${DESCRIPTION}">`,
    '<meta name="color-scheme" content="light dark">',
    `<meta name="theme-color" content="${LIGHT}" media="(prefers-color-scheme: light)">`,
    `<meta name="theme-color" content="${DARK}" media="(prefers-color-scheme: dark)">`,
    ...(vector === undefined ? [] : [`<link rel="icon" href="${vector}" type="image/svg+xml">`]),
    ...(touch === undefined ? [] : [`<link rel="apple-touch-icon" href="${touch}">`]),
    '<link rel="manifest" href="/manifest.webmanifest">',
    ...early.map((path) => `<script src="${path}"></script>`),
    `<link rel="stylesheet" href="${style}">`,
    ...preload.map((path) => `<link rel="modulepreload" href="${path}">`),
    `<script type="module" src="${script}"></script>`,
    '</head>',
    '<body>',
    `<div id="app">${LOADING}</div>`,
    `<noscript>${NAME} encrypts on your own device and needs JavaScript for it.</noscript>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** The web app manifest, as JSON text. */
export const manifestJson = ({ icons }: PageNames): string => {
  const listed = icons
    .filter((icon) => iconSize(icon) !== '180')
    .flatMap((src) => {
      const size = iconSize(src)
      if (size === undefined) return { src, sizes: 'any', type: 'image/svg+xml', purpose: 'any' }
      const icon = { src, sizes: `${size}x${size}`, type: 'image/png' }
      return [
        { ...icon, purpose: 'any' },
        { ...icon, purpose: 'maskable' },
      ]
    })
  return JSON.stringify({
    name: NAME,
    short_name: NAME,
    description: DESCRIPTION,
    id: '/',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: LIGHT,
    theme_color: LIGHT,
    icons: listed,
    lang: 'en',
    dir: 'auto',
    categories: ['social'],
    shortcuts: [{ name: 'Invite a friend', short_name: 'Invite', url: '/?do=invite' }],
    // Answered by the service worker, so that what is shared reaches no server.
    share_target: {
      action: '/share',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { title: 'title', text: 'text', url: 'url' },
    },
  })
}
