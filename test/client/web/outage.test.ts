import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import type { Connection } from '../../../client/engine/view.ts'
import { LOST_AFTER, SLOW_AFTER, watchOutage } from '../../../client/web/outage.ts'
import { createManualClock } from '../../support/clock-manual.ts'

test('a short break is not worth a word, a longer one is, and a long one gets a sentence', async () => {
  const clock = createManualClock()
  const connection = signal<Connection>('connected')
  const { outage, close } = watchOutage(connection, clock.after)
  connection.value = 'connecting'
  await clock.advance(SLOW_AFTER - 1)
  assert.equal(outage.value, 'none')
  connection.value = 'connected'
  await clock.advance(SLOW_AFTER)
  assert.equal(outage.value, 'none')

  connection.value = 'offline'
  await clock.advance(SLOW_AFTER)
  assert.equal(outage.value, 'slow')
  connection.value = 'connecting'
  await clock.advance(LOST_AFTER - SLOW_AFTER)
  assert.equal(outage.value, 'lost', 'further tries do not start the ten seconds again')
  connection.value = 'connected'
  assert.equal(outage.value, 'none')
  connection.value = 'offline'
  close()
  assert.equal(clock.waiting(), 0)
})
