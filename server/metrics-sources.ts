// Which numbers the parts of a running server show, and how its process is doing. Everything is read when
// somebody asks; between two questions it costs nothing.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { BlobCounts } from './blob-exchange.ts'
import type { Gateway } from './gateway.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Records, Channel, Inbox, RelayCounts } from './relay-records.ts'
import type { Relay } from './relay.ts'
import type { Store } from './store/store.ts'

/** The parts that are looked at. */
export interface Sources {
  readonly store: Store<Channel, Inbox>
  readonly records: Records
  readonly relay: Relay
  readonly gateway: Gateway
  readonly blobCounts: BlobCounts
  readonly log: Log
}

const COUNTED: Readonly<Record<keyof RelayCounts, readonly [name: string, help: string]>> = {
  stored: ['sotto_envelopes_stored_total', 'Envelopes made durable.'],
  delivered: ['sotto_envelopes_delivered_total', 'Envelopes written to a device.'],
  acked: ['sotto_envelopes_acknowledged_total', 'Envelopes acknowledged by their device.'],
  rejected: ['sotto_envelopes_rejected_total', 'Envelopes refused for want of room.'],
  expired: ['sotto_envelopes_expired_total', 'Envelopes that waited too long and went.'],
  quarantined: ['sotto_rows_quarantined_total', 'Damaged rows that were set aside.'],
  attachRefused: ['sotto_attach_refused_total', 'Attach frames refused.'],
  loginRefused: ['sotto_login_refused_total', 'Logins refused.'],
  logins: ['sotto_logins_total', 'Logins that were welcome.'],
}

const COUNTED_BLOBS: Readonly<Record<keyof BlobCounts, readonly [name: string, help: string]>> = {
  begun: ['sotto_blobs_begun_total', 'Uploads begun.'],
  finished: ['sotto_blobs_finished_total', 'Uploads finished.'],
  piecesIn: ['sotto_blob_pieces_in_total', 'Pieces of blobs made durable.'],
  piecesOut: ['sotto_blob_pieces_out_total', 'Pieces of blobs read.'],
  damaged: ['sotto_blobs_damaged_total', 'Uploads dropped because their hash did not fit.'],
  expired: ['sotto_blobs_expired_total', 'Blobs that were too old and went.'],
}

const LAG_RESOLUTION = 50
const SECOND_IN_NANOSECONDS = 1e9
const SECOND_IN_MICROSECONDS = 1e6

const observeProcess = (metrics: Metrics): { close(): void } => {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION })
  lag.enable()
  // The delay is measured from timer to timer, so its own resolution is part of it.
  const seconds = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds)
      ? Math.max(0, nanoseconds / SECOND_IN_NANOSECONDS - LAG_RESOLUTION / 1_000)
      : 0
  metrics.level(
    'sotto_event_loop_lag_p99_seconds',
    'Delay of the event loop since the last reading, 99 of 100 are below.',
    () => {
      const worst = seconds(lag.percentile(99))
      lag.reset()
      return worst
    },
  )
  metrics.level('sotto_resident_bytes', 'Memory of the process.', () => process.memoryUsage.rss())
  metrics.rising('sotto_cpu_seconds_total', 'Processor time of the process.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / SECOND_IN_MICROSECONDS
  })
  metrics.level('sotto_up_seconds', 'Seconds since the start.', () => process.uptime())
  return { close: () => lag.disable() }
}

const MINUTE = 60_000

/** Says once a minute which limits were met, and how often: a flood makes few lines. */
const noteLimits = (metrics: Metrics, log: Log): NodeJS.Timeout => {
  const told = new Map<string, number>()
  const timer = setInterval(() => {
    for (const [limit, count] of metrics.limitHits) {
      const more = count - (told.get(limit) ?? 0)
      told.set(limit, count)
      if (more > 0) log('limitMet', { code: limit, count: more })
    }
  }, MINUTE)
  return timer.unref()
}

/** Lets `metrics` read these parts and the process. Close it with the server. */
export const observe = (metrics: Metrics, sources: Sources): { close(): void } => {
  const { store, records, relay, gateway, blobCounts, log } = sources
  for (const [key, [name, help]] of Object.entries(COUNTED)) {
    metrics.rising(name, help, () => relay.counts[key as keyof RelayCounts]) // keys of COUNTED
  }
  for (const [key, [name, help]] of Object.entries(COUNTED_BLOBS)) {
    metrics.rising(name, help, () => blobCounts[key as keyof BlobCounts]) // keys of COUNTED_BLOBS
  }
  metrics.rising('sotto_frames_in_total', 'WebSocket messages read.', () => gateway.framesIn)
  metrics.rising('sotto_frames_out_total', 'WebSocket messages written.', () => gateway.framesOut)
  metrics.level('sotto_sockets', 'WebSockets open.', () => gateway.sizes.all)
  metrics.level('sotto_devices_online', 'Devices logged in.', () => gateway.sizes.receiving)
  metrics.level('sotto_channels_in_use', 'Channels in use.', () => records.sizes.channels)
  metrics.level('sotto_inboxes_in_use', 'Inboxes in use.', () => records.sizes.inboxes)
  metrics.level('sotto_queue_bytes', 'Bytes that wait for the disk.', () => store.queued)
  store.timed = (milliseconds) => metrics.batch(milliseconds)
  const timer = noteLimits(metrics, log)
  const watched = observeProcess(metrics)
  return {
    close: () => {
      clearInterval(timer)
      watched.close()
    },
  }
}
