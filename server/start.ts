// Puts the server together: settings, data folder, certificate, pages, listeners, screen, signals. Every
// fault on the way is one sentence on stderr and exit code 1; the screen goes to stdout, logs to stderr.
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig, type Config } from './config.ts'
import { prepareDataFolder } from './folder.ts'
import { StartFault } from './fault.ts'
import { collectWhenQuiet } from './garbage.ts'
import { lanOrigins, messagesUrl, ownOrigin, type Reach } from './reach.ts'
import { createLog } from './log.ts'
import { openControl } from './host/control-listen.ts'
import { createControls } from './host/controls.ts'
import { removeSnapshots } from './host/desk.ts'
import { createMetricsPage } from './metrics-page.ts'
import { Metrics } from './metrics.ts'
import { createPages } from './pages.ts'
import { wssPage } from './plain-page.ts'
import { serve, type Running } from './serve.ts'
import { settingsSentence, startSentence } from './start-fault.ts'
import { startScreen } from './start-screen.ts'
import {
  firstCertificate,
  keepTls,
  NO_NAMES,
  refreshHosts,
  tlsOf,
  type Kept,
  type Standing,
} from './start-tls.ts'
import type { Certificate } from './tls/certificate.ts'
import { buildWeb, webSources } from './web-build.ts'

const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)))
const EXIT_FAULT = 1

const complain = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`)
}

/** `::` where this computer has IPv6, else every IPv4 address. */
const listenHost = (wanted: string): Promise<string> =>
  wanted === '::'
    ? new Promise((done) => {
        const probe = createServer()
        probe.once('error', () => done('0.0.0.0'))
        probe.listen({ host: '::', port: 0 }, () => probe.close(() => done('::')))
      })
    : Promise.resolve(wanted)

interface Shown {
  readonly certificate: Certificate | undefined
  readonly reach: Reach
  readonly dataFolder: string
  readonly warnings: readonly string[]
}

const certificateFacts = (certificate: Certificate | undefined, warnings: readonly string[]) =>
  certificate
    ? {
        fingerprint: certificate.fingerprint,
        caFingerprint: certificate.ca?.fingerprint,
        notes: [...warnings, ...certificate.notes],
      }
    : { fingerprint: undefined, caFingerprint: undefined, notes: warnings }

const showScreen = async (running: Running, shown: Shown): Promise<void> => {
  const { certificate, reach, dataFolder, warnings } = shown
  const ticket = (await running.hasInbox()) ? undefined : await running.newTicket()
  const terminal = process.stdout.isTTY
  const colour = terminal && process.stdout.hasColors()
  const qr = terminal && ticket ? (await import('qr')).encodeQR : undefined
  const names = certificate?.names ?? NO_NAMES
  const screen = startScreen(
    {
      httpsPort: running.httpsPort,
      wssPort: running.wssPort,
      ownOrigin: ownOrigin(names, reach, running.httpsPort),
      lanOrigins: lanOrigins(names, reach, running.httpsPort),
      publicUrl: reach.publicUrl,
      ...certificateFacts(certificate, warnings),
      dataFolder,
      ticket,
    },
    { colour, qr: qr && ((text) => qr(text, 'ascii')) },
  )
  process.stdout.write(screen)
}

/** Milliseconds for an orderly end; whatever hangs then, nothing that was confirmed is lost. */
const END_WITHIN = 10_000

/** The first signal ends the server in good order, a second one at once. */
const endOnSignal = (running: Running, beside: readonly { close(): void }[]): void => {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(EXIT_FAULT)
    stopping = true
    for (const part of beside) part.close()
    setTimeout(() => {
      complain('Sotto did not end in good order in time and was cut off.')
      process.exit(EXIT_FAULT)
    }, END_WITHIN).unref()
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(startSentence(error, undefined))
        process.exit(EXIT_FAULT)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // A terminal that closes ends the server; a changed certificate is taken without being told.
  process.on('SIGHUP', () => {
    if (process.stdout.isTTY) stop()
  })
}

/** Takes the host's commands. Where it cannot, the server runs on and says so. */
const takeCommands = async (
  { running, standing, reach, dataFolder: folder }: Kept,
  metrics: Metrics,
): Promise<{ close(): void }> => {
  const names = (): Certificate['names'] => standing.certificate?.names ?? NO_NAMES
  const controls = createControls(running, metrics, {
    certificate: () => standing.certificate,
    origins: () => {
      const far = reach.publicUrl ?? lanOrigins(names(), reach, running.httpsPort)[0]
      const near = ownOrigin(names(), reach, running.httpsPort)
      return far === undefined || far === near ? [near] : [near, far]
    },
  })
  try {
    const snapshot = running.desk.snapshot
    return await openControl({ folder, controls, snapshot })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown fault'
    complain(`Commands such as "sotto status" cannot reach this server (${why}).`)
    return { close: () => undefined }
  }
}

const start = async (config: Config, warnings: readonly string[]): Promise<void> => {
  const dataFolder = resolve(PROJECT, config.dataFolder)
  await prepareDataFolder(dataFolder)
  const [certificate, build, host] = await Promise.all([
    firstCertificate(dataFolder, config),
    buildWeb(webSources(PROJECT), join(PROJECT, 'dist', 'web')),
    listenHost(config.host),
  ])
  const reach: Reach = {
    host,
    publicUrl: config.publicUrl,
    publicWssUrl: config.publicWssUrl,
    behindProxy: config.behindProxy !== undefined,
  }
  const publicWssUrl = messagesUrl(reach)
  const standing: Standing = {
    certificate,
    ports: { httpsPort: 0, wssPort: 0 },
    hosts: new Set(),
  }
  const metrics = new Metrics()
  const running = await serve({
    host,
    publicUrl: config.publicUrl,
    publicWssUrl,
    ...(config.behindProxy ? { proxies: config.behindProxy } : {}),
    httpsPort: config.httpsPort,
    wssPort: config.wssPort,
    dataFolder,
    tls: certificate && tlsOf(certificate, config),
    hosts: (ports) => {
      standing.ports = ports
      return refreshHosts(standing, reach)
    },
    build: build.id,
    pages: createMetricsPage(
      metrics,
      {
        token: config.metricsToken,
        isFronted: config.behindProxy !== undefined || config.publicUrl !== undefined,
      },
      createPages({
        build,
        publicWssUrl,
        ports: () => standing.ports,
        certificate: () => standing.certificate,
      }),
    ),
    wssPage,
    push: {
      rules: config.pushServices,
      contact: () =>
        config.pushContact ??
        reach.publicUrl ??
        ownOrigin(standing.certificate?.names ?? NO_NAMES, reach, standing.ports.httpsPort),
    },
    limits: config.limits,
    log: createLog(config.logLevel),
    metrics,
  })
  await removeSnapshots(dataFolder)
  const kept: Kept = { running, standing, reach, config, dataFolder, complain }
  const control = await takeCommands(kept, metrics)
  const beside = [control, collectWhenQuiet()]
  endOnSignal(running, beside)
  if (certificate) beside.push(await keepTls(certificate, kept))
  running.failed.then(
    (error) => {
      complain(startSentence(error, undefined))
      process.exit(EXIT_FAULT)
    },
    () => process.exit(EXIT_FAULT),
  )
  await showScreen(running, { certificate: standing.certificate, reach, dataFolder, warnings })
}

/** Runs the server with the settings of `env`. A fault is one sentence and the end of the process. */
export const runServer = async (
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> => {
  let config: Config | undefined
  try {
    const read = readConfig(env)
    if ('problems' in read) throw new StartFault(settingsSentence(read.problems))
    config = read.config
    await start(config, read.warnings)
  } catch (error) {
    complain(startSentence(error, config))
    process.exit(EXIT_FAULT)
  }
}
