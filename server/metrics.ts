// What the server counts about itself, in the words of Prometheus (docs/OPERATIONS.md has the table). Only
// numbers of the whole server: a label is always one of a few words fixed in the code, never an id, an
// address or anything a client sent. What happens often is a plain number that is read when asked for.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** A word that may be a label's value: declared in the code, short, and no id fits it. */
const WORD = /^[a-z][a-zA-Z]{1,23}$/
const BATCH_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5]

const checked = (word: string): string => {
  if (!WORD.test(word)) throw new Error('a label has to be a word of the code')
  return word
}

/** The numbers of one server. Each has a registry of its own, so several may run in one process. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #refusals: Counter<'reason'>
  readonly #closings: Counter<'reason'>
  readonly #hits = new Map<string, number>()
  readonly #batch: Histogram

  constructor() {
    const registers = [this.#registry]
    this.#refusals = new Counter({
      name: 'sotto_refusals_total',
      help: 'Requests and sockets refused, by reason.',
      labelNames: ['reason'],
      registers,
    })
    this.#closings = new Counter({
      name: 'sotto_sockets_closed_total',
      help: 'WebSockets that the server closed, by reason.',
      labelNames: ['reason'],
      registers,
    })
    const limitHits: Counter<'limit'> = new Counter({
      name: 'sotto_limit_hits_total',
      help: 'Times that a limit held something back, by limit.',
      labelNames: ['limit'],
      registers,
      collect: () => {
        limitHits.reset()
        for (const [limit, count] of this.#hits) limitHits.inc({ limit }, count)
      },
    })
    this.#batch = new Histogram({
      name: 'sotto_batch_seconds',
      help: 'Time from handing a batch to the store until it is durable.',
      buckets: BATCH_SECONDS,
      registers,
    })
  }

  /** Declares a number that only rises; `read` gives it when asked for. `name` as `sotto_x_total`. */
  rising(name: string, help: string, read: () => number): void {
    const counter: Counter = new Counter({
      name,
      help,
      registers: [this.#registry],
      collect: () => {
        counter.reset()
        counter.inc(read())
      },
    })
  }

  /** Declares a number that rises and falls; `read` gives it when asked for. */
  level(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(read()),
    })
  }

  /** Counts a refusal; the reason is a word of the code, such as the name of a problem. */
  refused(reason: string): void {
    this.#refusals.inc({ reason: checked(reason) })
  }

  /** Counts a WebSocket that the server closed; the reason as in `closeCode`. */
  closed(reason: string): void {
    this.#closings.inc({ reason: checked(reason) })
  }

  /** Declares a limit (it shows as 0 until it is met) and gives the function that counts a hit. */
  limit(name: string): () => void {
    const limit = checked(name)
    this.#hits.set(limit, this.#hits.get(limit) ?? 0)
    return () => void this.#hits.set(limit, (this.#hits.get(limit) ?? 0) + 1)
  }

  /** How often each limit was met since the start. */
  get limitHits(): ReadonlyMap<string, number> {
    return this.#hits
  }

  /** A batch became durable after so many milliseconds. */
  batch(milliseconds: number): void {
    this.#batch.observe(milliseconds / 1_000)
  }

  /** Everything, in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** The media type of `text`. */
  get contentType(): string {
    return this.#registry.contentType
  }

  /** The value of every number without labels, by name, and sums of those with labels. */
  async numbers(): Promise<Readonly<Record<string, number>>> {
    const found: Record<string, number> = {}
    for (const metric of await this.#registry.getMetricsAsJSON()) {
      if (!('values' in metric) || String(metric.type) === 'histogram') continue
      found[metric.name] = metric.values.reduce((sum, { value }) => sum + value, 0)
    }
    return found
  }
}
