// The security code's state over the engine in memory: what is shown, ticked, scanned, and how it ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import type { CameraTrouble } from '../../../client/web/scan.ts'
import { createSecurity, GROUPS } from '../../../client/web/security.ts'
import { settle } from '../../support/clock-manual.ts'
import { createFakeEngine, FAKE_CODE, FAKE_DIGITS, fakePerson } from '../../support/fake-engine.ts'

// Only handed on to the camera.
const video = {} as HTMLVideoElement

const setUp = (trouble?: CameraTrouble) => {
  const engine = createFakeEngine({ phase: 'ready', people: [fakePerson({ id: 'ann' })] })
  const snapshot = signal(engine.snapshot())
  engine.watch((event) => {
    if (event.type === 'snapshot') snapshot.value = event.snapshot
  })
  const shown = signal<string | undefined>(undefined)
  const cameras: { readonly show: (text: string) => void; stopped: boolean }[] = []
  const scanner = () =>
    Promise.resolve({
      startCamera: (_: HTMLVideoElement, show: (text: string) => void) => {
        if (trouble) return Promise.resolve(trouble)
        const camera = { show, stopped: false }
        cameras.push(camera)
        return Promise.resolve({ stop: () => void (camera.stopped = true) })
      },
    })
  const draw = (text: string) => ({ size: text.length, path: text })
  const security = createSecurity({ engine, snapshot, shown, draw, scanner })
  const verifies = () => engine.asked.filter(({ type }) => type === 'verify')
  return { engine, shown, cameras, security, verifies }
}

test('sixty digits in twelve groups and the code to show; closing forgets them', async () => {
  const { shown, security } = setUp()
  assert.deepEqual(security.groups.value, [])
  shown.value = 'ann'
  await settle()
  assert.equal(security.groups.value.length, GROUPS)
  assert.equal(security.groups.value.join(''), FAKE_DIGITS)
  assert.equal(security.code.value?.path, FAKE_CODE)
  security.tick(3, true)
  security.differ()
  assert.equal(security.problem.value, 'codeDiffers')
  shown.value = undefined
  assert.deepEqual(security.groups.value, [])
  assert.equal(security.problem.value, undefined)
  assert.ok(!security.ticks.value.includes(true))
  security.close()
})

test('they match only when every group was ticked', async () => {
  const { shown, security, verifies } = setUp()
  shown.value = 'ann'
  await settle()
  for (let group = 0; group < GROUPS - 1; group++) security.tick(group, true)
  security.match()
  assert.equal(security.problem.value, 'tickFirst')
  assert.deepEqual(verifies(), [])
  security.tick(GROUPS - 1, true)
  security.match()
  await settle()
  assert.deepEqual(verifies(), [{ type: 'verify', person: 'ann', how: 'compare' }])
  assert.equal(security.problem.value, undefined)
  assert.equal(security.person.value?.verification, 'person')
  security.unverify()
  await settle()
  assert.equal(security.person.value?.verification, 'link')
  assert.ok(!security.ticks.value.includes(true))
  security.tickAll(true)
  assert.ok(!security.ticks.value.includes(false))
  security.close()
})

test('a code in sight is taken once; another one is waited for, a wrong one ends it', async () => {
  const { shown, security, cameras, verifies } = setUp()
  shown.value = 'ann'
  await settle()
  security.scan()
  assert.equal(security.scanning.value, true)
  const stop = security.look(video)
  await settle()
  cameras[0]?.show('https://somewhere.example')
  cameras[0]?.show('https://somewhere.example')
  await settle()
  assert.equal(verifies().length, 1)
  assert.equal(security.problem.value, 'noCode')
  assert.equal(security.scanning.value, true)
  cameras[0]?.show('AQwrong')
  await settle()
  assert.equal(security.problem.value, 'codeDiffers')
  assert.equal(security.scanning.value, false)
  assert.equal(security.person.value?.verification, 'link')
  stop()
  assert.equal(cameras[0]?.stopped, true)
  cameras[0]?.show(FAKE_CODE)
  await settle()
  assert.equal(security.person.value?.verification, 'link', 'what a stopped camera sees is nothing')

  security.scan()
  assert.equal(security.problem.value, undefined)
  security.look(video)
  await settle()
  cameras[1]?.show(FAKE_CODE)
  await settle()
  assert.equal(security.person.value?.verifiedBy, 'scan')
  assert.equal(security.scanning.value, false)
  security.close()
})

test('a camera that comes after the viewfinder was closed is stopped at once', async () => {
  const { shown, security, cameras } = setUp()
  shown.value = 'ann'
  security.look(video)()
  await settle()
  assert.equal(cameras[0]?.stopped, true)
  security.close()
})

test('a refused camera is said, and the viewfinder closes', async () => {
  const { shown, security } = setUp('cameraBlocked')
  shown.value = 'ann'
  security.scan()
  security.look(video)
  await settle()
  assert.equal(security.problem.value, 'cameraBlocked')
  assert.equal(security.scanning.value, false)
  security.close()
})
