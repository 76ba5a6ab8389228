// What stands behind a seal or a signature. A fuzzer cannot guess those, so here the attacker is a friend gone
// bad who has the keys: the input is what stands inside, and it is sealed or signed as it should be.
import assert from 'node:assert/strict'
import { begin, connect, makePerson, NOW, seeded } from '../client/crypto/alice-and-bob.ts'
import { openBox, sealBox } from '../../client/crypto/box.ts'
import { SEALED_HEADER_BYTES } from '../../client/crypto/frame-sizes.ts'
import * as sotto from '../../client/crypto/index.ts'
import * as meeting from '../../client/crypto/meeting.ts'
import { chainStep, deriveBodyKey, LABEL } from '../../client/crypto/kdf.ts'
import { secretboxSeal, sign } from '../../client/crypto/primitives.ts'
import { deriveStream, openChunk, sealChunk } from '../../client/crypto/stream.ts'
import { concatBytes, equalBytes } from '../../protocol/bytes.ts'
import type { Target } from './fuzzing.ts'
import { refusalOf } from './targets-wire.ts'

const SIGNATURE = 64
const MANIFEST_INSIDE = 600
const CARD_INSIDE = 2_008
const FRAME = 2_048
const HEADER_INSIDE = 1_225
const BODY_INSIDE = FRAME - SEALED_HEADER_BYTES - 16

/** Exactly `length` bytes: cut, or filled with zeros. */
const fit = (input: Uint8Array, length: number): Uint8Array => {
  const sized = new Uint8Array(length)
  sized.set(input.subarray(0, length))
  return sized
}

const owner = makePerson(seeded('fuzz owner'))
const cardKey = seeded('fuzz card').bytes(32)
const device = meeting.publicDevice(owner.device)
const check = { account: owner.account.publicKey, device, now: NOW }
const signedText = (label: Uint8Array, body: Uint8Array): Uint8Array =>
  concatBytes(label, check.account, device.device, body)

/** The manifest's body is the input; the account signs whatever it is. */
const manifestTarget: Target = {
  name: 'manifest',
  longest: 700,
  seeds: [owner.manifest.slice(0, -SIGNATURE)],
  run: (input) =>
    refusalOf(() => {
      const body = concatBytes(LABEL.manifest, input)
      const manifest = sotto.readManifest(concatBytes(input, sign(owner.account.seed, body)))
      assert.ok(manifest.devices.length >= 1 && manifest.devices.length <= 5)
      assert.ok(manifest.revision >= 1 && equalBytes(manifest.bytes.slice(0, -SIGNATURE), input))
      return 'read'
    }),
}

const kinds = [
  { label: LABEL.spk, length: 44, read: meeting.readSignedPrekey },
  { label: LABEL.otp, length: 1_220, read: meeting.readPair },
  { label: LABEL.lrk, length: 1_196, read: meeting.readLastResort },
] as const

/** One byte chooses the kind; the rest is the item without its signature, which the device makes. */
const prekeyTarget: Target = {
  name: 'prekeys',
  longest: 1_300,
  seeds: [owner.signedPrekey, owner.pair, owner.lastResort].map((key, kind) =>
    concatBytes(Uint8Array.of(kind), key.public.slice(0, -SIGNATURE)),
  ),
  run: (input) =>
    refusalOf(() => {
      const kind = kinds[(input[0] ?? 0) % kinds.length] ?? kinds[0]
      const rest = input.slice(1)
      // The top bit asks for the KEM variants' true size, so that few inputs are wasted on lengths.
      const body = ((input[0] ?? 0) & 0x80) === 0 ? rest : fit(rest, kind.length)
      kind.read(concatBytes(body, sign(owner.device.sigSeed, signedText(kind.label, body))), check)
      return `read ${kind.length}`
    }),
}

const cardSeed = (): Uint8Array => {
  const sealed = meeting.sealCard(
    cardKey,
    {
      manifest: owner.manifest,
      signedPrekey: owner.signedPrekey.public,
      pair: owner.pair.public,
      houseKey: new Uint8Array(32).fill(3),
      name: 'Ann',
    },
    seeded('fuzz seal'),
  )
  const inside = openBox(cardKey, sealed)
  assert.ok(inside)
  return inside
}

const cardTarget = (): Target => ({
  name: 'card',
  longest: CARD_INSIDE,
  seeds: [cardSeed()],
  run: (input) =>
    refusalOf(() => {
      const sealed = sealBox(cardKey, fit(input, CARD_INSIDE), seeded('fuzz nonce'))
      const card = meeting.openCard(cardKey, sealed, check.account, NOW)
      assert.deepEqual(card.account, check.account)
      return card.houseKey ? 'with house key' : 'without'
    }),
})

/** manifest padded 600 | signed prekey 108 | kind 1 | KEM item. */
const bundleTarget: Target = {
  name: 'bundle',
  longest: 2_000,
  seeds: [owner.pair, owner.lastResort].map(({ public: item }, kind) =>
    concatBytes(
      Uint8Array.of(0, owner.manifest.length),
      fit(owner.manifest, MANIFEST_INSIDE - 2),
      owner.signedPrekey.public,
      Uint8Array.of(kind),
      item,
    ),
  ),
  run: (input) =>
    refusalOf(() => {
      const inside = fit(input, MANIFEST_INSIDE)
      const pair = ((input[708] ?? 0) & 1) === 0
      const offer = meeting.openBundle(
        {
          sealedManifest: sealBox(cardKey, inside, seeded('fuzz nonce')),
          signedPrekey: fit(input.subarray(600), 108),
          kem: pair
            ? { type: 'pair', item: fit(input.subarray(709), 1_284) }
            : { type: 'lastResort', item: fit(input.subarray(709), 1_260) },
        },
        { cardKey, account: check.account, device: device.device, now: NOW },
      )
      return offer.kem.type
    }),
}

/** Bytes from anybody: as a message, as an INIT of a known session, as a new one. */
const envelopeTarget = (): Target => {
  const { bob, a, first } = begin('fuzz frame')
  const { b } = connect('fuzz frame 2')
  const sealed = sotto.sealMessage(a.session, new Uint8Array(3), a.random).frame
  const before = sotto.encodeSession(b.session)
  return {
    name: 'envelope',
    longest: 4_200,
    seeds: [first, sealed.slice(1_323), new Uint8Array(2_048), new Uint8Array(8_192).fill(1)],
    run: (input) => {
      const outcomes = [
        sotto.readInitClear(input) ? 'clear' : '-',
        sotto.openMessage(b.session, new Map(), input, NOW).is,
        sotto.openInitMessage(b.session, new Map(), input, NOW).is,
        sotto.acceptInit({
          own: bob.own,
          signedPrekey: bob.signedPrekey,
          kem: bob.pair,
          psk: undefined,
          frame: input,
          now: NOW,
        }).is,
      ]
      assert.deepEqual(sotto.encodeSession(b.session), before, 'the session changed')
      return outcomes.join(' ')
    },
  }
}

/** The inside of a header and of a body, sealed by a friend who has the chain's keys. */
const insideTarget = (): Target => {
  const { a, b } = connect('fuzz inside')
  const first = sotto.sealMessage(a.session, new Uint8Array(3), a.random)
  const opened = sotto.openMessage(b.session, b.skipped, first.frame, NOW)
  assert.ok(opened.is === 'opened')
  const { send, ownRatchet, slot, ad } = first.session
  assert.ok(send.chainKey && send.headerKey && ownRatchet && slot)
  const { headerKey, chainKey } = send
  const key = chainStep(chainKey).messageKey
  const header = Buffer.alloc(HEADER_INSIDE)
  header.set([1, ...ownRatchet.public, ...slot])
  header.writeUInt32BE(send.previous, 1_217)
  header.writeUInt32BE(send.count, 1_221)
  const before = sotto.encodeSession(opened.session)
  return {
    name: 'inside',
    longest: HEADER_INSIDE + BODY_INSIDE,
    seeds: [concatBytes(header, fit(Uint8Array.of(0, 0, 0, 1, 65), BODY_INSIDE))],
    run: (input) => {
      const nonce = new Uint8Array(24)
      const clear = fit(input, HEADER_INSIDE)
      const sealedHeader = concatBytes(nonce, secretboxSeal(headerKey, nonce, clear))
      const body = deriveBodyKey(key, ad, sealedHeader)
      const padded = fit(input.subarray(HEADER_INSIDE), BODY_INSIDE)
      const frame = concatBytes(sealedHeader, secretboxSeal(body.key, body.nonce, padded))
      const opening = sotto.openMessage(opened.session, new Map(), frame, NOW)
      assert.deepEqual(sotto.encodeSession(opened.session), before, 'the session changed')
      if (opening.is !== 'opened') return opening.is
      sotto.encodeSession(opening.session)
      return `opened, ${opening.added.length} skipped`
    },
  }
}

/** The inside of a volatile frame of a friend. */
const volatileTarget = (): Target => {
  const { a, b } = connect('fuzz volatile')
  const content = { kind: 1, counter: NOW, time: NOW, body: new Uint8Array(199) }
  const frame = sotto.sealVolatile(a.session, content, a.random)
  const inside = openBox(a.session.volatileSend, frame)
  assert.ok(inside)
  return {
    name: 'volatile',
    longest: 216,
    seeds: [inside],
    run: (input) => {
      const sealed = sealBox(a.session.volatileSend, fit(input, 216), seeded('fuzz nonce'))
      const read = sotto.openVolatile(b.session, sealed, { lastCounter: 0, peerNow: NOW })
      return read ? 'read' : 'dropped'
    },
  }
}

/** Targets behind seals and signatures. */
/** One byte says whether the chunk is the last, the rest is sealed as it is or taken for what somebody sent. */
const streamTarget = (): Target => {
  const key = deriveStream(new Uint8Array(32).fill(7), new Uint8Array(16))
  const sealed = sealChunk(key, 3, true, new Uint8Array(100).fill(1))
  return {
    name: 'stream',
    longest: 200,
    seeds: [concatBytes(Uint8Array.of(1), sealed), Uint8Array.of(0, 1, 2, 3)],
    run: (input) =>
      refusalOf(() => {
        const chunk = openChunk(key, 3, input[0] === 1, input.slice(1))
        // Nothing that nobody sealed opens.
        assert.deepEqual(chunk, new Uint8Array(100).fill(1))
        return 'read'
      }),
  }
}

export const cryptoTargets = (): readonly Target[] => [
  manifestTarget,
  prekeyTarget,
  cardTarget(),
  bundleTarget,
  envelopeTarget(),
  insideTarget(),
  volatileTarget(),
  streamTarget(),
]
