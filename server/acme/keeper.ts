// Keeps the certificate of ACME fresh: orders the first one, renews it when a third of its life is left, and
// writes it where the server finds it. What fails is said once, tried again later, and replaces nothing.
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { checkPair, missingNames } from '../tls/certificate.ts'
import { readTlsFile, tlsFile, writeTlsFile } from '../tls/files.ts'
import { splitPem } from '../tls/ensure.ts'
import { createAccountKey, orderCertificate, type AcmeOrder } from './order.ts'

/** What is kept, and where. */
export interface AcmeKept {
  /** Folder of the server's own certificates. */
  readonly folder: string
  readonly order: Omit<AcmeOrder, 'accountKey'>
  /** A new certificate was written. */
  readonly renewed: () => Promise<void>
  readonly complain: (sentence: string) => void
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly lookEveryMs?: number
}

const LOOK_EVERY = 600_000
/** After a failure: at first so long, then twice as long each time, at most half a day. */
const RETRY_FIRST = 900_000
const RETRY_MOST = 43_200_000
/** Left of its life when a certificate is renewed. */
const RENEW_AT = 1 / 3

const accountKeyIn = async (folder: string): Promise<string> => {
  const known = await readTlsFile(folder, tlsFile.acmeAccount)
  if (known !== undefined) return known
  const made = await createAccountKey()
  await writeTlsFile(folder, tlsFile.acmeAccount, made)
  return made
}

const wantedOf = (names: readonly string[]) => ({
  dns: names.filter((name) => isIP(name) === 0),
  ips: names.filter((name) => isIP(name) > 0),
})

/** True when the kept certificate is there, carries the names and is in the first two thirds of its life. */
export const isFresh = async (
  folder: string,
  names: readonly string[],
  now: number,
): Promise<boolean> => {
  const text = await readTlsFile(folder, tlsFile.acme)
  const pair = text === undefined ? undefined : splitPem(text)
  if (!pair) return false
  const checked = checkPair(pair, undefined, folder, now)
  if ('wrong' in checked || missingNames(checked, wantedOf(names)).length > 0) return false
  const begin = Date.parse(new X509Certificate(pair.cert).validFrom)
  return checked.validTo - now > (checked.validTo - begin) * RENEW_AT
}

/** Orders and writes. Rejects with what went wrong. */
const renew = async ({ folder, order, now = Date.now }: AcmeKept): Promise<void> => {
  const pair = await orderCertificate({ ...order, accountKey: await accountKeyIn(folder) })
  const checked = checkPair(pair, undefined, folder, now())
  if ('wrong' in checked) throw new Error(checked.wrong)
  const missing = missingNames(checked, wantedOf(order.names))
  if (missing.length > 0) throw new Error(`the new certificate lacks ${missing.join(', ')}`)
  await writeTlsFile(folder, tlsFile.acme, `${pair.key.trim()}\n${pair.cert.trim()}\n`)
}

// What an authority found wrong with a proof stands inside the state of the order.
const DETAIL = /"detail":\s*"([^"]+)"/

const reason = (error: unknown): string => {
  const message = error instanceof Error ? error.message : 'unknown'
  return (DETAIL.exec(message)?.[1] ?? message).replaceAll(/\s+/g, ' ').slice(0, 300)
}

/** Starts keeping; its timer keeps no process alive. `looked` resolves when the first look is over. */
export const keepAcme = (kept: AcmeKept): { readonly looked: Promise<void>; close(): void } => {
  const { folder, order, renewed, complain, now = Date.now, lookEveryMs = LOOK_EVERY } = kept
  let failures = 0
  let notBefore = 0
  let busy = false
  let closed = false
  const look = async (): Promise<void> => {
    if (busy || closed || now() < notBefore) return
    busy = true
    try {
      if (await isFresh(folder, order.names, now())) return
      await renew(kept)
      failures = 0
      if (!closed) await renewed()
    } catch (error) {
      const wait = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** failures)
      failures += 1
      notBefore = now() + wait
      if (!closed) complain(failedSentence(order, reason(error), wait))
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), lookEveryMs)
  timer.unref()
  return {
    looked: look(),
    close: () => {
      closed = true
      clearInterval(timer)
    },
  }
}

const MINUTE = 60_000

const failedSentence = (
  { names, directoryUrl, desk }: AcmeKept['order'],
  why: string,
  wait: number,
): string => {
  const port = desk.challenge === 'http-01' ? 80 : 443
  return (
    `No certificate for ${names.join(', ')} from ${new URL(directoryUrl).host}: ${why}. The one in use ` +
    `stays; the next try is in ${Math.round(wait / MINUTE)} minutes. The names must lead here, and port ` +
    `${port} must be open from outside.`
  )
}
