// People behind boxes that let no WebSocket through, with the real server and the real engine: the client
// finds a way by itself, says which, and the conversation is the same (PROTOCOL 3.4).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meet, talk } from '../support/boxed.ts'

test('where upgrades are refused everything goes in a stream, both ways and in order', async (context) => {
  const { box, ways, ann, ben } = await meet(context, {})
  await talk(ann, ben, 30, 'to Ben')
  await talk(ben, ann, 30, 'to Ann')
  assert.deepEqual([...new Set(ways)], ['stream'])
  // Sockets were tried first, on both ports.
  assert.ok((box.asked.get('/wss') ?? 0) >= 2)
})

test('where sockets get through no line is opened', async (context) => {
  const { box, ways, ann, ben } = await meet(context, { upgrades: true })
  await talk(ann, ben, 3, 'to Ben')
  assert.ok(!ways.includes('stream') && !ways.includes('poll'))
  assert.equal(box.asked.get('/line/open'), undefined)
})
