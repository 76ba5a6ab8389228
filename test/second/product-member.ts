// A member that plays by the product: client/crypto as the engine uses it.
import * as sotto from '../../client/crypto/index.ts'
import * as meeting from '../../client/crypto/meeting.ts'
import { LAST_RESORT_ID, NOW, PAIR_ID, SPK_ID } from './cast.ts'
import type { Kind, MakeMember, Public, Talk } from './cast.ts'

const refused = (what: string): Error => new Error(`the product refused: ${what}`)

const talkOf = (start: sotto.Session, first?: sotto.SkippedChange): Talk => {
  let session = start
  const skipped = new Map<string, sotto.SkippedKey>()
  if (first) sotto.applySkipped(skipped, first)
  return {
    sid: session.sid,
    seal: (source, content) => {
      const sealed = sotto.sealMessage(session, content, source)
      session = sealed.session
      return sealed.frame
    },
    open: (frame) => {
      let opening = sotto.openMessage(session, skipped, frame, NOW)
      if (opening.is === 'notMine' && sotto.readInitClear(frame)) {
        opening = sotto.openInitMessage(session, skipped, frame, NOW)
      }
      if (opening.is !== 'opened') throw refused(opening.is)
      session = opening.session
      sotto.applySkipped(skipped, opening)
      return opening.content
    },
    sealVolatile: (source, counter, time) =>
      sotto.sealVolatile(session, { kind: 1, counter, time, body: new Uint8Array() }, source),
    openVolatile: (frame) => {
      const opened = sotto.openVolatile(session, frame, { lastCounter: 0, peerNow: NOW })
      if (!opened) throw refused('volatile')
      return [opened.kind, opened.counter, opened.time]
    },
  }
}

const offerOf = (peer: Public, kind: Kind) => {
  const manifest = sotto.readManifest(peer.manifest)
  const [device] = manifest.devices
  if (!device) throw refused('manifest')
  const { account } = peer
  const check = { account, device, now: NOW }
  const signedPrekey = meeting.readSignedPrekey(peer.signedPrekey, check)
  const kem =
    kind === 'pair'
      ? ({ type: 'pair', item: meeting.readPair(peer.pair, check) } as const)
      : ({ type: 'lastResort', item: meeting.readLastResort(peer.lastResort, check) } as const)
  return { account, device, signedPrekey, kem }
}

export const makeProduct: MakeMember = (source) => {
  const account = meeting.makeAccount(source)
  const device = meeting.makeDevice(account, source, NOW)
  const of = { account: account.publicKey, device, now: NOW }
  const signedPrekey = meeting.makeSignedPrekey({ ...of, id: SPK_ID }, source)
  const pair = meeting.makePair({ ...of, id: PAIR_ID }, source)
  const lastResort = meeting.makeLastResort({ ...of, id: LAST_RESORT_ID }, source)
  const manifest = meeting.makeManifest({
    account,
    devices: [device],
    revision: 1,
    previous: undefined,
    now: NOW,
  })
  const own = { account: account.publicKey, device, revision: 1 }
  return {
    public: {
      account: account.publicKey,
      manifest,
      signedPrekey: signedPrekey.public,
      pair: pair.public,
      lastResort: lastResort.public,
      certificate: device.certificate,
    },
    start: (random, peer, kind, psk) =>
      talkOf(meeting.initiate({ own, peer: offerOf(peer, kind), psk: psk ?? undefined, random })),
    take: (frame, kind, psk) => {
      const kem = kind === 'pair' ? pair : lastResort
      const accepted = sotto.acceptInit({
        own,
        signedPrekey,
        kem,
        psk: psk ?? undefined,
        frame,
        now: NOW,
      })
      if (accepted.is !== 'opened') throw refused('INIT')
      const { peer, content } = accepted
      return {
        talk: talkOf(accepted.session, accepted),
        content,
        initiator: [peer.account, peer.device, peer.revision],
      }
    },
    sealManifest: (draws, cardKey) => meeting.sealManifest(cardKey, manifest, draws),
    openManifest: (cardKey, sealed) => meeting.openManifest(cardKey, sealed).bytes,
    sealCard: (draws, cardKey, { houseKey, name }) => {
      const items = { manifest, signedPrekey: signedPrekey.public, pair: pair.public }
      return meeting.sealCard(cardKey, { ...items, houseKey: houseKey ?? undefined, name }, draws)
    },
    openCard: (owner, cardKey, sealed, now) => {
      const { houseKey, name } = meeting.openCard(cardKey, sealed, owner, now)
      return { houseKey: houseKey ?? null, name }
    },
    login: (draws, origin, nonce, inboxId) =>
      sotto.signLogin(sotto.makeLogin(draws).seed, origin, nonce, inboxId),
  }
}
