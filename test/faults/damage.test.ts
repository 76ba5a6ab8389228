// Damage to the files of a stopped server (PROTOCOL 10 rule 10): a row whose bytes changed is set aside and holds
// up nothing, damage that rows cannot show stops the start with a sentence, and no flipped bit is ever handed
// to a device as a message. A torn or enormous write-ahead log gives what was committed and no less.
import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import SqliteDatabase from 'better-sqlite3'
import { databasePath } from '../../server/store/database.ts'
import { attach, dialReceiver, dialSender, logIn, type Place } from '../support/wire.ts'
import { chanceFrom, roundsOf, seedOfRun } from './chance.ts'
import { endingFolder } from './endings.ts'
import { envelopeOf, type Reader, type Sender } from './ledger.ts'
import { createLoad } from './load.ts'
import { createVictim, type Victim } from './victim.ts'

const WAITING = 60

interface Scene {
  readonly victim: Victim
  readonly sender: Sender
  readonly reader: Reader
  readonly database: string
}

/** A server with envelopes waiting, stopped; `how` decides what its log still holds. */
const stopped = async (context: TestContext, how: 'stop' | 'kill' = 'stop'): Promise<Scene> => {
  const victim = await createVictim(context)
  await victim.start()
  const load = await createLoad(victim, victim.ticket(), { people: 1, senders: 1 })
  const [sender] = load.senders
  const [reader] = load.readers
  assert.ok(sender && reader)
  await sender.run(victim, () => sender.next > WAITING)
  await victim[how]()
  return { victim, sender, reader, database: databasePath(victim.folder) }
}

/**
 * The numbers of the envelopes that wait, each with the bytes that were sent; one more is deposited, and with it
 * the list ends. Undefined when the server closes or refuses instead.
 */
const received = async (place: Place, { sender, reader }: Scene): Promise<number[] | undefined> => {
  const socket = await dialReceiver(place)
  await logIn(place, socket, reader.device)
  const sending = await dialSender(place, sender.route.friendId)
  const marker = (await attach(sending, sender.route)).high + 1
  sender.say(sending, marker)
  const numbers: number[] = []
  for (;;) {
    const told = await socket.arrivals.next()
    if (told === undefined) return undefined
    if (told.type !== 'deliver') continue
    const number = new DataView(told.envelope.buffer, told.envelope.byteOffset).getUint32(4)
    assert.deepEqual(told.envelope, envelopeOf(0, number), 'the bytes that were sent')
    if (number === marker) break
    numbers.push(number)
  }
  await Promise.all([socket.close(), sending.close()])
  return numbers
}

/** As `received`; undefined also for who cannot even log in or attach. */
const receivedIfAny = async (place: Place, scene: Scene): Promise<number[] | undefined> => {
  try {
    return await received(place, scene)
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return undefined
  }
}

const all = Array.from({ length: WAITING }, (_, at) => at + 1)

test('flipped bits in three envelopes: set aside, counted, and nobody else waits', async (context) => {
  const scene = await stopped(context)
  const { victim, sender, database } = scene
  const bytes = readFileSync(database)
  const hurt = [7, 20, WAITING]
  for (const number of hurt) {
    // Far enough into the envelope that no other one has the same bytes before it.
    const at = bytes.indexOf(Buffer.from(envelopeOf(0, number).subarray(0, 40)))
    assert.ok(at > 0)
    bytes[at + 30] = (bytes[at + 30] ?? 0) ^ 4
  }
  writeFileSync(database, bytes)
  await victim.start()
  const whole = all.filter((number) => !hurt.includes(number))
  assert.deepEqual(await received(victim, scene), whole)
  assert.match(victim.printed(), /"rowsDamaged","count":3/)
  // Room and order are as if they had been read: the channel goes on, and its sender learns what to repeat.
  const socket = await dialSender(victim, sender.route.friendId)
  const told = await attach(socket, sender.route)
  assert.deepEqual([told.high, told.expiredUpTo], [WAITING + 1, WAITING])
  await socket.close()
  assert.equal((await victim.stop()).code, 0)
  const kept = new SqliteDatabase(database, { readonly: true })
  assert.equal(kept.prepare('SELECT count(*) FROM quarantine').pluck().get(), 3)
  kept.close()
})

const FLIPS = roundsOf(10, 200)

test(`${FLIPS} files with one flipped bit each: told, set aside or harmless, never a wrong message`, async (context) => {
  const seed = seedOfRun()
  const chance = chanceFrom(seed)
  const scene = await stopped(context)
  const { victim, database } = scene
  const good = readFileSync(database)
  const seen = { refused: 0, setAside: 0, ended: 0, harmless: 0 }
  for (let round = 0; round < FLIPS; round++) {
    const bytes = Buffer.from(good)
    const at = Math.floor(chance() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(chance() * 8))
    writeFileSync(database, bytes)
    // What the life before left in its log belongs to another file.
    rmSync(`${database}-wal`, { force: true })
    try {
      await victim.start()
    } catch (error) {
      assert.match(String(error), /The database .* (is damaged|newer Sotto)/)
      seen.refused += 1
      continue
    }
    const numbers = await receivedIfAny(victim, scene)
    const told = /rowsDamaged|is damaged, so Sotto ended/.test(victim.printed())
    if (numbers?.length === WAITING) seen.harmless += 1
    else if (numbers && told) seen.setAside += 1
    else {
      // What rows cannot show may close a login; it never gives a wrong or a shorter list in silence.
      assert.ok(numbers === undefined, `seed ${seed}, byte ${at}: ${String(numbers)} in silence`)
      seen.ended += 1
    }
    await victim.kill()
  }
  context.diagnostic(`seed ${seed}: ${JSON.stringify(seen)}`)
})

test('a page of zeros: the start stops with a sentence that says what to do', async (context) => {
  const { victim, database } = await stopped(context)
  const bytes = readFileSync(database)
  bytes.fill(0, 8_192, 5 * 8_192)
  writeFileSync(database, bytes)
  await assert.rejects(victim.start(), /The database .* is damaged: put a backup in its place/)
})

const TEARS = roundsOf(6, 300)

test(`a log torn ${TEARS} times: a prefix of what was told, and the server starts`, async (context) => {
  const seed = seedOfRun()
  const chance = chanceFrom(seed)
  const scene = await stopped(context, 'kill')
  const { victim, database } = scene
  const log = `${database}-wal`
  const folder = await endingFolder(context)
  const kept = [database, log].map((path, at) => [path, join(folder, `${at}`)] as const)
  for (const [path, copy] of kept) copyFileSync(path, copy)
  const size = statSync(log).size
  let shorter = 0
  for (let round = 0; round < TEARS; round++) {
    for (const [path, copy] of kept) copyFileSync(copy, path)
    const cut = Math.floor(chance() * size)
    if (chance() < 0.5) truncateSync(log, cut)
    else {
      const bytes = readFileSync(log)
      const end = Math.min(size, cut + 1 + Math.floor(chance() * 5_000))
      bytes.fill(Math.floor(chance() * 256), cut, end)
      writeFileSync(log, bytes)
    }
    await victim.start()
    // The people themselves may be in the part that is gone: then nobody can log in, and that is told.
    const numbers = (await receivedIfAny(victim, scene)) ?? []
    assert.deepEqual(numbers, all.slice(0, numbers.length))
    if (numbers.length < WAITING) shorter += 1
    await victim.kill()
  }
  context.diagnostic(`seed ${seed}: ${TEARS} torn logs, ${shorter} of them lost their end`)
  assert.ok(shorter > 0, 'the log held something')
})

const GIANT = 200 * 1_048_576

test('a write-ahead log of 200 MB: the start takes it over and empties it', async (context) => {
  const scene = await stopped(context)
  const { victim, database } = scene
  const grown = await grow(database)
  assert.ok(statSync(`${database}-wal`).size >= GIANT)
  await victim.start()
  assert.deepEqual(await received(victim, scene), all)
  assert.equal((await victim.stop()).code, 0)
  const left = existsSync(`${database}-wal`) ? statSync(`${database}-wal`).size : 0
  assert.equal(left, 0)
  const after = new SqliteDatabase(database, { readonly: true })
  assert.equal(after.pragma('quick_check', { simple: true }), 'ok')
  assert.ok(grown > 0)
  after.close()
})

/** Leaves a log as a process leaves it that was killed before it could tidy up. */
const grow = async (path: string): Promise<number> => {
  const database = new SqliteDatabase(path)
  database.pragma('wal_autocheckpoint = 0')
  const filler = Buffer.alloc(4 * 1_048_576, 1)
  database.exec('CREATE TABLE filler (body BLOB) STRICT')
  const put = database.prepare('INSERT INTO filler VALUES (?)')
  for (let at = 0; at * filler.length < GIANT; at++) put.run(filler)
  const copies = [path, `${path}-wal`].map((file) => [file, readFileSync(file)] as const)
  database.exec('DROP TABLE filler')
  database.close()
  for (const [file, bytes] of copies) writeFileSync(file, bytes)
  return copies.length
}
