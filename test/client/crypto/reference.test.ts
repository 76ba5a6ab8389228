// A second reading of PROTOCOL 7 and 9, written from the text over node:crypto: it opens a whole exchange
// from the devices' secrets alone. Only the secretbox is shared, and that is checked against NaCl's own
// vectors. The frames of one exchange with fixed randomness are frozen in transcript.json.
import assert from 'node:assert/strict'
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  hkdfSync,
} from 'node:crypto'
import { test } from 'node:test'
import * as sotto from '../../../client/crypto/index.ts'
import { secretboxOpen } from '../../../client/crypto/primitives.ts'
import { begin, heard, say } from './alice-and-bob.ts'
import { vectorJson } from './vectors.ts'

type Bytes = Uint8Array
const ascii = (label: string): Bytes => Buffer.from(`sotto/v1/${label}\0`, 'latin1')
const join = (...parts: readonly Bytes[]): Bytes => Uint8Array.from(Buffer.concat(parts))
const hash = (...parts: readonly Bytes[]): Bytes =>
  Uint8Array.from(
    createHash('sha256')
      .update(join(...parts))
      .digest(),
  )
const mac = (key: Bytes, byte: number): Bytes =>
  Uint8Array.from(createHmac('sha256', key).update(Uint8Array.of(byte)).digest())
const expand = (salt: Bytes, input: Bytes, info: Bytes, length: number): Bytes =>
  new Uint8Array(hkdfSync('sha256', input, salt, info, length))
const cut = (bytes: Bytes, ...lengths: readonly number[]): Bytes[] => {
  let at = 0
  return lengths.map((length) => bytes.subarray(at, (at += length)))
}
const zeros = (length: number): Bytes => new Uint8Array(length)

const fromDer = (prefix: string, secret: Bytes) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from(prefix, 'hex'), secret]),
    format: 'der',
    type: 'pkcs8',
  })
const exchange = (secret: Bytes, peer: Bytes): Bytes => {
  const spki = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), peer])
  return Uint8Array.from(
    diffieHellman({
      privateKey: fromDer('302e020100300506032b656e04220420', secret),
      publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    }),
  )
}
const decap = (seed: Bytes, ciphertext: Bytes): Bytes =>
  Uint8Array.from(
    decapsulate(fromDer('3054020100300b060960864801650304040204428040', seed), ciphertext),
  )

const openBox = (key: Bytes, nonce: Bytes, box: Bytes): Bytes => {
  const opened = secretboxOpen(key, nonce, box)
  assert.ok(opened, 'a box did not open')
  return opened
}

interface Header {
  readonly ratchet: Bytes
  readonly slot: Bytes
  readonly previous: number
  readonly number: number
}

const readHeader = (key: Bytes, frame: Bytes): Header => {
  const header = openBox(key, frame.subarray(0, 24), frame.subarray(24, 1_265))
  assert.equal(header.length, 1_225)
  const view = new DataView(header.buffer, header.byteOffset)
  assert.equal(header[0], 1)
  return {
    ratchet: header.subarray(1, 33),
    slot: header.subarray(33, 1_217),
    previous: view.getUint32(1_217),
    number: view.getUint32(1_221),
  }
}

const readBody = (messageKey: Bytes, ad: Bytes, frame: Bytes): string => {
  const salt = hash(ad, frame.subarray(0, 1_265))
  const [key, nonce] = cut(expand(salt, messageKey, ascii('msg'), 56), 32, 24)
  const padded = openBox(key!, nonce!, frame.subarray(1_265))
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  assert.ok(padded.subarray(4 + length).every((byte) => byte === 0))
  return Buffer.from(padded.subarray(4, 4 + length)).toString()
}

// `bound`: the sender's ratchet key, the receiver's, the slot.
const turn = (root: Bytes, input: Bytes, ...bound: readonly Bytes[]): Bytes[] =>
  cut(expand(root, input, join(ascii('rk'), hash(...bound)), 96), 32, 32, 32)

// Everything Bob derives from an INIT, step by step as the text says.
const readInit = (start: ReturnType<typeof begin>, kind: 'pair' | 'lastResort') => {
  const { bob, first } = start
  const [clear, sealedBlock] = cut(first, 1_130, 193)
  const [head, spkId, kemId, ephemeral, ciphertext] = cut(clear!, 2, 4, 4, 32, 1_088)
  assert.deepEqual([...head!], [1, 1])
  assert.equal(new DataView(join(spkId!).buffer).getUint32(0), bob.signedPrekey.id)
  const kem = kind === 'pair' ? bob.pair : bob.lastResort
  assert.equal(new DataView(join(kemId!).buffer).getUint32(0), kem.id)
  const spk = bob.signedPrekey.public.subarray(4, 36)
  const pairKey = kind === 'pair' ? kem.public.subarray(4, 36) : zeros(32)
  const kemKey = kem.public.subarray(kind === 'pair' ? 36 : 4, kind === 'pair' ? 1_220 : 1_188)
  const identityB = [bob.account.publicKey, bob.device.device, bob.device.dhPublic]
  const tr = hash(ascii('init'), clear!, ...identityB, spk, pairKey, kemKey)
  const shared = join(
    exchange(bob.device.dhSecret, ephemeral!),
    exchange(bob.signedPrekey.secret, ephemeral!),
    kem.type === 'pair' ? exchange(kem.dhSecret, ephemeral!) : zeros(32),
    decap(kem.kemSeed, ciphertext!),
    zeros(32),
  )
  const [key, nonce] = cut(expand(tr, shared, ascii('id'), 56), 32, 24)
  const block = openBox(key!, nonce!, sealedBlock!)
  assert.equal(block.length, 177)
  const [, account, device, identity] = cut(block, 1, 32, 4, 32)
  const d1 = exchange(bob.signedPrekey.secret, identity!)
  const input = join(new Uint8Array(32).fill(0xff), d1, shared)
  const keys = expand(tr, input, join(ascii('sk'), hash(block)), 176)
  const [sk, headerA, nextB, sid, volatileA, volatileB] = cut(keys, 32, 32, 32, 16, 32, 32)
  const ad = hash(ascii('ad'), account!, device!, identity!, ...identityB, sid!)
  return {
    account: account!,
    spk,
    sk: sk!,
    headerA: headerA!,
    nextB: nextB!,
    sid: sid!,
    volatileA: volatileA!,
    volatileB: volatileB!,
    ad,
  }
}

for (const kind of ['pair', 'lastResort'] as const) {
  test(`the reference opens a whole exchange started with a ${kind}`, () => {
    const start = begin(`reference ${kind}`, kind)
    const { a, b, alice, bob, first } = start
    const init = readInit(start, kind)
    assert.deepEqual(init.account, alice.account.publicKey)
    assert.deepEqual(init.sid, a.session.sid)
    assert.deepEqual(init.ad, a.session.ad)
    assert.deepEqual(
      [init.volatileA, init.volatileB],
      [a.session.volatileSend, a.session.volatileReceive],
    )
    // Alice's first chain.
    const inner = first.subarray(1_323)
    const one = readHeader(init.headerA, inner)
    assert.deepEqual([one.previous, one.number], [0, 0])
    const agreed = exchange(bob.signedPrekey.secret, one.ratchet)
    const [root1, chain1, headerA2] = turn(init.sk, agreed, one.ratchet, init.spk, one.slot)
    assert.equal(readBody(mac(chain1!, 1), init.ad, inner), 'first')
    const again = say(a, 'second')
    heard(b, again)
    assert.deepEqual(readHeader(init.headerA, again.subarray(1_323)), { ...one, number: 1 })
    assert.equal(readBody(mac(mac(chain1!, 2), 1), init.ad, again.subarray(1_323)), 'second')
    // Bob's answer, opened with Alice's secrets: one ML-KEM secret enters.
    const { ownRatchet, kemSeed } = a.session
    assert.ok(ownRatchet && kemSeed)
    const [ratchetSecret, seed] = [ownRatchet.secret.slice(), kemSeed.slice()]
    const answer = say(b, 'answer')
    const two = readHeader(init.nextB, answer)
    assert.ok(two.slot.subarray(1_088).every((byte) => byte === 0))
    const mixed = join(
      exchange(ratchetSecret, two.ratchet),
      decap(seed, two.slot.subarray(0, 1_088)),
    )
    const [root2, chain2] = turn(root1!, mixed, two.ratchet, one.ratchet, two.slot)
    assert.equal(readBody(mac(chain2!, 1), init.ad, answer), 'answer')
    // Alice's next chain, opened with Bob's ratchet secret.
    const bobs = b.session.ownRatchet?.secret.slice()
    assert.ok(bobs)
    heard(a, answer)
    const next = say(a, 'next')
    assert.equal(next.length, 2_048)
    const three = readHeader(headerA2!, next)
    assert.deepEqual([three.previous, three.number], [2, 0])
    const third = exchange(bobs, three.ratchet)
    const [, chain3] = turn(root2!, third, three.ratchet, two.ratchet, three.slot)
    assert.equal(readBody(mac(chain3!, 1), init.ad, next), 'next')
    heard(b, next)
  })
}

test('the frames of a fixed exchange are frozen', () => {
  const { a, b, first } = begin('transcript')
  const frames = [first]
  const pass = (from: typeof a, to: typeof a, text: string): void => {
    const frame = say(from, text)
    frames.push(frame)
    assert.equal(heard(to, frame), text)
  }
  pass(a, b, 'second')
  pass(b, a, 'answer')
  pass(b, a, 'x'.repeat(764))
  pass(a, b, 'again')
  const digests = frames.map((frame) => Buffer.from(sotto.sha256(frame)).toString('hex'))
  const frozen = vectorJson<{ frames: readonly { length: number; sha256: string }[] }>(
    'transcript.json',
  )
  assert.deepEqual(
    frames.map((frame, at) => ({ length: frame.length, sha256: digests[at] })),
    frozen.frames,
  )
})
