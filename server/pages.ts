// Koa middleware for everything a browser opens: the web client, `/trust`, and a page for what does not
// exist. Files are looked up in a map made at start, by exact path; no address reaches the file system.
import { X509Certificate } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import { headersOf, pageHeaders, type Ports } from './page-headers.ts'
import { notFoundPage, PLAIN_STYLE, PLAIN_STYLE_PATH } from './plain-page.ts'
import { trustPage } from './trust-page.ts'
import { platformOf } from './trust-steps.ts'
import type { Certificate } from './tls/certificate.ts'
import { hashOf, type WebBuild, type WebFile } from './web-file.ts'

/** What the pages are made of. `ports` and `certificate` are asked anew for each answer. */
export interface PagesOptions {
  readonly build: WebBuild
  readonly publicWssUrl: string | undefined
  ports(): Ports
  /** Undefined behind a proxy that ends TLS. */
  certificate(): Certificate | undefined
}

const HTML = 'text/html; charset=utf-8'
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'
const NEVER = 'no-store'
/** A year; browsers heed it for host names alone. */
const HSTS = 'max-age=31536000'

// The invitation's address shows the same page as the front door; the fragment never gets here.
const SHELL_PATHS = new Set(['/', '/i'])
const SHELL_FILE = '/index.html'

const small = (path: string, type: string, body: Buffer): WebFile => ({
  path,
  type,
  hashed: false,
  body,
  br: undefined,
  gzip: undefined,
  etag: hashOf(body).slice(0, 32),
})

const plainStyle = small(PLAIN_STYLE_PATH, 'text/css; charset=utf-8', Buffer.from(PLAIN_STYLE))

const html = (text: string): WebFile => small('', HTML, Buffer.from(text))

const notFound = html(notFoundPage)

const caFile = (ca: Certificate['ca']): WebFile | undefined =>
  ca
    ? small('/trust/ca.crt', 'application/x-x509-ca-cert', new X509Certificate(ca.cert).raw)
    : undefined

const trustFile = (certificate: Certificate | undefined, userAgent: string | undefined): WebFile =>
  html(
    trustPage({
      caFingerprint: certificate?.ca?.fingerprint,
      names: [...(certificate?.names.dns ?? []), ...(certificate?.names.ips ?? [])],
      platform: platformOf(userAgent),
    }),
  )

const find = (options: PagesOptions, { path, req }: Context): WebFile | undefined => {
  if (SHELL_PATHS.has(path)) return options.build.files.get(SHELL_FILE)
  if (path === SHELL_FILE) return undefined
  if (path === PLAIN_STYLE_PATH) return plainStyle
  if (path === '/trust') return trustFile(options.certificate(), req.headers['user-agent'])
  if (path === '/trust/ca.crt') return caFile(options.certificate()?.ca)
  return options.build.files.get(path)
}

const cachingOf = (file: WebFile): string => {
  if (file.hashed) return FOR_EVER
  return file.type === HTML ? NEVER : ASK_AGAIN
}

/** The smallest form that the browser takes, with the name of its coding; undefined for the file as it is. */
const packedForm = (ctx: Context, file: WebFile): readonly [string, Buffer] | undefined => {
  if (!file.br && !file.gzip) return undefined
  ctx.vary('Accept-Encoding')
  if (file.br && ctx.acceptsEncodings('br') === 'br') return ['br', file.br]
  return file.gzip && ctx.acceptsEncodings('gzip') === 'gzip' ? ['gzip', file.gzip] : undefined
}

/** Answers with the file, or with 304 when the browser has it already. */
const answer = (ctx: Context, file: WebFile): void => {
  ctx.type = file.type
  ctx.set('Cache-Control', cachingOf(file))
  const packed = packedForm(ctx, file)
  if (file.type !== HTML) ctx.etag = `W/"${file.etag}"`
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  if (packed) ctx.set('Content-Encoding', packed[0])
  ctx.body = packed ? packed[1] : file.body
}

/** The middleware. It answers every request that reaches it. */
export const createPages =
  (options: PagesOptions): Middleware =>
  (ctx) => {
    // The caller compared the Host header with the allowed ones before this runs.
    const host = (ctx.req.headers.host ?? '').toLowerCase()
    ctx.set(pageHeaders(host, options.ports(), options.publicWssUrl))
    // With a private certificate this would lock people out of their own server for good.
    if (options.certificate()?.isPublic) ctx.set('Strict-Transport-Security', HSTS)
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.status = 405
      ctx.set('Allow', 'GET, HEAD')
      ctx.type = 'text/plain; charset=utf-8'
      ctx.body = 'This address takes GET and HEAD only.\n'
      return
    }
    const file = find(options, ctx)
    if (file) ctx.set(headersOf(file.path))
    ctx.status = file ? 200 : 404
    answer(ctx, file ?? notFound)
  }
