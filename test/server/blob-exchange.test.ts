// The routes of blobs (PROTOCOL 4.1): what goes up comes down, interrupted uploads go on, and everything that
// is refused, with one answer for every id that opens nothing.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { test } from 'node:test'
import { blobLength, blobTerms, dropBlobs, readBlob } from '../../protocol/blob.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { problem, problemMeaning, type ProblemName } from '../../protocol/errors.ts'
import { revokeFriendIds } from '../../protocol/exchange.ts'
import { BLOB_LIFE_DAYS, BLOB_PIECE_BYTES, DAY, UPLOAD_LIFE_DAYS } from '../../protocol/limits.ts'
import { PIECES_IN_ALL, PIECES_PER_BLOB, BlobSlots } from '../../server/blob-slots.ts'
import { removeFolder, freshFolder, settle, startServer, withServer } from '../support/server.ts'
import {
  append,
  begin,
  complete,
  download,
  offsetIn,
  readPart,
  upload,
  wireBlob,
} from '../support/blob-wire.ts'
import {
  as,
  call,
  createRoute,
  post,
  problemOf,
  random,
  sha256,
  type Answer,
} from '../support/wire.ts'

const refused = (answer: Answer, name: ProblemName): void => {
  assert.equal(answer.status, problemMeaning[name][0], name)
  assert.equal(problemOf(answer), problem[name])
}
const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(join(folder, 'blobs')).map((name) => join(folder, 'blobs', name))
  } catch {
    return []
  }
}

test('what goes up comes down, whole and in parts; its file holds nothing of it', () =>
  withServer(async (server, folder) => {
    const { route } = await settle(server)
    const blob = wireBlob(1_500_000)
    await upload(server, route, blob)
    assert.deepEqual(await download(server, blob.blobId), blob.bytes)
    const part = await readPart(server, blob.blobId, 777_777, 100)
    assert.deepEqual(part.body.subarray(-100), blob.bytes.subarray(777_777, 777_877))
    const behind = await readPart(server, blob.blobId, blob.bytes.length + 5, 100)
    assert.equal(behind.body.length, 12)
    const [file = ''] = filesIn(folder)
    const onDisk = readFileSync(file)
    assert.equal(onDisk.length, blob.bytes.length)
    for (const at of [0, 400_000, 983_040])
      assert.equal(onDisk.includes(Buffer.from(blob.bytes.subarray(at, at + 32))), false)
    assert.equal(onDisk.includes(Buffer.from(blob.blobId)), false)
    // To the day, not to the second.
    assert.equal(statSync(file).mtimeMs % DAY, 0)
    assert.equal(statSync(file).mode & 0o077, 0)
  }))

test('an upload goes on where it was; other offsets write nothing; a repeat changes nothing', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const blob = wireBlob(300_000)
    assert.equal(offsetIn(await begin(server, route, blob)), 0)
    const first = blob.bytes.subarray(0, 100_001)
    assert.equal(offsetIn(await append(server, blob, 0, first)), 100_001)
    assert.equal(offsetIn(await append(server, blob, 0, first)), 100_001)
    assert.equal(offsetIn(await append(server, blob, 200_000, random(10))), 100_001)
    assert.equal(offsetIn(await begin(server, route, blob)), 100_001)
    assert.equal(offsetIn(await complete(server, blob)), 100_001)
    refused(await readPart(server, blob.blobId, 0, 10), 'refused')
    await upload(server, route, blob, 99_000)
    assert.deepEqual(await download(server, blob.blobId), blob.bytes)
    // Finished: nothing changes it any more.
    assert.equal(offsetIn(await append(server, blob, 0, random(10))), blob.bytes.length)
    assert.equal(offsetIn(await begin(server, route, blob)), blob.bytes.length)
    assert.equal(offsetIn(await complete(server, blob, random(32))), blob.bytes.length)
    assert.deepEqual(await download(server, blob.blobId), blob.bytes)
  }))

test('pieces of one blob that come at once are written once', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const blob = wireBlob(100_000)
    await begin(server, route, blob)
    const pieces = [1, 2, 3, 4].map(() => append(server, blob, 0, blob.bytes.subarray(0, 60_000)))
    for (const answer of await Promise.all(pieces)) {
      if (answer.status === 429) continue
      assert.equal(offsetIn(answer), 60_000)
    }
    await upload(server, route, blob)
    assert.deepEqual(await download(server, blob.blobId), blob.bytes)
  }))

test('a restart in the middle loses nothing that was told', async () => {
  const folder = freshFolder()
  try {
    const blob = wireBlob(500_000)
    let server = await startServer(folder)
    const { route } = await settle(server)
    await begin(server, route, blob)
    await append(server, blob, 0, blob.bytes.subarray(0, 250_000))
    await server.close()
    server = await startServer(folder)
    assert.equal(offsetIn(await begin(server, route, blob)), 250_000)
    await upload(server, route, blob)
    assert.deepEqual(await download(server, blob.blobId), blob.bytes)
    await server.close()
  } finally {
    removeFolder(folder)
  }
})

test('a hash that does not fit drops the upload, and it may be sent again', () =>
  withServer(async (server, folder) => {
    const { route } = await settle(server)
    const blob = wireBlob(50_000)
    await begin(server, route, blob)
    await append(server, blob, 0, random(blob.bytes.length))
    refused(await complete(server, blob), 'damaged')
    assert.deepEqual(filesIn(folder), [])
    refused(await append(server, blob, 0, random(10)), 'refused')
    await upload(server, route, blob)
    assert.deepEqual(await download(server, blob.blobId), blob.bytes)
  }))

test('ids that open nothing have one answer, byte for byte', () =>
  withServer(async (server) => {
    const { route, bearer } = await settle(server)
    const other = await createRoute(server, bearer)
    const [open, gone] = [wireBlob(5_000), wireBlob(5_000)]
    await begin(server, route, open)
    await upload(server, other, gone)
    const revoke = { friendIds: [other.friendId] }
    await post(as(server, bearer), '/friend-ids/revoke', revokeFriendIds, revoke)
    const answers = [
      await readPart(server, random(32), 0, 10),
      await readPart(server, open.blobId, 0, 10),
      await readPart(server, gone.blobId, 0, 10),
      await append(server, wireBlob(10), 0, random(10)),
      await append(server, gone, 0, random(10)),
      await complete(server, gone),
      await begin(server, { ...route, sendToken: random(32) }, open),
      await begin(server, { ...route, friendId: random(16) }, wireBlob(10)),
      await call(server.httpsPort, 'POST', '/blobs/read'),
    ]
    const same = answers.map(({ status, body }) => [status, Buffer.from(body).toString('hex')])
    for (const each of same) assert.deepEqual(each, same[0])
    refused(answers[0] ?? assert.fail(), 'refused')
  }))

test('room: for a friendId, an inbox, the server, one file, and none behind an invitation', async () => {
  const file = blobLength(10_000)
  const limits = {
    fileBytes: 20_000,
    blobBytesPerFriendId: 2 * file,
    blobBytesPerInbox: 3 * file,
    blobBytes: 4 * file,
  }
  await withServer(
    async (server) => {
      const answer = await call(server.httpsPort, 'POST', '/blobs/terms')
      assert.deepEqual(decode(blobTerms, answer.body), { maxFile: 20_000, lifeDays: 30 })
      const { route, bearer } = await settle(server)
      const [second, third] = [await createRoute(server, bearer), await createRoute(server, bearer)]
      const stranger = await settle(server)
      const ask = (to: typeof route): Promise<Answer> => begin(server, to, wireBlob(10_000))
      refused(await begin(server, route, wireBlob(20_481)), 'tooLarge')
      const odd = { blobId: random(32), bytes: random(file + 1) }
      refused(await begin(server, route, odd), 'malformed')
      const invitation = { expiresDay: Math.floor(Date.now() / DAY) + 3, card: random(2_048) }
      const invited = await createRoute(server, bearer, invitation)
      refused(await ask(invited), 'channelFull')
      assert.equal((await ask(route)).status, 200)
      assert.equal((await ask(route)).status, 200)
      refused(await ask(route), 'channelFull')
      assert.equal((await ask(second)).status, 200)
      refused(await ask(third), 'inboxFull')
      assert.equal((await ask(stranger.route)).status, 200)
      refused(await ask(stranger.route), 'serverFull')
      // What goes makes room at once.
      const revoke = { friendIds: [route.friendId] }
      await post(as(server, bearer), '/friend-ids/revoke', revokeFriendIds, revoke)
      assert.equal((await ask(third)).status, 200)
    },
    { limits },
  )
})

test('a number of blobs, a number of uploads, and a disk that is kept for messages', async () => {
  await withServer(
    async (server) => {
      const { route } = await settle(server)
      assert.equal((await begin(server, route, wireBlob(10))).status, 200)
      assert.equal((await begin(server, route, wireBlob(10))).status, 200)
      refused(await begin(server, route, wireBlob(10)), 'inboxFull')
      refused(await begin(server, route, wireBlob(10)), 'rateLimited')
    },
    { limits: { blobsPerInbox: 2, uploadsPerFriendId: 3 } },
  )
  await withServer(
    async (server) => {
      const { route } = await settle(server)
      refused(await begin(server, route, wireBlob(10)), 'serverFull')
    },
    { limits: { blobFloor: Number.MAX_SAFE_INTEGER } },
  )
})

test('blobs live thirty days, unfinished ones two; their files go with them', async () => {
  let now = Date.now()
  const folder = freshFolder()
  const start = () => startServer(folder, { now: () => now })
  let server = await start()
  const later = async (days: number): Promise<void> => {
    await server.close()
    now += days * DAY
    server = await start()
    // The sweep of the start is queued before this.
    await server.hasInbox()
  }
  const readable = async (blobId: Uint8Array): Promise<boolean> =>
    (await readPart(server, blobId, 0, 10)).status === 200
  try {
    const { route } = await settle(server)
    const [whole, open] = [wireBlob(5_000), wireBlob(5_000)]
    await upload(server, route, whole)
    await begin(server, route, open)
    await append(server, open, 0, random(100))
    await later(UPLOAD_LIFE_DAYS)
    assert.equal(offsetIn(await begin(server, route, open)), 100)
    await later(1)
    refused(await append(server, open, 100, random(10)), 'refused')
    await later(BLOB_LIFE_DAYS - UPLOAD_LIFE_DAYS - 1)
    assert.equal(await readable(whole.blobId), true)
    await later(1)
    assert.equal(await readable(whole.blobId), false)
    await server.close()
    assert.deepEqual(filesIn(folder), [])
  } finally {
    await server.close()
    removeFolder(folder)
  }
})

test('the owner of an inbox drops its blobs, and nobody else’s', () =>
  withServer(async (server, folder) => {
    const [one, two] = [await settle(server), await settle(server)]
    const [own, foreign] = [wireBlob(9_000), wireBlob(9_000)]
    await upload(server, one.route, own)
    await upload(server, two.route, foreign)
    const blobHashes = [sha256(own.blobId), sha256(foreign.blobId), random(32)]
    const drop = await post(as(server, one.bearer), '/blobs/drop', dropBlobs, { blobHashes })
    assert.equal(drop.status, 200)
    refused(await readPart(server, own.blobId, 0, 10), 'refused')
    assert.deepEqual(await download(server, foreign.blobId), foreign.bytes)
    assert.equal(filesIn(folder).length, 1)
    refused(await post(server, '/blobs/drop', dropBlobs, { blobHashes }), 'refused')
  }))

test('a file that is missing or cut is as if it had expired', () =>
  withServer(async (server, folder) => {
    const { route } = await settle(server)
    const blob = wireBlob(9_000)
    await upload(server, route, blob)
    truncateSync(filesIn(folder)[0] ?? '', 100)
    refused(await readPart(server, blob.blobId, 0, 5_000), 'refused')
    assert.equal(offsetIn(await begin(server, route, blob)), 0)
    await upload(server, route, blob)
    assert.deepEqual(await download(server, blob.blobId), blob.bytes)
  }))

test('a body longer than a piece, beyond the blob, or none at all is refused unwritten', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const blob = wireBlob(2_000_000)
    await begin(server, route, blob)
    const headers = {
      'content-type': 'application/octet-stream',
      authorization: `Bearer ${Buffer.from(blob.blobId).toString('base64url')}`,
    }
    const raw = (body: Uint8Array): Promise<Answer> =>
      call(server.httpsPort, 'POST', '/blobs/append', { headers, body })
    refused(await raw(random(BLOB_PIECE_BYTES + 13)), 'tooLarge')
    refused(await raw(new Uint8Array(12)), 'malformed')
    refused(await append(server, blob, blob.bytes.length - 5, random(6)), 'malformed')
    assert.equal(offsetIn(await begin(server, route, blob)), 0)
  }))

test('only so many pieces are in memory at one time, of one blob and in all', () => {
  const slots = new BlobSlots()
  const leave = Array.from({ length: PIECES_PER_BLOB }, () => slots.enter('one'))
  assert.equal(slots.enter('one'), undefined)
  leave[0]?.()
  leave[0]?.()
  assert.equal(slots.inAll, PIECES_PER_BLOB - 1)
  for (let at = 0; slots.inAll < PIECES_IN_ALL; at++) assert.ok(slots.enter(`blob ${at}`))
  assert.equal(slots.enter('another'), undefined)
})

test('a client that asks and does not read is hung up on', () =>
  withServer(
    async (server) => {
      const { route } = await settle(server)
      const blobs = [wireBlob(960_000), wireBlob(960_000), wireBlob(960_000), wireBlob(960_000)]
      for (const blob of blobs) await upload(server, route, blob, 900_000)
      const body = encode(readBlob, { from: 0, most: BLOB_PIECE_BYTES })
      const socket = connect({ port: server.httpsPort, rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      socket.pause()
      for (const { blobId } of [...blobs, ...blobs, ...blobs, ...blobs]) {
        socket.write(
          `POST /blobs/read HTTP/1.1\r\nHost: 127.0.0.1:${server.httpsPort}\r\n` +
            `Content-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n` +
            `Authorization: Bearer ${Buffer.from(blobId).toString('base64url')}\r\n\r\n`,
        )
        socket.write(body)
      }
      socket.on('error', () => undefined)
      // Who does not read hears of the end only when it writes.
      const more = `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${server.httpsPort}\r\n\r\n`
      const timer = setInterval(() => socket.write(more), 50)
      await new Promise((resolve) => socket.once('close', resolve))
      clearInterval(timer)
      assert.deepEqual(await download(server, blobs[0]?.blobId ?? random(32)), blobs[0]?.bytes)
    },
    { limits: { blobTaken: 200 } },
  ))
