// Pushes from end to end: the real server, real sockets, and a push service that speaks the real protocol.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { decode } from '../../../protocol/codec.ts'
import { problem } from '../../../protocol/errors.ts'
import { putPush, pushKey } from '../../../protocol/push.ts'
import { FLAG_WAKE } from '../../../protocol/frame.ts'
import { PUSH_KEY_BYTES } from '../../../protocol/limits.ts'
import { openPushKey } from '../../../server/push/key.ts'
import { createPost, waitOf } from '../../../server/push/post.ts'
import type { PushOptions } from '../../../server/push/pushes.ts'
import { createTokens, MOST_KEPT, TOKEN_LIFE } from '../../../server/push/token.ts'
import type { Running } from '../../../server/serve.ts'
import { createPushDouble, type PushDouble } from '../../support/push-double.ts'
import {
  freshFolder,
  removeFolder,
  settle,
  startServer,
  withServer,
  type Resident,
} from '../../support/server.ts'
import {
  as,
  attach,
  call,
  dialReceiver,
  dialSender,
  logIn,
  post,
  problemOf,
  random,
} from '../../support/wire.ts'

let double: PushDouble
before(async () => {
  double = await createPushDouble()
})
after(() => double.close())

const push = (): PushOptions => ({
  rules: { hosts: [], any: false, origins: [double.origin] },
  contact: () => 'mailto:host@example.org',
  ca: double.ca,
})

const keyOf = async (server: Running): Promise<Uint8Array> =>
  decode(pushKey, (await call(server.httpsPort, 'POST', '/push/key')).body).key

const state = (server: Running, { bearer }: Resident, endpoint: string) =>
  post(as(server, bearer), '/push', putPush, { endpoint })

/** States a subscription made for this server's key; gives its path. */
const subscribe = async (server: Running, resident: Resident): Promise<string> => {
  const endpoint = double.subscribe(await keyOf(server))
  assert.equal((await state(server, resident, endpoint)).status, 200)
  return new URL(endpoint).pathname
}

/** Deposits one envelope; resolves when it is stored. */
const deposit = async (server: Running, { route }: Resident, flags: number): Promise<void> => {
  const socket = await dialSender(server, route.friendId)
  const { high } = await attach(socket, route)
  socket.say({ type: 'send', channel: 0, seq: high + 1, flags, envelope: random(64) })
  await socket.hear('stored')
  await socket.close()
}

const pushesTo = (path: string): number => double.taken.filter((one) => one.path === path).length

/** A second inbox that is pushed to: what it got says that all before it was decided. */
const settleWitness = async (server: Running): Promise<() => Promise<void>> => {
  const witness = await settle(server)
  const path = await subscribe(server, witness)
  return async () => {
    await deposit(server, witness, FLAG_WAKE)
    await double.takenFor(path)
  }
}

test('a message for a person wakes a device that is away: empty, urgent, signed, in place of an older one', async () => {
  await withServer(
    async (server) => {
      const resident = await settle(server)
      const path = await subscribe(server, resident)
      await deposit(server, resident, FLAG_WAKE)
      await double.takenFor(path)
      const taken = double.taken.find((one) => one.path === path)
      assert.ok(taken)
      assert.equal(taken.bytes, 0, 'nothing is told')
      assert.equal(taken.urgency, 'high')
      assert.equal(taken.topic, 'sotto')
      assert.ok(Number(taken.ttl) > 86_400)
      assert.equal(taken.subject, 'mailto:host@example.org')
      assert.ok(taken.tokenLife > 0 && taken.tokenLife <= TOKEN_LIFE / 1_000)
      assert.deepEqual(double.refused, [])
    },
    { push: push() },
  )
})

test('receipts wake nobody, and a device that is here is not woken', async () => {
  await withServer(
    async (server) => {
      const [away, here] = [await settle(server), await settle(server)]
      const paths = [await subscribe(server, away), await subscribe(server, here)]
      const socket = await dialReceiver(server)
      await logIn(server, socket, here.device)
      await deposit(server, away, 0)
      await deposit(server, here, FLAG_WAKE)
      await socket.hear('deliver')
      await (
        await settleWitness(server)
      )()
      assert.deepEqual(paths.map(pushesTo), [0, 0])
      // It never acknowledged: what was handed to a socket that died is not delivered.
      await socket.close()
      await double.takenFor(paths[1] ?? '')
      assert.deepEqual(paths.map(pushesTo), [0, 1])
    },
    { push: push() },
  )
})

test('what a device acknowledged before it left wakes it no more', async () => {
  await withServer(
    async (server) => {
      const resident = await settle(server)
      const path = await subscribe(server, resident)
      const socket = await dialReceiver(server)
      const { storeEpoch } = await logIn(server, socket, resident.device)
      await deposit(server, resident, FLAG_WAKE)
      const { seq } = await socket.hear('deliver')
      socket.say({ type: 'ack', storeEpoch, upTo: seq })
      socket.say({ type: 'ping' })
      await socket.hear('pong')
      await socket.close()
      await (
        await settleWitness(server)
      )()
      assert.equal(pushesTo(path), 0)
    },
    { push: push() },
  )
})

test('an address that is gone is forgotten; one that is taken back too', async () => {
  await withServer(
    async (server) => {
      const witness = await settleWitness(server)
      const [gone, ended] = [await settle(server), await settle(server)]
      const paths = [await subscribe(server, gone), await subscribe(server, ended)]
      assert.equal((await state(server, ended, '')).status, 200)
      double.answerNext({ status: 410 })
      const arrived = double.next()
      await deposit(server, gone, FLAG_WAKE)
      await arrived
      await deposit(server, ended, FLAG_WAKE)
      await witness()
      assert.deepEqual(paths.map(pushesTo), [0, 0])
      assert.deepEqual(double.refused, [])
    },
    { push: push() },
  )
})

test('only the owner states an address, only an allowed one, and the key is the same after a restart', async () => {
  const folder = freshFolder()
  let server = await startServer(folder, { push: push() })
  try {
    const key = await keyOf(server)
    assert.equal(key.length, PUSH_KEY_BYTES)
    assert.equal(statSync(join(folder, 'push-key')).mode & 0o777, 0o600)
    const resident = await settle(server)
    const answer = await state(server, resident, `${double.origin}/x`)
    assert.deepEqual(decode(pushKey, answer.body).key, key, 'the answer names the key')
    const stranger = await state(server, { ...resident, bearer: random(32) }, `${double.origin}/x`)
    assert.equal(problemOf(stranger), problem.refused)
    for (const endpoint of ['https://127.0.0.1/x', 'http://fcm.googleapis.com/x', 'x']) {
      assert.equal(problemOf(await state(server, resident, endpoint)), problem.pushRefused)
    }
    await server.close()
    server = await startServer(folder, { push: push() })
    assert.deepEqual(await keyOf(server), key)
  } finally {
    await server.close()
    removeFolder(folder)
  }
})

test('a server without pushes says so, makes no key, and takes back what is taken back', async () => {
  await withServer(async (server, folder) => {
    assert.equal((await keyOf(server)).length, 0)
    const resident = await settle(server)
    assert.equal(
      problemOf(await state(server, resident, 'https://fcm.googleapis.com/x')),
      problem.pushRefused,
    )
    assert.equal((await state(server, resident, '')).status, 200)
    assert.throws(() => statSync(join(folder, 'push-key')))
  })
})

test('a damaged key is a sentence for the host', () => {
  const folder = freshFolder()
  try {
    openPushKey(folder)
    const path = join(folder, 'push-key')
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, 40))
    assert.throws(() => openPushKey(folder), /push key .* is damaged/)
  } finally {
    removeFolder(folder)
  }
})

test('a token is used again until its last hour, and is for one service alone', async () => {
  const folder = freshFolder()
  try {
    let now = Date.now()
    const authorize = createTokens(
      openPushKey(folder),
      () => 'https://sotto.example',
      () => now,
    )
    const first = await authorize('https://a.example')
    assert.equal(await authorize('https://a.example'), first)
    assert.notEqual(await authorize('https://b.example'), first)
    now += TOKEN_LIFE - 3_600_000
    const later = await authorize('https://a.example')
    assert.notEqual(later, first)
    now -= TOKEN_LIFE
    assert.notEqual(await authorize('https://a.example'), later, 'the clock was set back')
    const kept = await authorize('https://kept.example')
    for (let other = 1; other < MOST_KEPT; other++) await authorize(`https://${other}.example`)
    assert.equal(await authorize('https://kept.example'), kept)
    await authorize('https://one-more.example')
    assert.notEqual(await authorize('https://kept.example'), kept, 'the oldest gave way')
  } finally {
    removeFolder(folder)
  }
})

test('every answer of a service has its consequence', async () => {
  const posting = createPost({ ca: double.ca, connections: 2, now: Date.now })
  const address = { url: new URL(`${double.origin}/push/none`), guarded: false }
  try {
    assert.deepEqual(await posting(address, 'vapid'), { is: 'gone' })
    for (const [refusal, outcome] of [
      [{ status: 410 }, { is: 'gone' }],
      [
        { status: 429, retryAfter: '7' },
        { is: 'later', wait: 7_000 },
      ],
      [{ status: 503 }, { is: 'later', wait: 0 }],
      [{ status: 302 }, { is: 'refused', code: 'status_other' }],
      [{ status: 403 }, { is: 'refused', code: 'status_forbidden' }],
    ] as const) {
      double.answerNext(refusal)
      assert.deepEqual(await posting(address, 'vapid'), outcome)
    }
    // The same address, had it come by a name: the own network is not called.
    const guarded = { url: new URL(`https://localhost:${address.url.port}/x`), guarded: true }
    assert.deepEqual(await posting(guarded, 'vapid'), { is: 'later', wait: 0 })
    double.hangNext()
    const arrived = double.next()
    const asked = posting(address, 'vapid')
    await arrived
    posting.close()
    assert.deepEqual(await asked, { is: 'later', wait: 0 })
  } finally {
    posting.close()
  }
})

test('a service that never answers is left', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const at = silent.address()
  assert.ok(at !== null && typeof at === 'object')
  const posting = createPost({ ca: double.ca, connections: 1, now: Date.now, within: 20 })
  try {
    const address = { url: new URL(`https://127.0.0.1:${at.port}/x`), guarded: false }
    assert.deepEqual(await posting(address, 'vapid'), { is: 'later', wait: 0 })
  } finally {
    posting.close()
    silent.close()
  }
})

test('Retry-After is seconds or a date, and never more than an hour', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  assert.equal(waitOf(undefined, now), 0)
  assert.equal(waitOf('30', now), 30_000)
  assert.equal(waitOf('Thu, 01 Jan 2026 00:01:00 GMT', now), 60_000)
  assert.equal(waitOf('Thu, 01 Jan 2015 00:01:00 GMT', now), 0)
  assert.equal(waitOf('999999', now), 3_600_000)
  assert.equal(waitOf('soon', now), 0)
})
