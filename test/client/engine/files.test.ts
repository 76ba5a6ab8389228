// Files on a device (PROTOCOL 14): what is sealed opens again as a whole and from any place, and nothing else does.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { safeFileName } from '../../../client/engine/file-name.ts'
import { safeMediaType, SAVED_ONLY } from '../../../client/engine/media-type.ts'
import { openFile } from '../../../client/engine/file-open.ts'
import { Cancelled, sealFile, type FileSource } from '../../../client/engine/file-seal.ts'
import { blobLength, paddedLength } from '../../../protocol/blob.ts'
import { BLOB_PIECE_BYTES } from '../../../protocol/limits.ts'
import { createBlobsMemory } from '../../support/blobs-memory.ts'
import { realRandom } from '../../support/circle.ts'

const sourceOf = (bytes: Uint8Array): FileSource => ({
  length: bytes.length,
  read: async (from, to) => bytes.slice(from, to),
})
const content = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

test('files of many lengths: padded, whole again, from any place, and every one under a key of its own', async () => {
  const memory = createBlobsMemory()
  const blobs = memory.open()
  const keys = new Set<string>()
  for (const length of [0, 1, 4_096, 65_535, 65_536, 65_537, 983_040, 1_000_000, 2_100_000]) {
    const bytes = content(length)
    const steps: number[] = []
    const sealed = await sealFile({
      source: sourceOf(bytes),
      blobs,
      random: realRandom,
      onProgress: (done) => steps.push(done),
    })
    assert.equal(steps.at(-1), length)
    assert.equal(await blobs.length(sealed.local), blobLength(length))
    const pieces = memory.pieces(sealed.local)
    const whole = Buffer.concat([...pieces.values()])
    assert.deepEqual(createHash('sha256').update(whole).digest(), Buffer.from(sealed.hash))
    assert.ok([...pieces.values()].every((piece) => piece.length <= BLOB_PIECE_BYTES))
    const file = openFile(blobs, sealed)
    assert.deepEqual(await file.read(0, length), bytes)
    assert.deepEqual(
      await file.read(Math.max(0, length - 5), length + 99),
      bytes.subarray(Math.max(0, length - 5)),
    )
    const from = Math.floor(length / 3)
    assert.deepEqual(await file.read(from, from + 70_000), bytes.subarray(from, from + 70_000))
    keys.add(Buffer.from(sealed.key).toString('hex'))
  }
  assert.equal(keys.size, 9)
})

test('any range of a file is that range', async () => {
  const blobs = createBlobsMemory().open()
  const bytes = content(300_000)
  const sealed = await sealFile({ source: sourceOf(bytes), blobs, random: realRandom })
  const file = openFile(blobs, sealed)
  await fc.assert(
    fc.asyncProperty(fc.nat(310_000), fc.nat(150_000), async (from, length) => {
      assert.deepEqual(await file.read(from, from + length), bytes.subarray(from, from + length))
    }),
    { seed: 4, numRuns: 40 },
  )
})

test('a claimed length that is not the true one, another key and a damaged piece open nothing', async () => {
  const memory = createBlobsMemory()
  const blobs = memory.open()
  const sealed = await sealFile({ source: sourceOf(content(200_000)), blobs, random: realRandom })
  const wrong = [
    // Shorter: what should be padding is not zero.
    { ...sealed, size: 199_999 },
    { ...sealed, size: 100 },
    { ...sealed, size: paddedLength(200_000) + 1 },
    { ...sealed, size: 50_000_000 },
    { ...sealed, key: new Uint8Array(32) },
    { ...sealed, local: 'none' },
  ]
  for (const right of wrong) {
    await assert.rejects(openFile(blobs, right).read(0, right.size), { name: 'Malformed' })
  }
  const piece = memory.pieces(sealed.local).get(0)
  if (piece) piece[70_000] = (piece[70_000] ?? 0) ^ 1
  await assert.rejects(openFile(blobs, sealed).read(0, sealed.size), { name: 'Malformed' })
  assert.equal((await openFile(blobs, sealed).read(0, 10)).length, 10)
})

test('sealing that is cancelled, that finds no room, or whose file fails leaves nothing behind', async () => {
  const memory = createBlobsMemory()
  const blobs = memory.open()
  const source = sourceOf(content(3_000_000))
  let steps = 0
  const cancelled = sealFile({
    source,
    blobs,
    random: realRandom,
    isCancelled: () => ++steps > 2,
  })
  await assert.rejects(cancelled, Cancelled)
  const broken: FileSource = {
    length: 3_000_000,
    read: async (from) => {
      if (from > 0) throw new Error('the file changed')
      return new Uint8Array(983_040)
    },
  }
  await assert.rejects(sealFile({ source: broken, blobs, random: realRandom }), /changed/)
  memory.fail('full')
  await assert.rejects(sealFile({ source, blobs, random: realRandom }), { kind: 'full' })
  assert.deepEqual(memory.names(), [])
})

test('names of files: no path, no trick of direction, no device, and never none', () => {
  const names: readonly (readonly [string, string])[] = [
    ['photo.jpg', 'photo.jpg'],
    ['Überraschung 1.pdf', 'Überraschung 1.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\a.exe', 'C__Windows_a.exe'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\u200Bb\u2066c\u2069.txt', 'abc.txt'],
    ['line\nbreak\t.txt', 'linebreak.txt'],
    ['.bashrc', 'bashrc'],
    ['trailing. . .', 'trailing'],
    ['CON.txt', '_CON.txt'],
    ['lpt1', '_lpt1'],
    ['', 'file'],
    ['///', '___'],
    ['\u202E\u200F', 'file'],
    ['<img src=x onerror=alert(1)>.png', '_img src=x onerror=alert(1)_.png'],
  ]
  for (const [given, shown] of names) assert.equal(safeFileName(given), shown)
  const long = safeFileName(`${'x'.repeat(300)}.jpeg`)
  assert.equal(Array.from(long).length, 120)
  assert.ok(long.endsWith('….jpeg'))
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const name = safeFileName(given)
      assert.ok(name.length > 0 && Array.from(name).length <= 121)
      assert.equal(/[\p{Cc}\p{Cf}\\/:*?"<>|]/u.test(name), false)
      assert.equal(name.startsWith('.'), false)
    }),
    { seed: 3, numRuns: 60 },
  )
})

test('only types that run nothing are shown in place', () => {
  assert.equal(safeMediaType('image/JPEG'), 'image/jpeg')
  assert.equal(safeMediaType('video/mp4; codecs="avc1"'), 'video/mp4')
  for (const active of [
    'image/svg+xml',
    'text/html',
    'application/xhtml+xml',
    'text/xml',
    'application/pdf',
    'text/javascript',
    'image/jpeg\nx',
    'multipart/x-mixed-replace',
    '',
    '__proto__',
  ])
    assert.equal(safeMediaType(active), SAVED_ONLY)
})
