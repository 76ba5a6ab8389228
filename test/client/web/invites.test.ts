import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import { createInvites, JOINED_FOR } from '../../../client/web/invites.ts'
import { pathOf } from '../../../client/web/draw-code.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'

const setUp = (writeText: (text: string) => Promise<void>) => {
  const engine = createFakeEngine({ phase: 'ready' })
  const snapshot = signal(engine.snapshot())
  engine.watch((event) => {
    if (event.type === 'snapshot') snapshot.value = event.snapshot
  })
  // Only what is used of the clipboard.
  const device = { clipboard: { writeText } as Clipboard }
  const draw = (text: string) => ({ size: text.length, path: text })
  const origin = () => 'https://sotto.example'
  const clock = createManualClock()
  const { after } = clock
  const sheet = signal(true)
  const opened: string[] = []
  const openPerson = (person: string) => void opened.push(person)
  const parts = { engine, snapshot, origin, device, draw, sheet, openPerson, after }
  return { engine, sheet, opened, clock, invites: createInvites(parts) }
}

test('an invitation is made, drawn, copied, followed and withdrawn', async () => {
  const written: string[] = []
  const { engine, invites } = setUp(async (text) => void written.push(text))
  invites.create(' for Bob ')
  await settle()
  const link = invites.link.value
  assert.ok(link?.startsWith('https://sotto.example/i#'))
  assert.equal(invites.code.value?.path, link)
  assert.equal(invites.current.value?.label, 'for Bob')
  invites.copy()
  await settle()
  assert.deepEqual([written, invites.copied.value], [[link], 'copied'])

  const [made] = engine.snapshot().invitations
  assert.ok(made)
  engine.set({ invitations: [{ ...made, state: 'used', person: 'bob' }] })
  assert.equal(invites.current.value?.state, 'used')

  invites.create('')
  await settle()
  const id = invites.current.value?.id ?? ''
  invites.revoke(id)
  await settle()
  engine.set({ invitations: [] })
  assert.equal(invites.current.value?.state, 'revoked', 'also when the engine lists it no more')
})

test('the open sheet says who joined, then gives way to the conversation', async () => {
  const { engine, sheet, opened, clock, invites } = setUp(() => Promise.resolve())
  invites.create('')
  await settle()
  const [made] = engine.snapshot().invitations
  assert.ok(made)
  engine.set({ invitations: [{ ...made, state: 'used', person: 'bob' }] })
  await clock.advance(JOINED_FOR - 1)
  assert.deepEqual(opened, [])
  sheet.value = false
  await clock.advance(JOINED_FOR)
  assert.deepEqual(opened, [], 'a sheet that was closed leads nowhere')
  sheet.value = true
  await clock.advance(JOINED_FOR)
  assert.deepEqual(opened, ['bob'])
  invites.close()
  assert.equal(clock.waiting(), 0)
})

test('other open invitations are listed and can be shown again', async () => {
  const { invites } = setUp(() => Promise.reject(new Error('no clipboard')))
  invites.create('one')
  await settle()
  const first = invites.current.value?.id ?? ''
  invites.create('two')
  await settle()
  assert.deepEqual(
    invites.earlier.value.map(({ label }) => label),
    ['one'],
  )
  invites.show(first)
  assert.equal(invites.current.value?.label, 'one')
  invites.copy()
  await settle()
  assert.equal(invites.copied.value, 'failed')
  assert.equal(invites.canShare, false)
})

test('a refused invitation says why', async () => {
  const { engine, invites } = setUp(() => Promise.resolve())
  engine.answerNext('invite', { is: 'refused', why: 'offline' })
  invites.create('')
  await settle()
  assert.deepEqual([invites.problem.value, invites.link.value], ['offline', undefined])
})

test('a code is one path with the runs of a row joined', () => {
  const modules = [
    [true, true, false],
    [false, false, false],
    [true, false, true],
  ]
  assert.deepEqual(pathOf(modules), {
    size: 3,
    path: 'M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z',
  })
})
