// A file can be the answer to a message: the first of several says so, the last carries the caption.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSendFiles } from '../../../client/web/send-files.ts'
import { createFakeEngine, fakePerson } from '../../support/fake-engine.ts'

test('the first of several files answers, the last has the caption', async () => {
  const engine = createFakeEngine({ phase: 'ready', people: [fakePerson({ id: 'ann' })] })
  const bytes = new Uint8Array(32)
  const sealed = { local: 'a', blobId: bytes, key: bytes, hash: bytes, size: 3, padded: 3 }
  const sending = createSendFiles({
    engine,
    media: () =>
      Promise.resolve({
        seal: () => ({ sealed: Promise.resolve(sealed), stop: () => undefined }),
      } as never), // of all that media do, only sealing is asked for here
  })
  const file = (name: string) => new File(['abc'], name, { type: 'text/plain' })
  sending.add([file('one.txt'), file('two.txt')])
  sending.caption.value = 'both'
  assert.equal(await sending.send('ann', 'an order'), true)
  const sent = engine.asked.flatMap((command) => (command.type === 'send' ? [command] : []))
  assert.deepEqual(
    sent.map(({ text, reply }) => [text, reply]),
    [
      ['', 'an order'],
      ['both', undefined],
    ],
  )
})
