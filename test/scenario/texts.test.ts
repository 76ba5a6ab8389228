// Texts of every size and kind arrive as they were written: at each frame's edge, one byte over it, and at
// the longest allowed; what is too long or empty is refused and stays with its writer.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { contentCapacity } from '../../client/crypto/index.ts'
import { FRAME_SIZES, MAX_NAME_BYTES, MAX_TEXT_BYTES } from '../../protocol/limits.ts'
import { createCircle } from '../support/circle.ts'
import {
  firstPerson,
  friendOf,
  historyOf,
  inviteFrom,
  joinBy,
  textsOf,
  twoPeople,
  untilDelivered,
  writeTo,
} from '../support/people.ts'

/** Bytes of a content with one text beside the text itself: head, item type and length. */
const AROUND_TEXT = 74 + 3

test('texts exactly at and one byte over each frame, and of the greatest length', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  const [ann, ben] = await twoPeople(circle)
  // Nothing is owed and no prefix is repeated any more: a content is its head and the text.
  await untilDelivered(ann, await writeTo(ann, 'first'))
  await untilDelivered(ben, await writeTo(ben, 'second'))
  const edges = FRAME_SIZES.slice(0, -1).map((size) => contentCapacity(size, false) - AROUND_TEXT)
  const lengths = [1, ...edges.flatMap((edge) => [edge, edge + 1]), MAX_TEXT_BYTES]
  const texts = lengths.map((length, at) => String.fromCharCode(97 + at).repeat(length))
  for (const text of texts) await untilDelivered(ann, await writeTo(ann, text))
  assert.deepEqual(textsOf(await historyOf(ben), false).slice(1), texts)
  await ann.close()
  await ben.close()
})

test('too long, empty, unknown: refused, and nothing is sent', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  const [ann, ben] = await twoPeople(circle)
  const send = (text: string, id: string, person = friendOf(ann)) =>
    ann.engine.run({ type: 'send', person, text, id })
  const id = 'ab'.repeat(16)
  const refusedAs = (why: string): unknown => ({ is: 'refused', why })
  assert.deepEqual(await send('x'.repeat(MAX_TEXT_BYTES + 1), id), refusedAs('tooLong'))
  assert.deepEqual(await send('é'.repeat(MAX_TEXT_BYTES / 2 + 1), id), refusedAs('tooLong'))
  assert.deepEqual(await send(' \n\t ', id), refusedAs('empty'))
  assert.deepEqual(await send('hi', 'not hex'), refusedAs('unknown'))
  assert.deepEqual(await send('hi', id, 'nobody'), refusedAs('unknown'))
  assert.deepEqual(await historyOf(ann), [])
  // The same id again is the same message.
  assert.deepEqual(await send('once', id), { is: 'done' })
  assert.deepEqual(await send('once', id), { is: 'done' })
  await untilDelivered(ann, id)
  assert.deepEqual(textsOf(await historyOf(ben), false), ['once'])
  await ann.close()
  await ben.close()
})

test('hostile and exotic texts arrive byte for byte; a lone surrogate is mended', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  const [ann, ben] = await twoPeople(circle)
  const texts = [
    '<img src=x onerror=alert(1)>',
    'مرحبا \u202eabc\u202c',
    '👩‍👩‍👧‍👦 família',
    'a\u0000b',
    '__proto__',
    'line\nline\n\nline',
  ]
  for (const text of texts) await writeTo(ann, text)
  const last = await writeTo(ann, 'cut \ud83d')
  await untilDelivered(ann, last)
  await ben.untilMessages((all) => all.length === texts.length + 1, 'all texts')
  assert.deepEqual(textsOf(await historyOf(ben), false), [...texts, 'cut \ufffd'])
  await ann.close()
  await ben.close()
})

test('a name with control, bidirectional and invisible letters is shown without them', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  const ann = await firstPerson(circle, 'An\u202en\u200b')
  const ben = await joinBy(circle, await inviteFrom(ann), ` Be\u0007n  ${'\u0301'.repeat(9)}`)
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers')
  const shown = [ann, ben].map((person) => person.snapshot().people[0]?.name ?? '')
  for (const name of shown) {
    assert.match(name, /^[A-Z]/)
    assert.doesNotMatch(name, /[\p{Cc}\p{Cf}]/u)
    assert.ok(Buffer.byteLength(name) <= MAX_NAME_BYTES)
  }
  await ann.close()
  await ben.close()
})
