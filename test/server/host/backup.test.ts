// Backups: made while the server runs, opened by their secret alone, refused in one sentence when anything
// is wrong with them, and restored with a new epoch, so that nothing is ever half there.
import assert from 'node:assert/strict'
import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { prepareDataFolder } from '../../../server/folder.ts'
import { readRecoveryKey, writeRecoveryKey } from '../../../server/host/recovery-key.ts'
import { CHUNK_BYTES, HEADER_BYTES } from '../../../server/host/sealed-file.ts'
import { contentsOf, finishRestore, swapIn } from '../../../server/host/swap.ts'
import { sotto, startHouse } from '../../support/commands.ts'
import { testFolder } from '../../support/folder.ts'
import { settle } from '../../support/server.ts'
import { attach, dialReceiver, dialSender, logIn, random } from '../../support/wire.ts'

test('made under load, restored elsewhere: what was stored is there, in a store with a new epoch', async (context) => {
  const folder = await testFolder(context)
  const house = await startHouse(context, folder)
  const { device, route } = await settle(house.server)
  const receiver = await dialReceiver(house.server)
  const { storeEpoch, houseKey } = await logIn(house.server, receiver, device)
  const [epoch, key] = [storeEpoch.slice(), houseKey.slice()]
  await receiver.close()
  const sender = await dialSender(house.server, route.friendId)
  await attach(sender, route)
  const sent = Array.from({ length: 300 }, () => random(2_048))
  const send = (seq: number): void =>
    sender.say({ type: 'send', channel: 0, seq, flags: 0, envelope: sent[seq - 1] ?? random(1) })
  for (let seq = 1; seq <= 100; seq += 1) send(seq)
  while ((await sender.hear('stored')).upTo < 100);
  const file = join(await testFolder(context), 'a.backup')
  const making = sotto(folder, ['backup', file, '--json', '--recovery-key'])
  for (let seq = 101; seq <= 300; seq += 1) send(seq)
  const made = await making
  assert.deepEqual([made.code, made.err], [0, ''])
  assert.equal(statSync(file).mode & 0o777, 0o600)
  await sender.close()
  await house.close()

  const other = join(await testFolder(context), 'data')
  const env = { SOTTO_BACKUP_PASSPHRASE: String(made.json['recoveryKey']) }
  const restored = await sotto(other, ['restore', file], env)
  assert.deepEqual([restored.code, restored.err], [0, ''])
  assert.match(restored.out, /new epoch/)
  const again = await startHouse(context, other)
  const second = await dialReceiver(again.server)
  const welcome = await logIn(again.server, second, device)
  assert.notDeepEqual(welcome.storeEpoch, epoch)
  assert.deepEqual(welcome.houseKey, key)
  assert.ok(welcome.pending >= 100, `${welcome.pending} wait`)
  for (let at = 0; at < welcome.pending; at += 1) {
    const { seq, envelope } = await second.hear('deliver')
    assert.deepEqual(envelope, sent[at])
    second.say({ type: 'ack', storeEpoch: welcome.storeEpoch, upTo: seq })
  }
  await second.close()
})

/** A folder of a stopped server with one inbox, and a backup of it under a recovery key. */
const withBackup = async (
  context: TestContext,
): Promise<{ folder: string; file: string; env: Record<string, string> }> => {
  const folder = await testFolder(context)
  const house = await startHouse(context, folder)
  await settle(house.server)
  await house.close()
  const file = join(await testFolder(context), 'a.backup')
  const made = await sotto(folder, ['backup', file, '--recovery-key', '--json'])
  assert.equal(made.code, 0, made.err)
  return { folder, file, env: { SOTTO_BACKUP_PASSPHRASE: String(made.json['recoveryKey']) } }
}

const refusesToRestore = async (
  file: string,
  env: Record<string, string>,
  [code, pattern]: readonly [code: number, pattern: RegExp],
): Promise<void> => {
  const target = `${file}.data`
  await mkdir(target, { recursive: true })
  const said = await sotto(target, ['restore', file], env)
  assert.equal(said.code, code, said.err)
  assert.match(said.err, pattern)
  assert.equal(said.err.trimEnd().split('\n').length, 1, said.err)
  assert.equal(said.out, '')
  assert.deepEqual(readdirSync(target), [], 'nothing half restored')
}

test('every damage is told in one sentence and changes nothing', async (context) => {
  const { file, env } = await withBackup(context)
  const whole = readFileSync(file)
  const broken = `${file}.broken`
  const tries = async (bytes: Uint8Array, expected: readonly [number, RegExp]): Promise<void> => {
    writeFileSync(broken, bytes)
    await refusesToRestore(broken, env, expected)
  }
  const chunk = CHUNK_BYTES + 16
  const cut = [0, 5, 12, 13, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 1, HEADER_BYTES + 100]
  for (const length of [...cut, HEADER_BYTES + chunk, HEADER_BYTES + chunk + 1, whole.length - 1]) {
    await tries(whole.subarray(0, length), [1, /no Sotto backup|damaged|cut short/])
  }
  await tries(whole.subarray(0, HEADER_BYTES + chunk), [1, /is cut short/])
  for (const at of [15, 20, 60, 90, HEADER_BYTES, HEADER_BYTES + 70_000, whole.length - 1]) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 0x10
    await tries(flipped, [1, /damaged/])
  }
  await tries(Buffer.concat([whole, Buffer.alloc(7)]), [1, /damaged|behind its end/])
  const swapped = Buffer.concat([
    whole.subarray(0, HEADER_BYTES),
    whole.subarray(HEADER_BYTES + chunk),
    whole.subarray(HEADER_BYTES, HEADER_BYTES + chunk),
  ])
  await tries(swapped, [1, /damaged/])
  await tries(Buffer.from('a text, and no backup at all'), [1, /is no Sotto backup/])
  const newer = Buffer.from(whole)
  newer[12] = 2
  await tries(newer, [1, /newer Sotto/])
  await refusesToRestore(`${file}.absent`, env, [3, /name the file of a backup/])
  // The one that is whole still opens.
  const target = `${file}.good`
  assert.equal((await sotto(target, ['restore', file], env)).code, 0)
})

test('parameters that would cost too much are refused before they cost anything', async (context) => {
  const { file, env } = await withBackup(context)
  const bytes = readFileSync(file)
  const { createHash } = await import('node:crypto')
  for (const [at, value] of [
    [14, 31],
    [14, 2],
    [15, 200],
    [16, 0],
  ] as const) {
    const crooked = Buffer.from(bytes)
    crooked[at] = value
    const sum = createHash('sha256')
      .update(crooked.subarray(0, HEADER_BYTES - 16))
      .digest()
    sum.copy(crooked, HEADER_BYTES - 16, 0, 16)
    writeFileSync(`${file}.crooked`, crooked)
    await refusesToRestore(`${file}.crooked`, env, [1, /damaged in its first bytes/])
  }
})

test('a wrong secret is told from a damaged file, with an exit code of its own', async (context) => {
  const { folder, file } = await withBackup(context)
  const other = writeRecoveryKey(random(16))
  await refusesToRestore(file, { SOTTO_BACKUP_PASSPHRASE: other }, [4, /not the recovery key of/])
  const slip = other.replace(/.$/, (sign) => (sign === 'A' ? 'B' : 'A'))
  await refusesToRestore(file, { SOTTO_BACKUP_PASSPHRASE: slip }, [4, /mistyped/])
  await refusesToRestore(file, {}, [2, /Nobody can be asked for the recovery key/])
  const second = `${file}.second`
  const secretFile = `${file}.secret`
  writeFileSync(secretFile, 'seven green ducks\n')
  const made = await sotto(folder, ['backup', second, '--passphrase-file', secretFile])
  assert.equal(made.code, 0, made.err)
  await refusesToRestore(second, { SOTTO_BACKUP_PASSPHRASE: 'seven grey ducks' }, [4, /passphrase/])
  const short = await sotto(folder, ['backup', `${file}.third`], {
    SOTTO_BACKUP_PASSPHRASE: 'duck',
  })
  assert.deepEqual(
    [short.code, readdirSync(join(file, '..')).includes('a.backup.third')],
    [2, false],
  )
})

test('what is there is kept: a backup needs a new name, a restore needs --force and moves it aside', async (context) => {
  const { folder, file, env } = await withBackup(context)
  const taken = await sotto(folder, ['backup', file, '--recovery-key'])
  assert.deepEqual([taken.code, taken.out], [1, ''])
  assert.match(taken.err, /--force/)
  const nowhere = await sotto(folder, ['backup', join(folder, 'no', 'such'), '--recovery-key'])
  assert.match(nowhere.err, /^Cannot write .*ENOENT/)
  writeFileSync(join(folder, 'mark'), 'old')
  const refused = await sotto(folder, ['restore', file], env)
  assert.equal(refused.code, 1)
  assert.match(refused.err, /is not empty: --force/)
  const forced = await sotto(folder, ['restore', file, '--force', '--json'], env)
  assert.equal(forced.code, 0, forced.err)
  const kept = String(forced.json['keptAside'])
  assert.equal(readFileSync(join(kept, 'mark'), 'utf8'), 'old')
  assert.ok(readdirSync(kept).includes('sotto.db'))
  assert.deepEqual((await contentsOf(folder)).toSorted(), ['house-key', 'sotto.db'])
  const house = await startHouse(context, folder)
  const running = await sotto(folder, ['restore', file, '--force'], env)
  assert.match(running.err, /Sotto runs on .*stop it/)
  await house.close()
})

test('a backup holds no bytes of keys or ids in clear, and nothing of it stays in the data folder', async (context) => {
  const { folder, file } = await withBackup(context)
  const bytes = readFileSync(file)
  for (const name of ['house-key', 'sotto.db']) {
    assert.equal(bytes.indexOf(readFileSync(join(folder, name)).subarray(0, 16)), -1)
  }
  const left = readdirSync(folder).filter((name) => name.startsWith('snapshot'))
  assert.deepEqual(left, [])
  assert.deepEqual(
    readdirSync(join(file, '..')).filter((name) => name.includes('.part')),
    [],
  )
})

test('a restore interrupted at any step is finished by whoever comes next', async (context) => {
  const root = await testFolder(context)
  const make = (name: string): string => {
    const folder = join(root, name)
    mkdirSync(join(folder, 'restoring', 'tls'), { recursive: true })
    mkdirSync(join(folder, 'tls'))
    for (const file of ['sotto.db', 'house-key', 'only-old', 'tls/key.pem']) {
      writeFileSync(join(folder, file), 'old')
    }
    for (const file of ['sotto.db', 'house-key', 'only-new', 'tls/key.pem']) {
      writeFileSync(join(folder, 'restoring', file), 'new')
    }
    return folder
  }
  const keep = 'before-restore-2026-01-02-030405'
  const isDone = (folder: string): void => {
    const names = ['before-restore-2026-01-02-030405', 'house-key', 'only-new', 'sotto.db', 'tls']
    assert.deepEqual(readdirSync(folder).toSorted(), names)
    for (const file of ['sotto.db', 'house-key', 'only-new', 'tls/key.pem']) {
      assert.equal(readFileSync(join(folder, file), 'utf8'), 'new')
    }
    for (const file of ['sotto.db', 'house-key', 'only-old', 'tls/key.pem']) {
      assert.equal(readFileSync(join(folder, keep, file), 'utf8'), 'old')
    }
  }
  const whole = make('whole')
  await swapIn(whole, keep)
  isDone(whole)

  // The state after each single move, as a crash leaves it.
  const model = make('model')
  let at = 0
  const states: string[] = []
  const remember = async (plan: string): Promise<void> => {
    writeFileSync(join(model, 'restore-plan'), plan)
    const state = join(root, `state-${(at += 1)}`)
    await cp(model, state, { recursive: true })
    states.push(state)
  }
  const [out, inward] = [`out ${keep} 999999999\n`, `in ${keep} 999999999\n`]
  await remember(out)
  mkdirSync(join(model, keep))
  await remember(out)
  for (const name of ['house-key', 'only-old', 'sotto.db', 'tls']) {
    renameSync(join(model, name), join(model, keep, name))
    await remember(out)
  }
  await remember(inward)
  for (const name of ['house-key', 'only-new', 'sotto.db', 'tls']) {
    renameSync(join(model, 'restoring', name), join(model, name))
    await remember(inward)
  }
  assert.equal(states.length, 11)
  for (const state of states) {
    assert.equal(await finishRestore(state), true)
    isDone(state)
    assert.equal(await finishRestore(state), false)
  }
})

test('a start finishes an interrupted restore, and waits for one under way', async (context) => {
  const folder = await testFolder(context)
  mkdirSync(join(folder, 'restoring'))
  writeFileSync(join(folder, 'restoring', 'house-key'), 'new')
  writeFileSync(
    join(folder, 'restore-plan'),
    `out before-restore-2026-01-02-030405 ${process.ppid}\n`,
  )
  await assert.rejects(prepareDataFolder(folder), /under way/)
  assert.deepEqual(readdirSync(folder).toSorted(), ['restore-plan', 'restoring'])
  writeFileSync(join(folder, 'restore-plan'), 'out before-restore-2026-01-02-030405 999999999\n')
  await prepareDataFolder(folder)
  assert.equal(readFileSync(join(folder, 'house-key'), 'utf8'), 'new')
  writeFileSync(join(folder, 'restore-plan'), 'out ../../etc 1\n')
  await assert.rejects(prepareDataFolder(folder), /cannot be read/)
})

test('recovery keys: read as printed and as people copy them; one wrong sign is noticed', () => {
  for (let at = 0; at < 50; at += 1) {
    const bytes = random(16)
    const text = writeRecoveryKey(bytes)
    assert.match(text, /^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/)
    assert.deepEqual(readRecoveryKey(text), bytes)
    assert.deepEqual(readRecoveryKey(text.toLowerCase().replaceAll('-', ' ')), bytes)
    assert.deepEqual(readRecoveryKey(text.replaceAll('0', 'o').replaceAll('1', 'l')), bytes)
    const wrong = text.replace(/.$/, (sign) => (sign === 'A' ? 'B' : 'A'))
    assert.equal(readRecoveryKey(wrong), undefined)
  }
  for (const text of ['', 'AAAA', `${'A'.repeat(31)}U`, 'A'.repeat(33)]) {
    assert.equal(readRecoveryKey(text), undefined)
  }
})

test("the host's own certificates come back where they were, unless others are there", async (context) => {
  const { folder } = await withBackup(context)
  const certs = `${folder}.certs`
  context.after(() => rmSync(certs, { recursive: true, force: true }))
  mkdirSync(certs)
  for (const name of ['cert.pem', 'key.pem']) writeFileSync(join(certs, name), `own ${name}`)
  writeFileSync(join(certs, 'README.md'), 'not a certificate')
  const file = join(await testFolder(context), 'with-certs.backup')
  const made = await sotto(folder, ['backup', file, '--recovery-key', '--json'])
  const env = { SOTTO_BACKUP_PASSPHRASE: String(made.json['recoveryKey']) }

  const fresh = join(await testFolder(context), 'data')
  const restored = await sotto(fresh, ['restore', file], env)
  assert.match(restored.out, /certificates of the backup are in .*\.certs again/s)
  assert.equal(readFileSync(join(`${fresh}.certs`, 'key.pem'), 'utf8'), 'own key.pem')
  assert.equal(statSync(join(`${fresh}.certs`, 'key.pem')).mode & 0o077, 0)

  const other = join(await testFolder(context), 'data')
  mkdirSync(`${other}.certs`)
  writeFileSync(join(`${other}.certs`, 'cert.pem'), 'another')
  const beside = await sotto(other, ['restore', file], env)
  assert.match(beside.out, /has others and was left as it is/)
  assert.equal(readFileSync(join(`${other}.certs`, 'cert.pem'), 'utf8'), 'another')
  assert.equal(readFileSync(join(other, 'certs', 'cert.pem'), 'utf8'), 'own cert.pem')
})

test(
  'root restores for the user whose data folder it is',
  { skip: process.getuid?.() === 0 ? false : 'not root' },
  async (context) => {
    const { file, env } = await withBackup(context)
    const folder = join(await testFolder(context), 'data')
    mkdirSync(folder)
    const SOMEBODY = 65_534
    chownSync(folder, SOMEBODY, SOMEBODY)
    assert.equal((await sotto(folder, ['restore', file], env)).code, 0)
    for (const name of readdirSync(folder)) {
      assert.equal(statSync(join(folder, name)).uid, SOMEBODY, name)
    }
  },
)

test('a copy that the disk refuses is told in a sentence, and the next one is made', async (context) => {
  const folder = join(await testFolder(context), 'data')
  mkdirSync(folder)
  const { server } = await startHouse(context, folder)
  const moved = `${folder}.moved`
  renameSync(folder, moved)
  const told = await sotto(moved, ['backup', `${folder}.backup`, '--recovery-key'])
  assert.deepEqual([told.code, told.out], [1, ''])
  assert.match(told.err, /^The server cannot copy its database into .*make room/)
  renameSync(moved, folder)
  const made = await sotto(folder, ['backup', `${folder}.backup`, '--recovery-key'])
  assert.equal(made.code, 0, made.err)
  assert.equal(await server.hasInbox(), false, 'it runs on')
})

test('two backups at one moment: each is whole, or says that the other is under way', async (context) => {
  const folder = await testFolder(context)
  await startHouse(context, folder)
  const place = await testFolder(context)
  const both = await Promise.all(
    ['a', 'b'].map((name) => sotto(folder, ['backup', join(place, name), '--recovery-key'])),
  )
  const good = both.filter(({ code }) => code === 0)
  assert.ok(good.length >= 1)
  for (const { code, err } of both) if (code !== 0) assert.match(err, /is being made already/)
  assert.equal(readdirSync(place).length, good.length)
})
