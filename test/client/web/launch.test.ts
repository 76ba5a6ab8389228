// What the app is opened for: an invitation at once, or a text that goes into a conversation and is never sent by itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal, type Signal } from '@preact/signals'
import { launch, type LaunchApp } from '../../../client/web/launch.ts'
import type { SheetName } from '../../../client/web/route.ts'
import { sharedText } from '../../../client/web/service-worker-share.ts'
import { settle } from '../../support/clock-manual.ts'
import { freshSnapshot } from '../../support/fake-engine.ts'

const setUp = (phase: 'fresh' | 'ready' = 'ready', kept = '') => {
  const sheet = signal<SheetName | undefined>(undefined)
  const person = signal<string | undefined>(undefined)
  const drafts = new Map<string, Signal<string>>()
  const ran: string[] = []
  const app: LaunchApp = {
    engine: {
      run: async (command) => {
        ran.push(command.type)
        return { is: 'drafted', text: kept }
      },
    },
    snapshot: signal({ ...freshSnapshot, phase }),
    route: { sheet, person, openSheet: (name) => (sheet.value = name) },
    chat: {
      draft: (id) => {
        const draft = drafts.get(id) ?? signal('')
        drafts.set(id, draft)
        return draft
      },
    },
  }
  const pick = async (id: string | undefined): Promise<void> => {
    person.value = id
    sheet.value = undefined
    await settle()
  }
  return { app, sheet, pick, ran, draft: (id: string) => drafts.get(id)?.value }
}

const shared = (text?: string) => () => Promise.resolve(text)

test('the invitation sheet, where there is somebody to invite', async () => {
  const { app, sheet } = setUp()
  await launch(app, 'invite', shared())
  assert.equal(sheet.value, 'invite')
  const fresh = setUp('fresh')
  await launch(fresh.app, 'invite', shared())
  assert.equal(fresh.sheet.value, undefined)
})

test('a shared text asks for whom, and then stands behind what was typed there, unsent', async () => {
  const { app, sheet, pick, draft, ran } = setUp('ready', 'see this')
  await launch(app, 'share', shared('https://example.org'))
  assert.equal(sheet.value, 'switch')
  await pick('ann')
  assert.equal(draft('ann'), 'see this\nhttps://example.org')
  assert.ok(!ran.includes('send'))
  await pick('bob')
  assert.equal(draft('bob'), undefined, 'once')
})

test('nothing shared, or nobody chosen: nothing happens', async () => {
  const nothing = setUp()
  await launch(nothing.app, 'share', shared())
  assert.equal(nothing.sheet.value, undefined)
  const nobody = setUp()
  await launch(nobody.app, 'share', shared('text'))
  await nobody.pick(undefined)
  assert.deepEqual(nobody.ran, [])
  const odd = setUp()
  await launch(odd.app, 'toString', shared('text'))
  assert.equal(odd.sheet.value, undefined)
})

test('of what was shared each part stands once, and no file is taken for text', () => {
  const form = new FormData()
  form.set('title', 'A page')
  form.set('text', 'Read https://example.org/a')
  form.set('url', 'https://example.org/a')
  assert.equal(sharedText(form), 'A page\nRead https://example.org/a')
  form.set('text', 'https://example.org/a')
  assert.equal(sharedText(form), 'A page\nhttps://example.org/a')
  form.set('url', new Blob(['x']))
  form.set('title', ' ')
  assert.equal(sharedText(form), 'https://example.org/a')
  form.set('text', 'x'.repeat(100_000))
  assert.equal(sharedText(form).length, 60_000)
})
