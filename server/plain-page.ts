// The few pages the server writes itself, without any script: trust, not found, and the page on the
// port for messages. Values are escaped where they enter.

/** Path of the style sheet that these pages share. */
export const PLAIN_STYLE_PATH = '/plain.css'

/** That style sheet. */
export const PLAIN_STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.55 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1.25rem;
color:#1c211f;background:#f7f7f5}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem}
a{color:#1d6b5a}code{font-size:.9em;overflow-wrap:anywhere}
summary{cursor:pointer;padding:.5rem 0;font-weight:600}
.button{display:inline-block;padding:.7rem 1.2rem;border-radius:.6rem;background:#1d6b5a;color:#fff;
text-decoration:none}
@media(prefers-color-scheme:dark){body{color:#e6e8e6;background:#141715}a{color:#7cc7b4}
.button{background:#2b8a74;color:#fff}}
`

/** Text made safe for HTML, also inside quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** A whole page; `title` is text, `body` is HTML. */
export const plainPage = (title: string, body: string): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<link rel="stylesheet" href="${PLAIN_STYLE_PATH}">`,
    '</head>',
    `<body><main><h1>${escapeHtml(title)}</h1>`,
    body,
    '</main></body>',
    '</html>',
    '',
  ].join('\n')

/** For every address that does not exist. */
export const notFoundPage = plainPage(
  'There is nothing here',
  '<p>This address does not exist on this server. If you followed an invitation, part of the link may ' +
    'be missing: ask for it again.</p>\n<p><a href="/">Open Sotto</a></p>',
)

/** `GET /` on the port for messages: someone just accepted its certificate. */
export const wssPage = [
  '<!doctype html>',
  '<html lang="en">',
  '<head>',
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width, initial-scale=1">',
  '<meta name="color-scheme" content="light dark">',
  '<title>Sotto</title>',
  '</head>',
  '<body><main><h1>Sotto</h1>',
  '<p>This address is accepted. You can close this tab.</p>',
  '</main></body>',
  '</html>',
  '',
].join('\n')
