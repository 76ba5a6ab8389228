// One certificate from an authority that speaks ACME (RFC 8555; RFC 8738 for IP addresses): account, order,
// proof of every name, certificate. Nothing is kept here; whoever asks keeps the account's key and the result.
import { isIP } from 'node:net'
import type { Client, ClientOptions } from 'acme-client'

/** How the names are proven: a file over HTTP on port 80, or a TLS handshake on port 443 (RFC 8737). */
export type AcmeChallenge = 'http-01' | 'tls-alpn-01'

/** One proof to be shown to the authority. */
export interface Proof {
  readonly name: string
  readonly token: string
  readonly keyAuthorization: string
  /** For tls-alpn-01: the certificate to show. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined
}

/** Where proofs are shown. */
export interface ProofDesk {
  readonly challenge: AcmeChallenge
  /** Resolves when the authority may come and look. Rejects when it never could. */
  show(proof: Proof): Promise<void>
  hide(): Promise<void>
}

/** What to order, where, and on whose account. */
export interface AcmeOrder {
  readonly directoryUrl: string
  /** PEM. */
  readonly accountKey: string
  readonly email: string | undefined
  /** Host names and IP addresses. */
  readonly names: readonly string[]
  /** A profile of the authority; undefined for its usual one. */
  readonly profile: string | undefined
  readonly desk: ProofDesk
  /** How often and how fast the authority is asked for the state of something, milliseconds. */
  readonly patience?: Pick<ClientOptions, 'backoffAttempts' | 'backoffMin' | 'backoffMax'>
}

type Acme = typeof import('acme-client')

const REQUEST_TIMEOUT = 30_000

/** Loaded only where ACME is used: it is large. */
const loadAcme = async (): Promise<Acme> => {
  const acme = await import('acme-client')
  acme.axios.defaults.timeout = REQUEST_TIMEOUT
  return acme
}

/** A fresh key for an account, PEM. */
export const createAccountKey = async (): Promise<string> => {
  const { crypto } = await loadAcme()
  return (await crypto.createPrivateEcdsaKey('P-256')).toString()
}

const identifierOf = (name: string): { type: 'dns' | 'ip'; value: string } => ({
  type: isIP(name) > 0 ? 'ip' : 'dns',
  value: name,
})

type Authorization = Awaited<ReturnType<Client['getAuthorizations']>>[number]

const prove = async (
  acme: Acme,
  client: Client,
  authorization: Authorization,
  desk: ProofDesk,
): Promise<void> => {
  if (authorization.status === 'valid') return
  const name = authorization.identifier.value
  const challenge = authorization.challenges.find(({ type }) => type === desk.challenge)
  if (!challenge) throw new Error(`the authority offers no ${desk.challenge} for ${name}`)
  const keyAuthorization = await client.getChallengeKeyAuthorization(challenge)
  const made =
    desk.challenge === 'tls-alpn-01'
      ? await acme.crypto.createAlpnCertificate(
          authorization,
          keyAuthorization,
          await acme.crypto.createPrivateEcdsaKey('P-256'),
        )
      : undefined
  const tls = made && { key: made[0].toString(), cert: made[1].toString() }
  try {
    await desk.show({ name, token: challenge.token, keyAuthorization, tls })
    await client.completeChallenge(challenge)
    await client.waitForValidStatus(authorization)
  } finally {
    await desk.hide()
  }
}

/** Orders a certificate; gives key and chain in PEM. Rejects with an error that says what failed. */
export const orderCertificate = async (
  order: AcmeOrder,
): Promise<{ readonly key: string; readonly cert: string }> => {
  const { directoryUrl, accountKey, email, names, profile, desk, patience } = order
  const acme = await loadAcme()
  const client = new acme.Client({ directoryUrl, accountKey, ...patience })
  await client.createAccount({
    termsOfServiceAgreed: true,
    ...(email === undefined ? {} : { contact: [`mailto:${email}`] }),
  })
  const wanted = { identifiers: names.map(identifierOf), ...(profile ? { profile } : {}) }
  const placed = await client.createOrder(wanted)
  // One after another: a proof stands alone on its port.
  for (const authorization of await client.getAuthorizations(placed)) {
    await prove(acme, client, authorization, desk)
  }
  const key = await acme.crypto.createPrivateEcdsaKey('P-256')
  const [, request] = await acme.crypto.createCsr({ altNames: [...names] }, key)
  const finished = await client.finalizeOrder(placed, request)
  return { key: key.toString(), cert: await client.getCertificate(finished) }
}
