// Byte-equal transcripts (PROTOCOL 6, 7, 9, 11): the product and the second implementation, written from
// docs/PROTOCOL.md alone, play frozen scenes in all four castings and give the same bytes from the
// same draws; so each opens what the other sealed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MakeMember } from './cast.ts'
import { readTranscript, staleTranscripts } from './freeze.ts'
import { makeProduct } from './product-member.ts'
import { type Step, play, record } from './scene.ts'
import { scenes, seeded } from './scenes.ts'
import { makeSecond } from './second-member.ts'

const sides: readonly (readonly [name: string, make: MakeMember])[] = [
  ['product', makeProduct],
  ['second', makeSecond],
]

const line = (step: Step, out: string): string => `${step.by} ${step.act}: ${out}`

for (const { name } of scenes) {
  const { steps } = readTranscript(name)
  for (const [aliceName, alice] of sides) {
    for (const [bobName, bob] of sides) {
      test(`transcript ${name}: Alice by ${aliceName}, Bob by ${bobName}`, () => {
        const outs = play(steps, { alice, bob })
        assert.deepEqual(
          steps.map((step, at) => line(step, outs[at] ?? '')),
          steps.map((step) => line(step, step.out)),
        )
      })
    }
  }
}

test('the transcripts are those of their scenes', () => {
  assert.deepEqual(staleTranscripts(), [])
})

test('fresh draws: a scene recorded by the product is played by the second, and the other way', () => {
  const [scene] = scenes
  assert.ok(scene)
  for (const [name, recorder, player] of [
    ['product first', makeProduct, makeSecond],
    ['second first', makeSecond, makeProduct],
  ] as const) {
    const casting = { alice: recorder, bob: recorder }
    const steps = record(scene.asks, casting, seeded(name))
    assert.deepEqual(
      play(steps, { alice: player, bob: player }),
      steps.map(({ out }) => out),
    )
  }
})
