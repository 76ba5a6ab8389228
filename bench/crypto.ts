// What the cryptography costs: milliseconds of CPU time per operation, beside the sum of the primitives
// that the operation cannot do without. Prints figures and ratios; nothing here passes or fails.
//   node bench/crypto.ts
import { randomBytes } from 'node:crypto'
import * as sotto from '../client/crypto/index.ts'
import * as meeting from '../client/crypto/meeting.ts'
import { openHeader, sealHeader } from '../client/crypto/header.ts'
import {
  dh,
  dhPair,
  hkdf,
  hmac,
  kemDecapsulate,
  kemEncapsulate,
  kemPublic,
  secretboxOpen,
  secretboxSeal,
  sha256,
  sign,
  signingPublic,
  verify,
} from '../client/crypto/primitives.ts'

const random: sotto.Random = { bytes: (length) => new Uint8Array(randomBytes(length)) }
const now = 1_800_000_000_000
const NONE: sotto.SkippedKeys = new Map()
const MEASURE_MS = 400

/** Milliseconds of CPU per call, after a warm-up. */
const measure = (call: () => void): number => {
  for (let warm = 0; warm < 20; warm++) call()
  const start = process.cpuUsage()
  const until = performance.now() + MEASURE_MS
  let calls = 0
  while (performance.now() < until) {
    call()
    calls++
  }
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / calls
}

const makePerson = () => {
  const account = meeting.makeAccount(random)
  const device = meeting.makeDevice(account, random, now)
  const of = { account: account.publicKey, device, now }
  const signedPrekey = meeting.makeSignedPrekey({ ...of, id: 1 }, random)
  const pair = meeting.makePair({ ...of, id: 2 }, random)
  const devices = [device]
  const manifest = meeting.makeManifest({ account, devices, revision: 1, previous: undefined, now })
  return { account, device, signedPrekey, pair, manifest }
}

const alice = makePerson()
const bob = makePerson()
const cardKey = random.bytes(32)
const card = meeting.sealCard(
  cardKey,
  {
    manifest: bob.manifest,
    signedPrekey: bob.signedPrekey.public,
    pair: bob.pair.public,
    houseKey: undefined,
    name: 'Bob',
  },
  random,
)
const offer = meeting.openCard(cardKey, card, bob.account.publicKey, now)
const own = { account: alice.account.publicKey, device: alice.device, revision: 1 }
const start = () => meeting.initiate({ own, peer: offer, psk: undefined, random })
const content = random.bytes(700)

const accept = (frame: Uint8Array): Extract<sotto.Accepted, { is: 'opened' }> => {
  const accepted = sotto.acceptInit({
    own: { account: bob.account.publicKey, device: bob.device },
    signedPrekey: bob.signedPrekey,
    kem: bob.pair,
    psk: undefined,
    frame,
    now,
  })
  if (accepted.is !== 'opened') throw new Error('handshake failed')
  return accepted
}

const open = (session: sotto.Session, frame: Uint8Array): sotto.Session => {
  const opening = sotto.openMessage(session, NONE, frame, now)
  if (opening.is !== 'opened') throw new Error('message did not open')
  return opening.session
}

const first = sotto.sealMessage(start(), content, random)
const answer = sotto.sealMessage(accept(first.frame).session, content, random)
let a = open(first.session, answer.frame)
let b = answer.session

const turns = (): void => {
  const ping = sotto.sealMessage(a, content, random)
  const pong = sotto.sealMessage(open(b, ping.frame), content, random)
  a = open(ping.session, pong.frame)
  b = pong.session
}
turns()
const sender = sotto.sealMessage(a, content, random).session
const quiet = b
const inChain = sotto.sealMessage(sender, content, random)
const secondFrame = (() => {
  const one = sotto.sealMessage(a, content, random)
  return { one: one.frame, two: sotto.sealMessage(one.session, content, random).frame }
})()
const receiving = open(b, secondFrame.one)

const far = (() => {
  let session = a
  for (let at = 0; at < 1_000; at++) session = sotto.sealMessage(session, content, random).session
  return sotto.sealMessage(session, content, random).frame
})()

const pair = dhPair(random.bytes(32))
const seed = random.bytes(64)
const kem = kemEncapsulate(kemPublic(seed), random.bytes(32))
const signing = random.bytes(32)
const signature = sign(signing, content)
const signer = signingPublic(signing)
const key = random.bytes(32)
const nonce = random.bytes(24)
const body = random.bytes(767)
const sealedBody = secretboxSeal(key, nonce, body)
const header = {
  version: 1,
  ratchet: key,
  slot: random.bytes(1_184),
  previous: 0,
  number: 0,
}
const sealedHeader = sealHeader(key, header, random)

const part = {
  base: measure(() => dhPair(key)),
  dh: measure(() => dh(pair.secret, offer.signedPrekey.key)),
  kemPublic: measure(() => kemPublic(seed)),
  encapsulate: measure(() => kemEncapsulate(offer.pair.kem, key.slice())),
  decapsulate: measure(() => kemDecapsulate(seed, kem.ciphertext)),
  verify: measure(() => verify(signer, content, signature)),
  hkdf: measure(() => hkdf(key, key, key, 96)),
  hmac: measure(() => hmac(key, Uint8Array.of(1))),
  hashHeader: measure(() => sha256(sealedHeader)),
  sealHeader: measure(() => sealHeader(key, header, random)),
  openHeader: measure(() => openHeader(key, sealedHeader)),
  sealBody: measure(() => secretboxSeal(key, nonce, body)),
  openBody: measure(() => secretboxOpen(key, nonce, sealedBody)),
}

const inSeal = part.sealHeader + part.hashHeader + 2 * part.hmac + part.hkdf + part.sealBody
const inOpen = part.openHeader + 2 * part.hashHeader + 2 * part.hmac + part.hkdf + part.openBody
const sendTurn = part.base + part.dh + part.hkdf
const inInitiate = part.base + 4 * part.dh + part.encapsulate + 2 * part.hkdf
const inFirstSeal = sendTurn + part.kemPublic + inSeal
const inAccept = 5 * part.dh + part.decapsulate + part.verify + 3 * part.hkdf + inOpen
const inTurns =
  2 * (sendTurn + part.dh + part.hkdf + inSeal + inOpen) +
  part.kemPublic +
  part.encapsulate +
  part.decapsulate

const rowKey = sotto.makeDataKey(random)
const row = sotto.encodeSession(b)
const sealedRow = sotto.sealRow(rowKey, 'session/1', row, random)

const rows: readonly (readonly [name: string, cost: number, primitives: number])[] = [
  ['initiate', measure(start), inInitiate],
  [
    'first seal (turn)',
    measure(() => sotto.sealMessage(start(), content, random)),
    inInitiate + inFirstSeal,
  ],
  ['accept INIT', measure(() => accept(first.frame)), inAccept],
  ['seal in chain', measure(() => sotto.sealMessage(sender, content, random)), inSeal],
  ['open in chain', measure(() => open(receiving, secondFrame.two)), inOpen],
  ['two messages, two turns', measure(turns), inTurns],
  ['open over 1,000 skipped', measure(() => open(quiet, far)), 2_000 * part.hmac],
  ['encode session', measure(() => sotto.encodeSession(b)), 0],
  ['decode session', measure(() => sotto.decodeSession(row)), 0],
  ['seal a session row', measure(() => sotto.sealRow(rowKey, 'session/1', row, random)), 0],
  ['open a session row', measure(() => sotto.openRow(rowKey, 'session/1', sealedRow)), 0],
]

console.log('milliseconds of CPU per operation')
for (const [name, cost] of Object.entries(part)) {
  console.log(`  ${name.padEnd(26)} ${cost.toFixed(4)}`)
}
console.log('operation                    cost     primitives  ratio')
for (const [name, cost, primitives] of rows) {
  const ratio =
    primitives > 0 ? `${primitives.toFixed(4).padStart(10)}  ${(cost / primitives).toFixed(2)}` : ''
  console.log(`  ${name.padEnd(26)} ${cost.toFixed(4).padStart(8)} ${ratio}`)
}
console.log(`bytes of a session row: ${row.length}; frame ${inChain.frame.length}`)
