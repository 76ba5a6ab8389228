// The few pages the server writes itself, without any script: trust, not found, and the page on the
// port for messages. Values are escaped where they enter.

/** Path of the style sheet that these pages share. */
export const PLAIN_STYLE_PATH = '/plain.css'

/** That style sheet. */
export const PLAIN_STYLE = `:root{color-scheme:light dark;--ground:#f7f7f5;--pane:#fdfdfb;--line:#e4e4de;
--text:#1c211f;--soft:#5c6662;--accent:#1d6b5a;--on-accent:#fff;--wash:#e1efea}
@media(prefers-color-scheme:dark){:root{--ground:#141715;--pane:#191d1b;--line:#2c3230;--text:#e7ebe8;
--soft:#9aa6a1;--accent:#7cc7b1;--on-accent:#0d2019;--wash:#1f3731}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);
font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;
-webkit-text-size-adjust:100%}
main{max-width:40rem;margin:0 auto;padding:clamp(1.5rem,6vw,3.5rem) 1.25rem 4rem}
h1{font-size:clamp(1.5rem,5vw,1.9rem);line-height:1.2;letter-spacing:-.015em;margin:0 0 1rem;text-wrap:balance}
h2{font-size:1.1rem;line-height:1.3;margin:2.25rem 0 .5rem}
p{margin:.5rem 0}
a{color:var(--accent)}
code{font:.9em/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
ol{margin:.75rem 0;padding-inline-start:1.4rem}
li{margin:.5rem 0;padding-inline-start:.25rem}
li::marker{color:var(--accent);font-weight:600}
.lead{font-size:1.0625rem}
.soft,.to{color:var(--soft)}
.soft{font-size:.9375rem}
.print{background:var(--wash);border-radius:.75rem;padding:.75rem 1rem}
.print code{font-size:clamp(.85rem,3.4vw,1rem);letter-spacing:.02em}
.card,.list{background:var(--pane);border:1px solid var(--line);border-radius:1.1rem}
.card{padding:.25rem 1.25rem 1rem}
.card h2{margin-top:1rem}
.list details{padding:0 1.25rem}
.list details+details{border-top:1px solid var(--line)}
.list details[open]{padding-bottom:.75rem}
summary{cursor:pointer;padding:.75rem 0;font-weight:600;min-height:3rem}
.button{display:inline-flex;align-items:center;min-height:3rem;padding:.5rem 1.4rem;border-radius:1.5rem;
background:var(--accent);color:var(--on-accent);font-weight:600;text-decoration:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:.3rem}
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
