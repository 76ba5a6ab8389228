// The loudness of a voice note, as its bars show it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waveformOf } from '../../../client/web/voice-note.ts'
import { WAVEFORM_BYTES } from '../../../protocol/limits.ts'

test('the loudest part is full, silence is nothing, whatever the volume', () => {
  const samples = new Float32Array(WAVEFORM_BYTES * 100)
  samples.fill(0.01, 0, 100)
  samples.fill(-0.02, 100, 200)
  const bars = waveformOf(samples)
  assert.equal(bars.length, WAVEFORM_BYTES)
  assert.deepEqual([...bars.subarray(0, 3)], [128, 255, 0])
})

test('silence, and less than a part, are bars too', () => {
  assert.deepEqual([...waveformOf(new Float32Array(0), 3)], [0, 0, 0])
  assert.deepEqual([...waveformOf(Float32Array.of(0.5), 2)], [0, 255])
})
