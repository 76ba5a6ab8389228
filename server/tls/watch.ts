// Keeps the certificate of a running server fresh: takes changed files over without a restart, and once
// a day looks whether addresses or time have run out. A bad new file never replaces a good old one.
import { StartFault } from '../fault.ts'
import type { Certificate } from './certificate.ts'

/** What the watch reads, and whom it tells. */
export interface Watch {
  readonly current: Certificate
  /** The certificate on disk, without making one; undefined when none fits. */
  read(): Promise<Certificate | undefined>
  /** The certificate to use, made or renewed when needed. */
  ensure(): Promise<Certificate>
  /** Called with each certificate that replaces the one before. */
  apply(certificate: Certificate): void
  /** Called with a sentence when the files on disk cannot be used; the old certificate stays. */
  complain(sentence: string): void
  readonly readEveryMs?: number
  readonly ensureEveryMs?: number
}

const READ_EVERY_MS = 30_000
const ENSURE_EVERY_MS = 86_400_000

/** A watch that runs. */
export interface CertificateWatch {
  /** Looks now. */
  look(): Promise<void>
  close(): void
}

/** Starts the watch; its timers keep no process alive. `close` ends it. */
export const watchCertificate = (watch: Watch): CertificateWatch => {
  let current = watch.current
  let complained = ''
  let closed = false
  let busy = false
  const look = async (source: () => Promise<Certificate | undefined>): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const found = await source()
      complained = ''
      if (closed || !found || (found.cert === current.cert && found.key === current.key)) return
      watch.apply(found)
      current = found
    } catch (error) {
      const sentence =
        error instanceof StartFault ? error.message : 'The new certificate cannot be used.'
      if (!closed && sentence !== complained) watch.complain(sentence)
      complained = sentence
    } finally {
      busy = false
    }
  }
  const timers = [
    // One that has run out is renewed at once: the clock may have jumped over the daily look.
    setInterval(
      () => void look(current.validTo < Date.now() ? watch.ensure : watch.read),
      watch.readEveryMs ?? READ_EVERY_MS,
    ),
    setInterval(() => void look(watch.ensure), watch.ensureEveryMs ?? ENSURE_EVERY_MS),
  ]
  for (const timer of timers) timer.unref()
  return {
    look: () => look(watch.read),
    close: () => {
      closed = true
      for (const timer of timers) clearInterval(timer)
    },
  }
}
