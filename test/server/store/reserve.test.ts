// Room kept for a full disk: made once, given up, and made again only where there is plenty.
import assert from 'node:assert/strict'
import { statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { keepReserve, releaseReserve, RESERVE_BYTES } from '../../../server/store/reserve.ts'
import { testFolder } from '../../support/folder.ts'

test('the reserve takes its room, gives it up once, and comes back whole', async (context) => {
  const folder = await testFolder(context)
  const path = join(folder, 'reserve')
  assert.equal(keepReserve(folder), true)
  assert.ok(statSync(path).blocks * 512 >= RESERVE_BYTES, 'it really takes the room')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(releaseReserve(folder), true)
  assert.equal(releaseReserve(folder), false)
  assert.equal(keepReserve(folder), true)
  truncateSync(path, 1_000)
  assert.equal(keepReserve(folder), true)
  assert.equal(statSync(path).size, RESERVE_BYTES, 'half a reserve is made whole')
})

test('a folder that cannot be written has no reserve, and nothing is thrown', async (context) => {
  const folder = join(await testFolder(context), 'missing')
  assert.equal(keepReserve(folder), false)
  assert.equal(releaseReserve(folder), false)
})
