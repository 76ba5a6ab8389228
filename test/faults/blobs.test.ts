// Uploads of files while the server is killed (PROTOCOL 4.1): what was told to be there is there in the next life, the
// upload goes on from it, and the file comes out whole.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  append,
  begin,
  complete,
  download,
  offsetIn,
  upload,
  wireBlob,
} from '../support/blob-wire.ts'
import { settlePeople } from './residents.ts'
import { createVictim } from './victim.ts'

const LIVES = 8
const PIECE = 300_000

test('kill -9 in the middle of uploads: no byte that was told is lost', async (context) => {
  const victim = await createVictim(context)
  await victim.start()
  const [person] = await settlePeople(victim, victim.ticket(), 1)
  const { route } = person ?? assert.fail()
  const blob = wireBlob(4_000_000)
  let told = offsetIn(await begin(victim, route, blob))
  for (let life = 0; life < LIVES; life += 1) {
    told = offsetIn(await append(victim, blob, told, blob.bytes.subarray(told, told + PIECE)))
    // One more is under way: it may be there wholly, in part or not at all.
    const lost = append(victim, blob, told, blob.bytes.subarray(told, told + PIECE)).catch(
      () => undefined,
    )
    await victim.kill()
    await lost
    await victim.start()
    const now = offsetIn(await begin(victim, route, blob))
    assert.ok(now >= told && now <= told + PIECE, `${told} was told, ${now} is there`)
    told = now
  }
  await upload(victim, route, blob, PIECE)
  await victim.kill()
  await victim.start()
  assert.equal(offsetIn(await complete(victim, blob)), blob.bytes.length)
  assert.deepEqual(await download(victim, blob.blobId), blob.bytes)
})
