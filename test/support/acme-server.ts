// A certificate authority that speaks ACME (RFC 8555, 8737, 8738) for tests, strict about what it is sent:
// nonces are used once, every request is signed by its account's key, proofs are really looked at on this
// computer, and what it issues carries what the request asked for and the order allowed.
import { createHash, createPublicKey, randomBytes, verify, type JsonWebKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isIP } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect } from 'node:tls'
// Brings the polyfill without which the next one does not load.
import 'selfsigned'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const ACME_IDENTIFIER = '1.3.6.1.5.5.7.1.31'

interface Identifier {
  readonly type: 'dns' | 'ip'
  readonly value: string
}
interface Order {
  readonly id: string
  readonly account: string
  readonly identifiers: readonly Identifier[]
  readonly profile: string | undefined
  status: 'pending' | 'ready' | 'valid' | 'invalid'
  certificate: string | undefined
}
interface Authorization {
  readonly order: Order
  readonly identifier: Identifier
  readonly token: string
  status: 'pending' | 'valid' | 'invalid'
  error: string | undefined
}
interface Signed {
  readonly account: string
  readonly key: JsonWebKey
  readonly payload: unknown
}

/** What the tests see of the authority, and may change. */
export interface AcmeServer {
  readonly directoryUrl: string
  /** The root that it signs with, PEM. */
  readonly root: string
  /** Orders placed so far. */
  readonly orders: readonly Order[]
  /** Proofs looked at, as the authority asked for them. */
  readonly looked: readonly string[]
  readonly accounts: ReadonlySet<string>
  /** Refuses new orders with this problem; undefined takes them again. */
  refuse: string | undefined
  close(): Promise<void>
}

/** Where the authority finds whoever has a name, and how long its certificates live. */
export interface AcmeWorld {
  readonly httpPort: () => number
  readonly tlsPort?: () => number
  /** Milliseconds of life of a certificate. */
  readonly life?: number
  readonly backdated?: number
}

class Problem extends Error {
  readonly status: number
  readonly type: string
  constructor(status: number, type: string, detail: string) {
    super(detail)
    this.status = status
    this.type = `urn:ietf:params:acme:error:${type}`
  }
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const parse = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

/** RFC 7638. */
const thumbprint = ({ crv, kty, x, y }: JsonWebKey): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')

const reverseName = (ip: string): string => `${ip.split('.').toReversed().join('.')}.in-addr.arpa`

const lookHttp = async (port: number, path: string, host: string): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'x-asked-for': host },
  })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  return answer.text()
}

const lookTls = async (
  port: number,
  { type, value }: Identifier,
  expected: string,
): Promise<void> => {
  const servername = type === 'ip' ? reverseName(value) : value
  const socket = connect({
    host: '127.0.0.1',
    port,
    servername,
    ALPNProtocols: ['acme-tls/1'],
    rejectUnauthorized: false,
  })
  await once(socket, 'secureConnect')
  const { alpnProtocol } = socket
  const shown = new x509.X509Certificate(socket.getPeerCertificate().raw)
  socket.destroy()
  if (alpnProtocol !== 'acme-tls/1') throw new Error('another protocol')
  const extension = shown.getExtension(ACME_IDENTIFIER)
  const digest = createHash('sha256').update(expected).digest('hex')
  // OCTET STRING of 32 bytes.
  const told = extension ? Buffer.from(extension.value).toString('hex') : ''
  if (!extension?.critical || told !== `0420${digest}`) throw new Error('another proof')
  const names = shown.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? []
  const [only] = names
  if (names.length !== 1 || only?.value !== value || only.type !== type)
    throw new Error('other names')
}

const createAuthority = async () => {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const now = Date.now()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test Authority',
    keys,
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + 10 * 86_400_000),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  return { root, keys }
}

/** Starts the authority on this computer, over plain HTTP. */
export const createAcmeServer = async (world: AcmeWorld): Promise<AcmeServer> => {
  const { root, keys } = await createAuthority()
  const nonces = new Set<string>()
  const accounts = new Map<string, JsonWebKey>()
  const orders: Order[] = []
  const authorizations = new Map<string, Authorization>()
  const looked: string[] = []
  const at = (path: string): string => `${base}${path}`

  const newNonce = (response: ServerResponse): void => {
    const nonce = base64url(randomBytes(16))
    nonces.add(nonce)
    response.setHeader('Replay-Nonce', nonce)
  }

  // RFC 8555 section 6: JWS with nonce and the URL it was sent to, by a new key or a known account.
  const open = async (request: IncomingMessage): Promise<Signed> => {
    if (request.headers['content-type'] !== 'application/jose+json')
      throw new Problem(415, 'malformed', 'content type')
    const jws = JSON.parse(await text(request)) as Record<
      'protected' | 'payload' | 'signature',
      string
    >
    const head = parse(jws.protected) as {
      alg: string
      nonce: string
      url: string
      jwk?: JsonWebKey
      kid?: string
    }
    if (!nonces.delete(head.nonce)) throw new Problem(400, 'badNonce', 'nonce')
    if (head.url !== at(request.url ?? '')) throw new Problem(401, 'unauthorized', 'url')
    if (head.alg !== 'ES256') throw new Problem(400, 'badSignatureAlgorithm', 'alg')
    if ((head.jwk === undefined) === (head.kid === undefined))
      throw new Problem(400, 'malformed', 'jwk or kid')
    const key = head.jwk ?? accounts.get(head.kid ?? '')
    if (!key) throw new Problem(400, 'accountDoesNotExist', 'kid')
    const right = verify(
      'sha256',
      Buffer.from(`${jws.protected}.${jws.payload}`),
      { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(jws.signature, 'base64url'),
    )
    if (!right) throw new Problem(401, 'unauthorized', 'signature')
    const payload = jws.payload === '' ? undefined : parse(jws.payload)
    return { account: head.kid ?? at(`/account/${thumbprint(key)}`), key, payload }
  }

  const describeOrder = (order: Order) => ({
    status: order.status,
    identifiers: order.identifiers,
    authorizations: [...authorizations]
      .filter(([, each]) => each.order === order)
      .map(([id]) => at(`/authz/${id}`)),
    finalize: at(`/order/${order.id}/finalize`),
    ...(order.certificate === undefined ? {} : { certificate: at(`/cert/${order.id}`) }),
  })
  const describe = (id: string, { identifier, status, token, error }: Authorization) => ({
    status,
    identifier,
    challenges: ['http-01', 'tls-alpn-01'].map((type) => ({
      type,
      url: at(`/challenge/${id}/${type}`),
      token,
      status,
      ...(error === undefined
        ? {}
        : { error: { type: 'urn:ietf:params:acme:error:unauthorized', detail: error } }),
    })),
  })

  const placeOrder = ({ account, payload }: Signed): Order => {
    if (server_.refuse !== undefined) throw new Problem(429, 'rateLimited', server_.refuse)
    const { identifiers, profile } = payload as { identifiers: Identifier[]; profile?: string }
    for (const { type, value } of identifiers) {
      if ((type === 'ip') !== isIP(value) > 0) throw new Problem(400, 'malformed', 'identifier')
    }
    // As the authority of the day has it: addresses only for a few days.
    if (identifiers.some(({ type }) => type === 'ip') && profile !== 'shortlived')
      throw new Problem(400, 'rejectedIdentifier', 'an address needs the profile shortlived')
    const id = base64url(randomBytes(9))
    const order: Order = {
      id,
      account,
      identifiers,
      profile,
      status: 'pending',
      certificate: undefined,
    }
    orders.push(order)
    for (const identifier of identifiers) {
      authorizations.set(base64url(randomBytes(9)), {
        order,
        identifier,
        token: base64url(randomBytes(32)),
        status: 'pending',
        error: undefined,
      })
    }
    return order
  }

  const check = async (each: Authorization, type: string, key: JsonWebKey): Promise<void> => {
    const { identifier, token, order } = each
    const expected = `${token}.${thumbprint(key)}`
    looked.push(`${type} ${identifier.value}`)
    try {
      if (type === 'http-01') {
        const path = `/.well-known/acme-challenge/${token}`
        const found = await lookHttp(world.httpPort(), path, identifier.value)
        if (found !== expected) throw new Error('another proof')
      } else await lookTls(world.tlsPort?.() ?? 0, identifier, expected)
      each.status = 'valid'
    } catch (error) {
      each.status = 'invalid'
      each.error = `could not verify ${identifier.value}: ${String(error)}`
      order.status = 'invalid'
      return
    }
    const all = [...authorizations.values()].filter((one) => one.order === order)
    if (all.every(({ status }) => status === 'valid')) order.status = 'ready'
  }

  const issue = async (order: Order, payload: unknown): Promise<void> => {
    if (order.status !== 'ready') throw new Problem(403, 'orderNotReady', order.status)
    const { csr } = payload as { csr: string }
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(csr, 'base64url'))
    if (!(await request.verify())) throw new Problem(400, 'badCSR', 'signature')
    const isNames = (each: unknown) => each instanceof x509.SubjectAlternativeNameExtension
    const names = request.extensions.find(isNames)?.names.items ?? []
    const asked = names.map(({ type, value }) => `${type} ${value}`).toSorted()
    const allowed = order.identifiers.map(({ type, value }) => `${type} ${value}`).toSorted()
    if (asked.join() !== allowed.join()) throw new Problem(400, 'badCSR', `names ${asked.join()}`)
    const begin = Date.now() - (world.backdated ?? 3_600_000)
    const leaf = await x509.X509CertificateGenerator.create({
      subject: '',
      issuer: root.subject,
      notBefore: new Date(begin),
      notAfter: new Date(begin + (world.life ?? 90 * 86_400_000)),
      publicKey: request.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.SubjectAlternativeNameExtension([...names], true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ],
    })
    order.certificate = `${leaf.toString('pem')}\n${root.toString('pem')}\n`
    order.status = 'valid'
  }

  type Told = readonly [status: number, body: unknown, location?: string]
  const orderOf = (id: string | undefined, { account }: Signed): Order => {
    const order = orders.find((each) => each.id === id && each.account === account)
    if (!order) throw new Problem(404, 'malformed', 'no such order')
    return order
  }
  const answer = async (path: string, signed: Signed): Promise<Told> => {
    const [, what, id, more] = path.split('/')
    if (what === 'new-account') {
      const { termsOfServiceAgreed } = signed.payload as { termsOfServiceAgreed?: boolean }
      if (termsOfServiceAgreed !== true) throw new Problem(403, 'userActionRequired', 'terms')
      const known = accounts.has(signed.account)
      accounts.set(signed.account, signed.key)
      return [known ? 200 : 201, { status: 'valid' }, signed.account]
    }
    if (!accounts.has(signed.account)) throw new Problem(401, 'unauthorized', 'account')
    if (what === 'account') return [200, { status: 'valid' }, signed.account]
    if (what === 'new-order') {
      const order = placeOrder(signed)
      return [201, describeOrder(order), at(`/order/${order.id}`)]
    }
    if (what === 'order') {
      const order = orderOf(id, signed)
      if (more === 'finalize') await issue(order, signed.payload)
      return [200, describeOrder(order), at(`/order/${order.id}`)]
    }
    if (what === 'cert') return [200, orderOf(id, signed).certificate]
    const authorization = authorizations.get(id ?? '')
    if (!authorization) throw new Problem(404, 'malformed', 'no such thing')
    if (what === 'challenge' && signed.payload !== undefined) {
      await check(authorization, more ?? '', signed.key)
    }
    const described = describe(id ?? '', authorization)
    if (what === 'authz') return [200, described]
    return [200, described.challenges.find(({ type }) => type === more)]
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    newNonce(response)
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    if (request.method === 'GET') {
      const directory = {
        newNonce: at('/nonce'),
        newAccount: at('/new-account'),
        newOrder: at('/new-order'),
      }
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ ...directory, meta: { profiles: { shortlived: 'days' } } }))
      return
    }
    const [status, body, location] = await answer(request.url ?? '', await open(request))
    const isPem = typeof body === 'string'
    response.writeHead(status, {
      'Content-Type': isPem ? 'application/pem-certificate-chain' : 'application/json',
      ...(location === undefined ? {} : { Location: location }),
    })
    response.end(isPem ? body : JSON.stringify(body))
  }

  const http = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const problem =
        error instanceof Problem ? error : new Problem(500, 'serverInternal', String(error))
      // A wait would be heeded; the test does not want one.
      response.writeHead(problem.status === 429 ? 403 : problem.status, {
        'Content-Type': 'application/problem+json',
      })
      const { status, type, message: detail } = problem
      response.end(JSON.stringify({ type, detail, status }))
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const server_: AcmeServer = {
    directoryUrl: at('/directory'),
    root: root.toString('pem'),
    orders,
    looked,
    get accounts() {
      return new Set(accounts.keys())
    },
    refuse: undefined,
    close: async () => {
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
  return server_
}
