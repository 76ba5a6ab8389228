// What must hold in every world: nothing shown twice or changed or out of order, no two bodies under one
// header, and once the faults stopped everything that was shown as sent is there.
import { createHash } from 'node:crypto'
import { toHex } from '../../protocol/bytes.ts'
import { KEEP_UNRECEIPTED, MIN_INIT_FRAME } from '../../protocol/limits.ts'
import type { MessageView } from '../../client/engine/view.ts'
import { createDoings, differences, type Doings } from './acts.ts'
import type { Chance } from './chance.ts'
import { newId } from './faults.ts'
import type { Liar } from './liar.ts'
import type { Person } from './person.ts'
import type { Time } from './time.ts'

const PREFIX_BYTES = 1_323
const SEND = 0x02
const ENVELOPE_AT = 16
const PAGE = 500

/** Something that somebody wrote. */
export interface Entry {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly text: string
  /** When the engine said that it has it; 0 before. */
  confirmedAt: number
  order: number
  /** Loss has a true cause other than a fault of the protocol. */
  excused: boolean
}

export interface Checks {
  readonly doings: Doings
  fail(what: string): void
  failures(): readonly string[]
  messages(): number
  pair(a: number, b: number): void
  pairs(): readonly (readonly [from: number, to: number])[]
  areFriends(a: number, b: number): boolean
  write(chance: Chance, from: number, to: number, size: number): Entry
  confirmed(entry: Entry): void
  told(who: string, view: MessageView): void
  sent(who: string, path: string, frame: Uint8Array): void
  /** A device went back to how it was at `at`. */
  setBack(who: string, at: number): void
  copied(who: string): void
  liedTo(who: string): void
  evil(who: string): void
  /** With a device set back as well, numbers of its lost life may seem to be those of its new messages. */
  serverRestored(): void
  /** Everybody slept: who keeps a message no longer than that may have given it up, and says so. */
  slept(span: number): void
  /** From here on nothing is excused. */
  exemptionsEnd(): void
  /** Every pair knows each other by name and has been answered. */
  haveMet(people: readonly Person[]): boolean
  /** A cheap look: nothing waits anywhere. */
  looksCalm(people: readonly Person[]): boolean
  unrest(people: readonly Person[]): readonly string[]
  /** Reads every history and compares it with what was written. */
  judge(people: readonly Person[], last: boolean): Promise<readonly string[]>
}

const numberOf = (who: string): number => Number(who.slice(1))

/** Frames that people send: one sealed header, one body. */
const watchHeaders = (fail: (what: string) => void) => {
  const bodies = new Map<string, string>()
  return (who: string, frame: Uint8Array): void => {
    if (frame[0] !== SEND) return
    const envelope = frame.subarray(ENVELOPE_AT)
    const starts = envelope[0] === 1 && envelope[1] === 1 && envelope.length >= MIN_INIT_FRAME
    const at = starts ? PREFIX_BYTES : 0
    const nonce = toHex(envelope.subarray(at, at + 24))
    const rest = createHash('sha256').update(envelope.subarray(at)).digest('base64')
    const known = bodies.get(nonce)
    if (known !== undefined && known !== rest) fail(`${who} sealed two bodies under one header`)
    bodies.set(nonce, rest)
  }
}

export const createChecks = (time: Time, liar: Liar): Checks => {
  const doings = createDoings()
  const failures: string[] = []
  const entries = new Map<string, Entry>()
  const friends = new Set<string>()
  const disturbed = new Set<number>()
  const evils = new Set<number>()
  const lied = new Set<number>()
  /** Nothing is known about losses where somebody lied or broke the rules. */
  const doubted = (who: number): boolean => evils.has(who) || lied.has(who)
  let asleep = 0
  const givenUp = (): boolean => asleep >= KEEP_UNRECEIPTED
  let order = 0
  let met = false
  let restored = false
  let wasRestored = false
  const fail = (what: string): void => {
    if (!failures.includes(what)) failures.push(what)
  }
  const seal = watchHeaders(fail)
  const excuse = (which: (entry: Entry) => boolean): void => {
    for (const entry of entries.values()) if (which(entry)) entry.excused = true
  }
  const readAll = async (person: Person, friend: string): Promise<readonly MessageView[]> => {
    const engine = person.engine()
    if (!engine) throw new Error(`${person.name} does not run`)
    let all: readonly MessageView[] = []
    let before: string | undefined
    for (;;) {
      const answer = await engine.run({ type: 'page', person: friend, before, limit: PAGE })
      if (answer.is !== 'page') throw new Error(`page refused`)
      all = [...answer.messages, ...all]
      if (!answer.more) return all
      before = answer.messages[0]?.order
    }
  }
  const judgePair = async (
    people: readonly Person[],
    { from, to, last }: { readonly from: number; readonly to: number; readonly last: boolean },
  ): Promise<string[]> => {
    const [author, reader] = [people[from], people[to]]
    if (!author || !reader) return []
    const wanted = [...entries.values()]
      .filter((entry) => entry.from === from && entry.to === to && entry.confirmedAt > 0)
      .toSorted((a, b) => a.order - b.order)
    const found: string[] = []
    const friendAt = (person: Person, name: string) =>
      person
        .engine()
        ?.snapshot()
        .people.find((friend) => friend.name === name)
    const [there, here] = [friendAt(reader, author.name), friendAt(author, reader.name)]
    if (!there || !here) {
      return wanted.some(({ excused }) => !excused) || (!disturbed.has(from) && !disturbed.has(to))
        ? [`P${from} and P${to} did not meet`]
        : []
    }
    const got = (await readAll(reader, there.id)).filter(({ mine }) => !mine)
    const written = await readAll(author, here.id)
    const own = new Map(written.map((view) => [view.id, view]))
    const seen = new Set<string>()
    for (const view of got) {
      if (seen.has(view.id)) found.push(`P${to} shows ${view.id} twice`)
      seen.add(view.id)
    }
    for (const entry of wanted) {
      if (entry.excused || doings.mayLack(entry.id)) continue
      const state = own.get(entry.id)?.state
      if (givenUp() && state === 'failed') continue
      if (!seen.has(entry.id))
        found.push(`P${to} lacks ${entry.text.slice(0, 12)} of P${from} (${state})`)
      else if (state !== 'delivered')
        found.push(`${entry.text.slice(0, 12)} of P${from} is ${state}`)
    }
    const gone = wanted.filter(
      ({ id, excused }) =>
        excused && !seen.has(id) && !doings.mayLack(id) && own.get(id)?.state === 'delivered',
    )
    if (last && gone.length > 0 && !doubted(from) && !doubted(to) && !disturbed.has(from)) {
      const notice = reader
        .engine()
        ?.snapshot()
        .notices.find((one) => one.type === 'lost' && one.person === there.id)
      const named = notice?.type === 'lost' ? notice.count : 0
      if (named < gone.length)
        found.push(`P${to} lost ${gone.length} of P${from}, and ${named} are named`)
    }
    // A device that went back forgot what it did, and a server that lies may have kept a change.
    const alike = ![from, to].some((who) => disturbed.has(who) || doubted(who))
    if (alike && !wasRestored && !givenUp())
      for (const one of differences(written, await readAll(reader, there.id)))
        found.push(`P${from} and P${to} show a message differently: ${one}`)
    if (!disturbed.has(from) && !evils.has(from)) {
      const places = got.map(({ id }) => entries.get(id)?.order ?? 0)
      if (places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0)))
        found.push(`P${to} shows P${from} out of order`)
    }
    return found
  }
  const unrest = (people: readonly Person[]): string[] => {
    const found: string[] = []
    for (const person of people) {
      const broken = person.broken()
      if (broken !== undefined) fail(`${person.name} ${broken}`)
      const engine = person.engine()
      if (!engine) {
        found.push(`${person.name} does not run`)
        continue
      }
      const { halt, connection, notices, phase } = engine.snapshot()
      const cause = disturbed.has(numberOf(person.name)) || liar.hasLied(person.name)
      if (!cause && notices.some(({ type }) => type === 'profileCopied')) {
        fail(`${person.name} believes to be a copy`)
      }
      if (halt !== undefined) {
        found.push(`${person.name} is halted: ${halt}`)
        void engine.run({ type: 'retry' })
      }
      if (phase !== 'ready') found.push(`${person.name} is not in`)
      if (connection !== 'connected') found.push(`${person.name} is ${connection}`)
      if (notices.some(({ type }) => type === 'catchingUp'))
        found.push(`${person.name} is catching up`)
      if (person.wishes() > 0) found.push(`${person.name} has ${person.wishes()} wishes`)
      const frames = person.disk().rows('frame').length
      const pending = person.disk().rows('pending').length
      const mayWait =
        givenUp() || evils.size > 0 || [...entries.values()].some(({ excused }) => excused)
      if (!mayWait && frames > 0) found.push(`${person.name} keeps ${frames} frames`)
      if (!mayWait && pending > 0) found.push(`${person.name} keeps ${pending} pending`)
    }
    return found
  }
  return {
    fail,
    failures: () => failures,
    messages: () => entries.size,
    pair: (a, b) => {
      friends.add(`${a} ${b}`).add(`${b} ${a}`)
    },
    pairs: () => [...friends].map((key) => key.split(' ').map(Number) as [number, number]),
    areFriends: (a, b) => friends.has(`${a} ${b}`),
    write: (chance, from, to, size) => {
      const id = newId(chance)
      const text = `${from}>${to} ${entries.size} `.padEnd(size, 'x')
      const entry = { id, from, to, text, confirmedAt: 0, order: 0, excused: false }
      entries.set(id, entry)
      return entry
    },
    confirmed: (entry) => {
      entry.confirmedAt = time.now()
      if (restored && disturbed.has(entry.from)) entry.excused = true
      entry.order = ++order
    },
    doings,
    told: (who, view) => {
      doings.heard(who, view)
      if (view.mine) return
      const entry = entries.get(view.id)
      if (!entry) {
        if (evils.size === 0) fail(`${who} shows what nobody wrote: ${view.id}`)
        return
      }
      if (entry.to !== numberOf(who)) fail(`${who} shows what was for P${entry.to}`)
      if (!doings.isTrue(view, entry.text)) fail(`${who} shows another text than was written`)
    },
    sent: (who, _path, frame) => seal(who, frame),
    setBack: (who, at) => {
      const number = numberOf(who)
      disturbed.add(number)
      if (restored) excuse((entry) => entry.from === number)
      excuse((entry) => entry.to === number || (entry.from === number && entry.confirmedAt >= at))
    },
    copied: (who) => {
      const number = numberOf(who)
      disturbed.add(number)
      excuse((entry) => entry.to === number)
    },
    liedTo: (who) => {
      const number = numberOf(who)
      lied.add(number)
      excuse((entry) => entry.to === number || entry.from === number)
    },
    evil: (who) => {
      const number = numberOf(who)
      evils.add(number)
      excuse((entry) => entry.to === number || entry.from === number)
    },
    serverRestored: () => {
      restored = true
      wasRestored = true
      excuse((entry) => disturbed.has(entry.from))
    },
    slept: (span) => {
      asleep += span
    },
    exemptionsEnd: () => {
      restored = false
    },
    haveMet: (people) => {
      met ||= [...friends].every((key) => {
        const [from, to] = key.split(' ').map(Number)
        const name = people[to ?? 0]?.name
        const friend = people[from ?? 0]
          ?.engine()
          ?.snapshot()
          .people.find((one) => one.name === name)
        return friend?.answered === true
      })
      return met
    },
    looksCalm: (people) => unrest(people).length === 0,
    unrest,
    judge: async (people, last) => {
      const found: string[] = []
      for (const key of friends) {
        const [from, to] = key.split(' ').map(Number)
        if (from !== undefined && to !== undefined)
          found.push(...(await judgePair(people, { from, to, last })))
      }
      return found
    },
  }
}
