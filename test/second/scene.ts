// Scenes: one list of acts, played by members of either implementation. Each act names the draws it
// made, in order, and the bytes that came of it; that record is a transcript, frozen in
// test/vectors/transcripts and played again from its own draws.
import { type Bytes, fromHex, join, must, toHex } from './bytes.ts'
import { type Kind, type MakeMember, type Member, NOW, type Talk } from './cast.ts'
import type { Source } from './crypto.ts'

export type Name = 'alice' | 'bob'

type Meeting =
  | { readonly act: 'start'; readonly by: Name; readonly kind: Kind; readonly psk?: string }
  | {
      readonly act: 'take'
      readonly by: Name
      readonly kind: Kind
      readonly psk?: string
      readonly of: string
    }

/** What a scene asks for. Frames are named; `of` says which one is opened. */
export type Ask =
  | { readonly act: 'make'; readonly by: Name }
  | { readonly act: 'sealManifest' | 'sealCard'; readonly by: Name; readonly key: string }
  | { readonly act: 'openManifest' | 'openCard'; readonly by: Name; readonly key: string }
  | { readonly act: 'login'; readonly by: Name }
  | Meeting
  | { readonly act: 'seal'; readonly by: Name; readonly frame: string; readonly content: string }
  | { readonly act: 'open'; readonly by: Name; readonly of: string }
  | { readonly act: 'sealVolatile'; readonly by: Name; readonly frame: string }
  | { readonly act: 'openVolatile'; readonly by: Name; readonly of: string }

export type Step = Ask & { readonly draws: readonly string[]; readonly out: string }
export interface Transcript {
  readonly name: string
  readonly note: string
  readonly steps: readonly Step[]
}
export type Casting = Readonly<Record<Name, MakeMember>>

/** A source that gives recorded draws and refuses any other length or number of them. */
export const replay = (draws: readonly string[]): Source & { readonly end: () => void } => {
  let at = 0
  return {
    bytes: (length) => {
      const bytes = fromHex(draws[at++] ?? '')
      must(bytes.length === length, 'another draw than the recorded one')
      return bytes
    },
    end: () => must(at === draws.length, 'fewer draws than recorded'),
  }
}

const HOUSE_KEY = new Uint8Array(32).fill(0x48)
const NAME = 'Zoë'
const ORIGIN = 'wss://chat.example:8444'

interface Stage {
  readonly members: Map<Name, Member>
  readonly talks: Map<Name, Talk>
  readonly frames: Map<string, Bytes>
}

const found = <T>(value: T | undefined): T => {
  must(value !== undefined, 'a scene asks for what is not there')
  return value
}

const ascii = (text: string): Bytes => Uint8Array.from(Buffer.from(text, 'utf8'))

const zeroSource: Source = { bytes: (length) => new Uint8Array(length) }

const meet = (ask: Meeting, stage: Stage, source: Source): Bytes => {
  const member = found(stage.members.get(ask.by))
  const psk = ask.psk === undefined ? null : fromHex(ask.psk)
  if (ask.act === 'start') {
    const peer = found(stage.members.get(ask.by === 'alice' ? 'bob' : 'alice')).public
    const talk = member.start(source, peer, ask.kind, psk)
    stage.talks.set(ask.by, talk)
    return talk.sid
  }
  const { talk, initiator, content } = member.take(found(stage.frames.get(ask.of)), ask.kind, psk)
  stage.talks.set(ask.by, talk)
  return join(talk.sid, initiator[0], initiator[1], content)
}

/** Plays one act. Its bytes; of a meeting: sid, and of a taken INIT also account, device, content. */
const perform = (ask: Ask, casting: Casting, stage: Stage, source: Source): Bytes => {
  if (ask.act === 'make') {
    const member = casting[ask.by](source)
    stage.members.set(ask.by, member)
    const { account, manifest, signedPrekey, pair, lastResort, certificate } = member.public
    return join(account, manifest, signedPrekey, pair, lastResort, certificate)
  }
  const member = found(stage.members.get(ask.by))
  const other = found(stage.members.get(ask.by === 'alice' ? 'bob' : 'alice'))
  const talk = stage.talks.get(ask.by)
  const keep = (name: string, frame: Bytes): Bytes => {
    stage.frames.set(name, frame)
    return frame
  }
  switch (ask.act) {
    case 'start':
    case 'take':
      return meet(ask, stage, source)
    case 'seal':
      return keep(ask.frame, found(talk).seal(source, ascii(ask.content)))
    case 'open':
      return found(talk).open(found(stage.frames.get(ask.of)))
    case 'sealVolatile':
      return keep(ask.frame, found(talk).sealVolatile(source, NOW, NOW))
    case 'openVolatile':
      return ascii(
        found(talk)
          .openVolatile(found(stage.frames.get(ask.of)))
          .join(' '),
      )
    case 'sealManifest':
      return member.sealManifest(source, fromHex(ask.key))
    case 'openManifest': {
      const key = fromHex(ask.key)
      return member.openManifest(key, other.sealManifest(zeroSource, key))
    }
    case 'sealCard':
      return member.sealCard(source, fromHex(ask.key), { houseKey: HOUSE_KEY, name: NAME })
    case 'openCard': {
      const key = fromHex(ask.key)
      const sealed = other.sealCard(zeroSource, key, { houseKey: null, name: NAME })
      return ascii(member.openCard(other.public.account, key, sealed, NOW).name)
    }
    case 'login':
      return member.login(source, ORIGIN, new Uint8Array(32).fill(1), new Uint8Array(16).fill(2))
  }
}

const empty = (): Stage => ({ members: new Map(), talks: new Map(), frames: new Map() })

/** Plays a scene with a fresh source and records it. */
export const record = (asks: readonly Ask[], casting: Casting, source: Source): readonly Step[] => {
  const stage = empty()
  return asks.map((ask) => {
    const draws: string[] = []
    const recording: Source = {
      bytes: (length) => {
        const drawn = source.bytes(length)
        draws.push(toHex(drawn))
        return drawn.slice()
      },
    }
    const out = toHex(perform(ask, casting, stage, recording))
    return { ...ask, draws, out }
  })
}

/** Plays the steps again from their own draws, and says what came of each. */
export const play = (steps: readonly Step[], casting: Casting): readonly string[] => {
  const stage = empty()
  return steps.map((step) => {
    const source = replay(step.draws)
    const out = toHex(perform(step, casting, stage, source))
    source.end()
    return out
  })
}
