// `npm run certs`: makes the certificates alone, into `certs/` unless told otherwise. The server uses
// what stands there before anything of its own.
import { X509Certificate } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { StartFault } from '../server/fault.ts'
import { canonicalIp, isDnsName, joinNames, localNames, type Names } from '../server/tls/address.ts'
import { day, readPair } from '../server/tls/certificate.ts'
import { readTlsFile, tlsFile } from '../server/tls/files.ts'
import { makeCertificates, type Made } from '../server/tls/make.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const EXIT_FAULT = 1
const EXIT_USAGE = 2
const MAX_DAYS = 397
const MAX_NAMES = 100

const HELP = `npm run certs -- [options]: makes a local CA and a certificate that it signs.

  npm run certs
  npm run certs -- --host chat.example.org --ip 203.0.113.7 --force

  --host NAME   one more host name (may be given again)
  --ip ADDRESS  one more IP address (may be given again)
  --days N      how long the certificate is good, 1 to ${MAX_DAYS} (default ${MAX_DAYS})
  --out FOLDER  where to write (default certs/ in the project folder)
  --force       replace the certificate that is there; the local CA is kept where it can be
  --help        this text

Always included: localhost, this computer's name and .local name, its loopback and private addresses.
`

interface Wish {
  readonly extra: Names
  readonly days: number
  readonly out: string
  readonly force: boolean
  readonly help: boolean
}

const usage = (problem: string): { readonly problem: string } => ({ problem })

const readFlags = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      host: { type: 'string', multiple: true, default: [] },
      ip: { type: 'string', multiple: true, default: [] },
      days: { type: 'string', default: String(MAX_DAYS) },
      out: { type: 'string', default: join(ROOT, 'certs') },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values

const readNames = (
  hosts: readonly string[],
  addresses: readonly string[],
): Names | { readonly problem: string } => {
  const dns = hosts.map((host) => host.toLowerCase().replace(/\.$/, ''))
  const wrongHost = dns.find((name) => !isDnsName(name))
  if (wrongHost !== undefined) return usage(`--host ${wrongHost} is not a host name.`)
  const ips: string[] = []
  for (const address of addresses) {
    const ip = canonicalIp(address)
    if (ip === undefined) return usage(`--ip ${address} is not an IP address.`)
    ips.push(ip)
  }
  return dns.length + ips.length > MAX_NAMES
    ? usage(`At most ${MAX_NAMES} names and addresses fit.`)
    : { dns, ips }
}

const readWish = (args: readonly string[]): Wish | { readonly problem: string } => {
  let flags: ReturnType<typeof readFlags>
  try {
    flags = readFlags(args)
  } catch (error) {
    return usage(error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'wrong options')
  }
  const extra = readNames(flags.host, flags.ip)
  if ('problem' in extra) return extra
  const days = Number(flags.days)
  if (!/^\d{1,3}$/.test(flags.days) || days < 1 || days > MAX_DAYS) {
    return usage(`--days must be a number from 1 to ${MAX_DAYS}.`)
  }
  if (flags.out === '') return usage('--out needs a folder.')
  return { extra, days, out: resolve(flags.out), force: flags.force, help: flags.help }
}

const caLine = (made: Made): string => {
  if (made.ca === 'kept') return 'The local CA was kept: devices that trust it need do nothing.'
  if (made.ca === 'new') return 'A new local CA was made.'
  return (
    `A new local CA was made, because ${made.reason}: devices that trusted the earlier one have ` +
    'to trust this one.'
  )
}

/** Names of the certificate before that the new one does not carry. */
const dropped = (before: string | undefined, after: X509Certificate): readonly string[] => {
  const carried = new Set(altNames(after))
  return before === undefined
    ? []
    : altNames(new X509Certificate(before)).filter((n) => !carried.has(n))
}

const altNames = (certificate: X509Certificate): readonly string[] =>
  (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^[^:]*:/, ''))

const report = (wish: Wish, names: Names, made: Made, before: string | undefined): string => {
  const leaf = new X509Certificate(made.cert)
  const ca = new X509Certificate(made.caCert)
  const lost = dropped(before, leaf)
  const files = [tlsFile.cert, tlsFile.key, tlsFile.caCert, tlsFile.caKey]
  return [
    'Written:',
    ...files.map((file) => `  ${join(wish.out, file)}`),
    '',
    `Names        ${[...names.dns, ...names.ips].join(', ')}`,
    `Good until   ${day(Date.parse(leaf.validTo))}`,
    `SHA-256      ${leaf.fingerprint256}`,
    `Authority    ${ca.fingerprint256}`,
    '',
    caLine(made),
    ...(lost.length > 0
      ? [`No longer covered: ${lost.join(', ')}. Give --host and --ip again to keep them.`]
      : []),
    wish.out === join(ROOT, 'certs')
      ? 'Next: npm start. A server that is running takes the new certificate within a minute.'
      : `Next: the server reads ${join(ROOT, 'certs')}; put ${tlsFile.cert} and ${tlsFile.key} there to use them.`,
    `Keep ${tlsFile.caKey} to yourself: who has it can speak for these names.`,
    '',
  ].join('\n')
}

const run = async (wish: Wish): Promise<void> => {
  const before = await readTlsFile(wish.out, tlsFile.cert)
  if (!wish.force && (before !== undefined || (await readPair(wish.out)))) {
    throw new StartFault(
      `${join(wish.out, tlsFile.cert)} is there already: add --force to replace it, or --out for another folder.`,
    )
  }
  const names = joinNames(localNames(hostname(), networkInterfaces()), wish.extra)
  const made = await makeCertificates(wish.out, names, wish.days, Date.now())
  process.stdout.write(report(wish, names, made, before))
}

const wish = readWish(process.argv.slice(2))
if ('problem' in wish) {
  process.stderr.write(`${wish.problem}\nSee npm run certs -- --help\n`)
  process.exitCode = EXIT_USAGE
} else if (wish.help) {
  process.stdout.write(HELP)
} else {
  await run(wish).catch((error: unknown) => {
    const sentence =
      error instanceof StartFault ? error.message : 'The certificates could not be made.'
    process.stderr.write(`${sentence}\n`)
    process.exitCode = EXIT_FAULT
  })
}
