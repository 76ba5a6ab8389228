// The routes of blobs (PROTOCOL 4.1): room is charged to the receiver's inbox, pieces are durable before they are
// told, and an id that is unknown, dropped or expired has one answer. A right is judged before a body is read.
import { statfs } from 'node:fs/promises'
import Router from '@koa/router'
import type Koa from 'koa'
import { fromBase64url, toHex } from '../protocol/bytes.ts'
import * as body from '../protocol/blob.ts'
import type { ProblemName } from '../protocol/errors.ts'
import {
  BLOB_ID_BYTES,
  BLOB_LIFE_DAYS,
  BLOB_PIECE_BYTES,
  MAX_FILE_BYTES,
  VERSION_MAX,
  VERSION_MIN,
} from '../protocol/limits.ts'
import { removeGone, type BlobFiles } from './blob-files.ts'
import { BlobSlots } from './blob-slots.ts'
import { answer, answerEmpty, Problem, readBody, readNothing } from './exchange-body.ts'
import type { Meters } from './limits/meters.ts'
import type { Log } from './log.ts'
import type { Channel, Inbox } from './relay-records.ts'
import { maySend, sameSecret, sha256 } from './relay-rights.ts'
import type { BlobRoom, BlobRow } from './store/blobs.ts'
import type { Store } from './store/store.ts'

/** Limits beside the table of limits. */
export interface BlobLimits {
  /** Bytes of the disk that blobs leave to messages. */
  readonly blobFloor: number
  /** Milliseconds that a client has to take a piece. */
  readonly blobTaken: number
}
export const blobLimits: BlobLimits = { blobFloor: 256 * 1_048_576, blobTaken: 60_000 }

/** What happened since the start. */
export interface BlobCounts {
  begun: number
  finished: number
  piecesIn: number
  piecesOut: number
  damaged: number
  expired: number
}
export const createBlobCounts = (): BlobCounts => ({
  begun: 0,
  finished: 0,
  piecesIn: 0,
  piecesOut: 0,
  damaged: 0,
  expired: 0,
})

/** What the routes stand on. */
export interface BlobRoutesOptions {
  readonly store: Store<Channel, Inbox>
  readonly files: BlobFiles
  readonly dataFolder: string
  readonly meters: Meters
  readonly limits: BlobLimits
  readonly counts: BlobCounts
  readonly log: Log
  /** The inbox that a request speaks for. Throws Problem. */
  readonly owner: (ctx: Koa.Context) => Promise<number>
}

/** Seconds after which a piece for which there was no place may come again. */
const AGAIN = 1
const DISK_FAULT = /^E(NOSPC|DQUOT|ROFS|IO|MFILE|NFILE|ACCES|PERM)$/

const bearerOf = (ctx: Koa.Context): Uint8Array | undefined => {
  const text = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(ctx.req.headers.authorization ?? '')?.[1]
  const bytes = text === undefined ? undefined : fromBase64url(text)
  return bytes?.length === BLOB_ID_BYTES ? bytes : undefined
}

const roomOf = ({ limits }: Meters): BlobRoom => ({
  friendBytes: limits.blobBytesPerFriendId,
  inboxBytes: limits.blobBytesPerInbox,
  inboxBlobs: limits.blobsPerInbox,
  serverBytes: limits.blobBytes,
})

/** The routes of blobs. */
export class BlobRoutes {
  readonly #options: BlobRoutesOptions
  readonly #slots = new BlobSlots()
  /** The last thing that happens to each blob, by hash: appends come one after another. */
  readonly #last = new Map<string, Promise<unknown>>()

  constructor(options: BlobRoutesOptions) {
    this.#options = options
  }

  /** All of them. */
  routes(): Router {
    const router = new Router()
    router.post('/blobs', (ctx) => this.#create(ctx))
    router.post('/blobs/append', (ctx) => this.#piece(ctx, (row) => this.#append(ctx, row)))
    router.post('/blobs/complete', (ctx) => this.#piece(ctx, (row) => this.#complete(ctx, row)))
    router.post('/blobs/read', (ctx) => this.#piece(ctx, (row) => this.#read(ctx, row)))
    router.post('/blobs/drop', (ctx) => this.#drop(ctx))
    router.post('/blobs/terms', (ctx) => this.#terms(ctx))
    return router
  }

  get #maxFile(): number {
    return Math.min(this.#options.meters.limits.fileBytes, MAX_FILE_BYTES)
  }

  async #terms(ctx: Koa.Context): Promise<void> {
    await readNothing(ctx)
    answer(ctx, body.blobTerms, { maxFile: this.#maxFile, lifeDays: BLOB_LIFE_DAYS })
  }

  async #create(ctx: Koa.Context): Promise<void> {
    const { store, meters, files, counts } = this.#options
    const asked = await readBody(ctx, body.createBlob)
    const { blobHash, friendId, length } = asked
    const inboxNo = await this.#mayFill(asked)
    if (body.paddedLengthIn(length) === undefined) throw new Problem('malformed')
    if (length > body.blobLength(this.#maxFile)) throw new Problem('tooLarge')
    await this.#checkDisk(length)
    const wish = { blobHash, friendId, inboxNo, length }
    const made = await store.ask('createBlob', { wish, room: roomOf(meters) })
    if (made.is !== 'here') {
      this.#noteFull(made.is)
      throw new Problem(made.is)
    }
    const { row } = made
    const offset = row.complete ? row.length : await this.#safely(() => files.length(row))
    if (offset === 0) counts.begun += 1
    answer(ctx, body.blobOffset, { offset })
  }

  /** The inbox that is charged. Throws Problem. */
  async #mayFill({ version, friendId, sendToken }: body.CreateBlob): Promise<number> {
    const { store, meters } = this.#options
    if (version < VERSION_MIN || version > VERSION_MAX) throw new Problem('version')
    const channel = await store.ask('openChannel', { friendId })
    if (!maySend(channel, sendToken, store.day) || !channel) throw new Problem('refused')
    const wait = await meters.id('uploadsPerFriendId', friendId)
    if (wait > 0) throw new Problem('rateLimited', wait)
    // An invitation is in many hands, and goes with its blobs when it was taken.
    if (channel.expiresDay !== 0) throw new Problem('channelFull')
    return channel.inbox.inboxNo
  }

  #noteFull(what: ProblemName): void {
    const { meters } = this.#options
    if (what === 'channelFull') meters.hit('blobBytesPerFriendId')
    else if (what === 'inboxFull') meters.hit('blobBytesPerInbox')
    else if (what === 'serverFull') meters.hit('blobBytes')
  }

  /** Messages keep their room, whatever is sent beside them. Throws Problem. */
  async #checkDisk(length: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#options.dataFolder)
    if (bavail * bsize < length + this.#options.limits.blobFloor) throw new Problem('serverFull')
  }

  /** Judges the right, takes a place in memory, and gives both up when the answer has left. */
  async #piece(ctx: Koa.Context, act: (row: BlobRow) => Promise<void>): Promise<void> {
    const blobId = bearerOf(ctx)
    const blobHash = blobId && sha256(blobId)
    const row = blobHash && (await this.#options.store.ask('openBlob', { blobHash }))
    if (!row || !sameSecret(row.blobHash, blobHash)) throw new Problem('refused')
    const leave = this.#slots.enter(toHex(blobHash))
    if (!leave) throw new Problem('rateLimited', AGAIN)
    const { res } = ctx
    res.once('close', leave)
    if (res.closed) leave()
    await act(row)
    // Nobody keeps a place by not taking an answer.
    const timer = setTimeout(() => res.destroy(), this.#options.limits.blobTaken).unref()
    res.once('close', () => clearTimeout(timer))
  }

  async #append(ctx: Koa.Context, row: BlobRow): Promise<void> {
    const { offset, bytes } = await readBody(ctx, body.appendBlob)
    const { files, counts } = this.#options
    if (offset + bytes.length > row.length) throw new Problem('malformed')
    const durable = await this.#inTurn(row, async () => {
      if ((await this.#present(row)).complete) return row.length
      await this.#checkDisk(0)
      return this.#safely(() => files.append(row, offset, bytes))
    })
    counts.piecesIn += 1
    answer(ctx, body.blobOffset, { offset: durable })
  }

  /** As it is now: it may have gone while others were served. Throws Problem. */
  async #present({ blobHash }: BlobRow): Promise<BlobRow> {
    const row = await this.#options.store.ask('openBlob', { blobHash })
    if (!row) throw new Problem('refused')
    return row
  }

  async #complete(ctx: Koa.Context, row: BlobRow): Promise<void> {
    const { hash } = await readBody(ctx, body.completeBlob)
    const offset = await this.#inTurn(row, () => this.#finish(row, hash))
    answer(ctx, body.blobOffset, { offset })
  }

  async #finish(row: BlobRow, hash: Uint8Array): Promise<number> {
    const { store, files, counts } = this.#options
    const { blobHash } = row
    if ((await this.#present(row)).complete) return row.length
    const length = await this.#safely(() => files.length(row))
    if (length < row.length) return length
    if (!sameSecret(await this.#safely(() => files.hash(row)), hash)) {
      counts.damaged += 1
      await store.ask('dropBlobs', { blobHashes: [blobHash] })
      await removeGone(store, files)
      throw new Problem('damaged')
    }
    await this.#safely(() => files.blurTimes(row, store.day))
    await store.ask('completeBlob', { blobHash })
    counts.finished += 1
    return length
  }

  async #read(ctx: Koa.Context, row: BlobRow): Promise<void> {
    const { from, most } = await readBody(ctx, body.readBlob)
    if (!row.complete) throw new Problem('refused')
    const wanted = Math.max(0, Math.min(most, BLOB_PIECE_BYTES, row.length - from))
    const bytes = await this.#safely(() => this.#options.files.read(row, from, wanted))
    // Its file is gone, as after a backup without blobs: it is as if it had expired.
    if (bytes?.length !== wanted) {
      await this.#options.store.ask('dropBlobs', { blobHashes: [row.blobHash] })
      throw new Problem('refused')
    }
    this.#options.counts.piecesOut += 1
    answer(ctx, body.blobPart, { length: row.length, bytes })
  }

  async #drop(ctx: Koa.Context): Promise<void> {
    const inboxNo = await this.#options.owner(ctx)
    const { blobHashes } = await readBody(ctx, body.dropBlobs)
    const { store, files } = this.#options
    await store.ask('dropBlobs', { blobHashes, inboxNo })
    await removeGone(store, files)
    answerEmpty(ctx, 200)
  }

  async #inTurn<T>(row: BlobRow, act: () => Promise<T>): Promise<T> {
    const key = toHex(row.blobHash)
    const before = this.#last.get(key) ?? Promise.resolve()
    const mine = before.then(act, act)
    this.#last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key)
    }
  }

  /** A disk that refuses is a problem to tell, and nothing that ends the server. */
  async #safely<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!DISK_FAULT.test(code)) throw error
      this.#options.log('blobRefused', { code })
      throw new Problem('storeFailed', AGAIN)
    }
  }
}
