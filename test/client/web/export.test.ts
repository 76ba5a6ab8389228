// A copy of a conversation has all of it, in order, and nothing that a name could break.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportConversation } from '../../../client/web/export.ts'
import { createFakeEngine, fakeMessage, fakePerson, orderOf } from '../../support/fake-engine.ts'

const ann = fakePerson({ id: 'ann', name: '../Ann:\u202e*' })

const setUp = () => {
  const engine = createFakeEngine({ phase: 'ready', name: 'Me', people: [ann] })
  engine.store(
    Array.from({ length: 1_203 }, (_, n) =>
      fakeMessage({
        id: `m${n}`,
        text: `line ${n}`,
        mine: n % 2 === 0,
        order: orderOf(n),
        time: n,
      }),
    ),
  )
  return engine
}

test('every message, oldest first, over more than one page', async () => {
  const { name, file } = await exportConversation(setUp(), ann, 'text')
  const lines = (await file.text()).trimEnd().split('\n')
  assert.equal(lines.length, 1_203)
  assert.equal(lines[0], '[1970-01-01T00:00:00.000Z] Me: line 0')
  assert.equal(lines.at(-1), `[1970-01-01T00:00:01.202Z] Me: line 1202`)
  assert.equal(name, 'Ann.txt')
})

test('as data it can be read back', async () => {
  const { file } = await exportConversation(setUp(), ann, 'data')
  const read = JSON.parse(await file.text()) as { readonly messages: readonly object[] }
  assert.equal(read.messages.length, 1_203)
  assert.deepEqual(Object.entries(read.messages[1] ?? {}).slice(0, 4), [
    ['id', 'm1'],
    ['from', ann.name],
    ['time', '1970-01-01T00:00:00.001Z'],
    ['text', 'line 1'],
  ])
})

test('what cannot be read is no empty file', async () => {
  const engine = setUp()
  engine.answerNext('page', { is: 'refused', why: 'storage' })
  await assert.rejects(exportConversation(engine, ann, 'text'))
})
