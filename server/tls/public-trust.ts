// Whether browsers trust a certificate without anybody's help. Only then may the server ask them never to
// come without TLS again: with a private certificate that would lock people out for good.
import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
/** Certificates of one chain that are looked at. */
const MAX_CHAIN = 10

const signs = (issuer: X509Certificate, issued: X509Certificate): boolean =>
  issued.checkIssued(issuer) && issued.verify(issuer.publicKey)

/** The end of the chain that starts with the first certificate: what a root would have to sign. */
const lastOf = (chain: readonly X509Certificate[]): X509Certificate | undefined => {
  let [last] = chain
  for (let step = 0; last && step < chain.length; step += 1) {
    const below: X509Certificate = last
    const next = chain.find((each) => each.ca && each !== below && signs(each, below))
    if (!next) break
    last = next
  }
  return last
}

/** True when the chain in `pem`, leaf first, ends at one of the roots (Node's own unless given). */
export const isPubliclyTrusted = (
  pem: string,
  roots: readonly string[] = rootCertificates,
): boolean => {
  const chain = (pem.match(PEM) ?? []).slice(0, MAX_CHAIN).map((each) => new X509Certificate(each))
  const last = lastOf(chain)
  if (!last) return false
  return roots.some((text) => {
    const root = new X509Certificate(text)
    return root.fingerprint256 === last.fingerprint256 || signs(root, last)
  })
}
