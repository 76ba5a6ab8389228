// A member that plays by the second implementation.
import { type Bytes, must, same, zeros } from './bytes.ts'
import { EXPIRES, LAST_RESORT_ID, NOW, PAIR_ID, SPK_ID } from './cast.ts'
import type { CardWords, Kind, MakeMember, Public, Talk } from './cast.ts'
import { openVolatile, sealVolatile } from './content.ts'
import { dhPair, kemPair, signPair } from './crypto.ts'
import { type Offer, mayBeInit, startSession, takePrefix } from './handshake.ts'
import * as identity from './identity.ts'
import { loginText, openCard, sealCard, signLogin } from './invitation.ts'
import { openFrame, sealFrame } from './ratchet.ts'
import type { State } from './session.ts'

/** A session of the second implementation; `state` is open for tests of hostile peers. */
export interface SecondTalk extends Talk {
  state: State
}

export const talkOf = (start: State): SecondTalk => {
  const talk: SecondTalk = {
    state: start,
    sid: start.sid,
    seal: (source, content) => {
      const sealed = sealFrame(source, talk.state, content)
      talk.state = sealed.state
      return sealed.frame
    },
    open: (frame) => {
      // Bytes 0 and 1 of an ordinary frame are a random nonce: tried as a message first, PROTOCOL 9.2.
      let opened: ReturnType<typeof openFrame>
      try {
        opened = openFrame(talk.state, frame)
      } catch (error) {
        if (!mayBeInit(frame)) throw error
        opened = openFrame(talk.state, frame, true)
      }
      talk.state = opened.state
      return opened.content
    },
    sealVolatile: (source, counter, time) => {
      const { role, volatileKeys } = talk.state
      return sealVolatile(source, volatileKeys[role === 'A' ? 0 : 1], counter, time)
    },
    openVolatile: (frame) => {
      const { role, volatileKeys } = talk.state
      const { kind, counter, time } = openVolatile(volatileKeys[role === 'A' ? 1 : 0], frame)
      return [kind, counter, time]
    },
  }
  return talk
}

const offerOf = (peer: Public, kind: Kind): Offer => {
  const manifest = identity.openManifest(peer.manifest)
  const [device] = manifest.devices
  must(device !== undefined && same(manifest.account, peer.account), 'another account')
  const party = { ...device, account: peer.account }
  const signedPrekey = identity.openSignedPrekey(party, peer.signedPrekey, NOW)
  if (kind === 'lastResort') {
    const { id, kem } = identity.openLastResort(party, peer.lastResort, NOW)
    return { party, signedPrekey, keyId: id, pairKey: null, kem }
  }
  const { id, key, kem } = identity.openPair(party, peer.pair)
  return { party, signedPrekey, keyId: id, pairKey: key, kem }
}

const cardWords = (card: { hasHouseKey: boolean; houseKey: Bytes; name: string }): CardWords => ({
  houseKey: card.hasHouseKey ? card.houseKey : null,
  name: card.name,
})

export const makeSecond: MakeMember = (source) => {
  const account = signPair(source.bytes(32))
  const device = source.bytes(4)
  const dh = dhPair(source.bytes(32))
  const sig = signPair(source.bytes(32))
  const party = {
    account: account.public,
    device,
    identityDh: dh.public,
    identitySig: sig.public,
  }
  const certificate = identity.certify(account.secret, party, NOW)
  const spk = dhPair(source.bytes(32))
  const pair = { dh: dhPair(source.bytes(32)), kem: kemPair(source.bytes(64)) }
  const last = kemPair(source.bytes(64))
  const { secret } = sig
  const self = { party, dh: dh.secret, created: NOW, certificate, revision: 1 }
  const signedPrekey = identity.makeSignedPrekey(party, secret, {
    id: SPK_ID,
    key: spk.public,
    expires: EXPIRES,
  })
  const item = { id: PAIR_ID, key: pair.dh.public, kem: pair.kem.public }
  const pairItem = identity.makePair(party, secret, item)
  const lastItem = { id: LAST_RESORT_ID, kem: last.public, expires: EXPIRES }
  const lastResort = identity.makeLastResort(party, secret, lastItem)
  const manifest = identity.makeManifest(account.secret, {
    version: 1,
    account: account.public,
    revision: 1,
    previous: zeros(32),
    created: NOW,
    devices: [{ version: 1, device, identityDh: dh.public, identitySig: sig.public, created: NOW }],
  })
  return {
    public: {
      account: account.public,
      manifest,
      signedPrekey,
      pair: pairItem,
      lastResort,
      certificate,
    },
    start: (draws, peer, kind, psk) =>
      talkOf(startSession(draws, self, offerOf(peer, kind), psk ?? zeros(32))),
    take: (frame, kind, psk) => {
      must(mayBeInit(frame), 'not an INIT')
      const ids = [SPK_ID, kind === 'pair' ? PAIR_ID : LAST_RESORT_ID]
      const halves =
        kind === 'pair'
          ? { signedPrekey: spk, pair: pair.dh, kem: pair.kem }
          : { signedPrekey: spk, pair: null, kem: last }
      const { state, block } = takePrefix(frame, {
        self,
        psk: psk ?? zeros(32),
        find: (...asked) => (asked.every((id, at) => id === ids[at]) ? halves : null),
      })
      const opened = openFrame(state, frame, true)
      return {
        talk: talkOf(opened.state),
        content: opened.content,
        initiator: [block.account, block.device, block.revision],
      }
    },
    sealManifest: (draws, cardKey) => identity.sealManifest(draws, cardKey, manifest),
    openManifest: (cardKey, sealed) => {
      const inner = identity.openSealedManifest(cardKey, sealed)
      identity.openManifest(inner)
      return inner
    },
    sealCard: (draws, cardKey, { houseKey, name }) =>
      sealCard(draws, cardKey, {
        version: 1,
        manifest,
        signedPrekey,
        pair: pairItem,
        hasHouseKey: houseKey !== null,
        houseKey: houseKey ?? zeros(32),
        name,
      }),
    openCard: (owner, cardKey, sealed, now) =>
      cardWords(openCard(owner, cardKey, sealed, now).card),
    login: (draws, origin, nonce, inboxId) =>
      signLogin(signPair(draws.bytes(32)).secret, loginText(origin, nonce, inboxId)),
  }
}
