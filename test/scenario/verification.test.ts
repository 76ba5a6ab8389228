// Verifying a friend, and a friend who comes with a new account, over the real server: what people see, what
// is held, and that a code which differs verifies nothing (PROTOCOL 6.1, 6.5).
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Net } from '../../client/engine/ports.ts'
import type { Answer, Command, PersonView } from '../../client/engine/view.ts'
import { fromBase64url, toBase64url } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { bundle, publishPrekeys } from '../../protocol/exchange.ts'
import { decodeLink, encodeLink } from '../../protocol/invite.ts'
import { createCircle, type Circle, type Person } from '../support/circle.ts'
import { firstPerson, inviteFrom, joinBy, twoPeople, untilDelivered } from '../support/people.ts'

const DONE: Answer = { is: 'done' }
const refused = (why: string): unknown => ({ is: 'refused', why })

const within = async (act: (circle: Circle) => Promise<void>): Promise<void> => {
  const circle = await createCircle()
  try {
    await act(circle)
  } finally {
    await circle.close()
  }
}

const codeOf = async (of: Person, about: PersonView) => {
  const answer = await of.engine.run({ type: 'securityCode', person: about.id })
  if (answer.is !== 'securityCode') throw new Error(answer.is)
  return answer
}

/** The friend of this name; the newest, where two bear it. */
const friend = (person: Person, name: string): PersonView => {
  const found = person.snapshot().people.filter((one) => one.name === name)
  const [newest] = found.toSorted(
    (a, b) => Number(b.change?.after === b.id) - Number(a.change?.after === a.id),
  )
  assert.ok(newest, name)
  return newest
}
const byId = (person: Person, id: string): PersonView => {
  const found = person.snapshot().people.find((one) => one.id === id)
  assert.ok(found)
  return found
}

const scan = (person: Person, about: PersonView, scanned: string): Promise<Answer> =>
  person.engine.run({ type: 'verify', person: about.id, how: 'scan', scanned })

const write = async (person: Person, to: string, text: string): Promise<string> => {
  const id = randomBytes(16).toString('hex')
  assert.deepEqual(await person.engine.run({ type: 'send', person: to, text, id }), DONE)
  return id
}
const stateOf = (person: Person, id: string) => person.messages.get(id)?.state
const untilState = (person: Person, id: string, state: string): Promise<void> =>
  person.untilMessages(() => stateOf(person, id) === state, `a message is ${state}`)

/** Ben lost his device: he comes again by a new invitation, as a new account of the same name. */
const benAgain = async (circle: Circle, ann: Person, name = 'Ben'): Promise<Person> => {
  const before = ann.snapshot().people.length
  const ben = await joinBy(circle, await inviteFrom(ann), name)
  await ann.until(({ people }) => people.length === before + 1, 'a newcomer')
  await ann.until(({ people }) => people.every((one) => one.name !== 'Friend'), 'has a name')
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers')
  return ben
}

test('both read the same sixty digits, and a scan of the friend’s code verifies', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const [ofBen, ofAnn] = [friend(ann, 'Ben'), friend(ben, 'Ann')]
    assert.equal(ofBen.verification, 'link')
    const [shownByAnn, shownByBen] = [await codeOf(ann, ofBen), await codeOf(ben, ofAnn)]
    assert.match(shownByAnn.digits, /^\d{60}$/)
    assert.equal(shownByAnn.digits, shownByBen.digits)
    assert.notEqual(shownByAnn.fragment, shownByBen.fragment)

    assert.deepEqual(await scan(ann, ofBen, shownByBen.fragment), DONE)
    assert.equal(friend(ann, 'Ben').verification, 'person')
    assert.equal(friend(ann, 'Ben').verifiedBy, 'scan')
    assert.equal(friend(ben, 'Ann').verification, 'link', 'each scans for himself')
    const compared: Command = { type: 'verify', person: ofAnn.id, how: 'compare' }
    assert.deepEqual(await ben.engine.run(compared), DONE)
    assert.equal(friend(ben, 'Ann').verifiedBy, 'compare')

    const again = await ann.reopen()
    assert.equal(friend(again, 'Ben').verification, 'person', 'it outlives a restart')
    assert.deepEqual(await again.engine.run({ type: 'unverify', person: ofBen.id }), DONE)
    assert.equal(friend(again, 'Ben').verification, 'link')
    await Promise.all([again.close(), ben.close()])
  }))

test('a code that differs in either key, or is none, verifies nothing', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const ofBen = friend(ann, 'Ben')
    const mine = (await codeOf(ann, ofBen)).fragment
    const theirs = (await codeOf(ben, friend(ben, 'Ann'))).fragment
    const link = decodeLink(theirs)
    assert.ok(link.type === 'verify')
    const other = new Uint8Array(32).fill(9)
    for (const scanned of [
      // One's own code; another person's; and the friend who has somebody else for me.
      mine,
      encodeLink({ ...link, account: other }),
      encodeLink({ ...link, peer: other }),
    ]) {
      assert.deepEqual(await scan(ann, ofBen, scanned), refused('codeDiffers'))
    }
    const bytes = fromBase64url(theirs)
    assert.ok(bytes)
    const invitation = await inviteFrom(ann)
    const cut = toBase64url(bytes.subarray(0, 65))
    for (const scanned of ['', 'hello', invitation, cut, `${theirs}AAAA`, `/i#${theirs}`]) {
      assert.deepEqual(await scan(ann, ofBen, scanned), refused('noCode'))
    }
    assert.deepEqual(
      await ann.engine.run({ type: 'verify', person: 'nobody', how: 'compare' }),
      refused('unknown'),
    )
    assert.equal(friend(ann, 'Ben').verification, 'link')
    // What was sent is no proof: as a link it opens nothing.
    for (const type of ['look', 'accept', 'start'] as const) {
      const answer = await ann.engine.run({ type, fragment: theirs, name: 'Ann' })
      assert.deepEqual(answer, refused('securityCode'))
    }
    await Promise.all([ann.close(), ben.close()])
  }))

test('a verified friend with a new account: what is written is held until it is answered', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const old = friend(ann, 'Ben').id
    await ann.engine.run({ type: 'verify', person: old, how: 'compare' })
    const renewed = await benAgain(circle, ann)
    const fresh = friend(ann, 'Ben').id
    assert.notEqual(fresh, old)
    assert.equal(byId(ann, old).verification, 'changed')
    const change = { before: old, after: fresh, later: false, holds: true }
    assert.deepEqual(byId(ann, old).change, change)
    assert.deepEqual(byId(ann, fresh).change, change)

    const [toOld, toNew] = [await write(ann, old, 'to old'), await write(ann, fresh, 'to new')]
    assert.equal(stateOf(ann, toOld), 'held')
    assert.equal(stateOf(ann, toNew), 'held')
    assert.deepEqual(await ann.engine.run({ type: 'settle', person: old, as: 'later' }), DONE)
    assert.equal(byId(ann, fresh).change?.later, true)
    assert.equal(byId(ann, fresh).change?.holds, true, 'putting it off is no answer')
    // Neither a restart nor a message of theirs lets it go.
    const again = await ann.reopen()
    const toAnn = await write(renewed, friend(renewed, 'Ann').id, 'it is me')
    await again.untilMessages((all) => all.some((one) => one.id === toAnn), 'their message')
    assert.equal(byId(again, fresh).last?.text, 'it is me')
    const page = await again.engine.run({
      type: 'page',
      person: fresh,
      before: undefined,
      limit: 9,
    })
    assert.ok(page.is === 'page')
    assert.equal(page.messages.find((one) => one.id === toNew)?.state, 'held')
    assert.equal([...renewed.messages.values()].filter((one) => !one.mine).length, 0)

    const same: Command = { type: 'settle', person: old, as: 'same' }
    assert.deepEqual(await again.engine.run(same), refused('notVerified'))
    const shown = await codeOf(renewed, friend(renewed, 'Ann'))
    assert.deepEqual(await scan(again, byId(again, fresh), shown.fragment), DONE)
    await untilDelivered(again, toNew)
    assert.deepEqual(await again.engine.run(same), DONE)
    assert.equal(byId(again, old).verification, 'replaced')
    assert.equal(byId(again, fresh).verification, 'person')
    assert.equal(byId(again, fresh).change, undefined)
    await untilState(again, toOld, 'failed')
    const late: Command = { type: 'send', person: old, text: 'x', id: '00'.repeat(16) }
    assert.deepEqual(await again.engine.run(late), refused('replaced'))
    // Nothing was joined: each conversation has its own messages.
    const left = await again.engine.run({ type: 'page', person: old, before: undefined, limit: 9 })
    assert.ok(left.is === 'page')
    assert.deepEqual(
      left.messages.map((one) => one.text),
      ['to old'],
    )
    assert.equal([...ben.messages.values()].filter((one) => !one.mine).length, 0)
    await Promise.all([again.close(), ben.close(), renewed.close()])
  }))

test('somebody else of the same name: both go on, and it is asked once', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const old = friend(ann, 'Ben').id
    await ann.engine.run({ type: 'verify', person: old, how: 'compare' })
    const namesake = await benAgain(circle, ann, 'ＢＥＮ')
    const fresh = ann.snapshot().people.find((one) => one.id !== old)?.id ?? ''
    const [toOld, toNew] = [await write(ann, old, 'to old'), await write(ann, fresh, 'to new')]
    assert.deepEqual([stateOf(ann, toOld), stateOf(ann, toNew)], ['held', 'held'])
    const different: Command = { type: 'settle', person: fresh, as: 'different' }
    assert.deepEqual(await ann.engine.run(different), DONE)
    await untilDelivered(ann, toOld)
    await untilDelivered(ann, toNew)
    assert.equal(byId(ann, old).verification, 'person')
    assert.equal(byId(ann, old).change, undefined)
    assert.equal(byId(ann, fresh).change, undefined)
    assert.deepEqual(await ann.engine.run(different), refused('unknown'))
    await Promise.all([ann.close(), ben.close(), namesake.close()])
  }))

test('a friend who was never verified: it is said, nothing is held', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const old = friend(ann, 'Ben').id
    const renewed = await benAgain(circle, ann)
    assert.equal(byId(ann, old).verification, 'changed')
    assert.equal(byId(ann, old).change?.holds, false)
    await untilDelivered(ann, await write(ann, old, 'still there?'))
    await untilDelivered(ann, await write(ann, friend(ann, 'Ben').id, 'hello'))
    assert.deepEqual(await ann.engine.run({ type: 'settle', person: old, as: 'same' }), DONE)
    assert.equal(byId(ann, old).verification, 'replaced')
    // Said by mistake: it can be taken back.
    assert.deepEqual(await ann.engine.run({ type: 'settle', person: old, as: 'different' }), DONE)
    assert.equal(byId(ann, old).verification, 'link')
    await untilDelivered(ann, await write(ann, old, 'you again'))
    await Promise.all([ann.close(), ben.close(), renewed.close()])
  }))

test('an invitation made for a friend brings the question under whatever name they come', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const old = friend(ann, 'Ben').id
    const made = await ann.engine.run({ type: 'invite', label: 'ben' })
    assert.ok(made.is === 'invitation')
    const { id, fragment } = made.invitation
    await ann.until(
      ({ invitations }) => invitations.some((one) => one.id === id && one.state === 'open'),
      'it opens',
    )
    const renewed = await joinBy(circle, fragment, 'Benjamin')
    await ann.until(({ people }) => people.some((one) => one.name === 'Benjamin'), 'he joins')
    assert.equal(byId(ann, old).change?.after, friend(ann, 'Benjamin').id)
    await Promise.all([ann.close(), ben.close(), renewed.close()])
  }))

test('an inviter who bears the name of a friend is asked about too', () =>
  within(async (circle) => {
    const ann = await firstPerson(circle, 'Ann')
    const ben = await joinBy(circle, await inviteFrom(ann), 'Ben')
    await ann.until(({ people }) => people[0]?.name === 'Ben', 'Ben')
    // Ben's own side: somebody who invites him bears a name that he knows already.
    const second = await joinBy(circle, await inviteFrom(ann), 'Ann')
    await ann.until(({ people }) => people.length === 2, 'the second Ann')
    const accepted = await ben.engine.run({
      type: 'accept',
      name: '',
      fragment: await inviteFrom(second),
    })
    assert.ok(accepted.is === 'person')
    assert.equal(byId(ben, accepted.person).change?.after, accepted.person)
    assert.equal(byId(ben, accepted.person).change?.holds, false)
    await Promise.all([ann.close(), ben.close(), second.close()])
  }))

/** A host that answers for Ben with the keys of somebody else. */
const lyingHost =
  (theirs: () => Uint8Array | undefined, asked: () => void) =>
  (net: Net): Net => ({
    ...net,
    post: async (path, body, bearer) => {
      const answer = await net.post(path, body, bearer)
      const wrong = path === '/keys/bundle' ? theirs() : undefined
      if (wrong) asked()
      return wrong ? { status: 200, body: wrong } : answer
    },
  })

test('keys of another account in a friend’s bundle are refused: a warning, and no message leaves', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const of = friend(ann, 'Ben').id
    let stolen: Uint8Array | undefined
    const listening = (net: Net): Net => ({
      ...net,
      post: (path, body, bearer) => {
        if (path === '/keys/prekeys') {
          const { sealedManifest, signedPrekey, lastResort } = decode(publishPrekeys, body)
          const kem = { type: 'lastResort', item: lastResort } as const
          stolen = encode(bundle, { sealedManifest, signedPrekey, kem })
        }
        return net.post(path, body, bearer)
      },
    })
    const eve = await circle.person(undefined, listening)
    await eve.engine.run({ type: 'accept', name: 'Eve', fragment: await inviteFrom(ann) })
    await ann.until(({ people }) => people.some((one) => one.name === 'Eve'), 'Eve joins')
    // Ann's profile is set back: it needs a fresh session, and so a bundle.
    const earlier = ann.disk.clone()
    const toAnn = await write(ben, friend(ben, 'Ann').id, 'hello')
    await ann.untilMessages((all) => all.some((one) => one.id === toAnn), 'it arrives')
    await untilDelivered(ben, toAnn)
    await ann.close()
    let asked = 0
    const lied = lyingHost(
      () => stolen,
      () => asked++,
    )
    const behind = await circle.person(earlier, lied)
    await behind.until(
      ({ notices }) => notices.some((one) => one.type === 'wrongKeys' && one.person === of),
      'the warning',
    )
    assert.ok(asked > 0)
    assert.notEqual(
      behind.snapshot().notices.find((one) => one.type === 'catchingUp'),
      undefined,
    )
    await write(behind, of, 'for Ben alone')
    assert.deepEqual([...eve.messages.values()], [])
    const wrong = behind.snapshot().notices.findIndex((one) => one.type === 'wrongKeys')
    await behind.engine.run({ type: 'dismiss', notice: wrong })
    await Promise.all([behind.close(), ben.close(), eve.close()])
  }))
