// The certificate changes or runs out while sockets are open: new connections see the new one, old sockets go on,
// and nobody has to restart anything.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { it, suite } from 'node:test'
import { connect } from 'node:tls'
import { localNames } from '../../server/tls/address.ts'
import { makeCertificates } from '../../server/tls/make.ts'
import { pause } from './chance.ts'
import { createFalseClock, noFalseClock } from './false-clock.ts'
import { Pair } from './pair.ts'
import { settlePeople } from './residents.ts'
import { createVictim } from './victim.ts'

const DAY = 86_400
const TRIES = 120

interface Shown {
  readonly fingerprint: string
  readonly validTo: number
}

const shownBy = async (port: number): Promise<Shown> => {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256, valid_to: end } = socket.getPeerCertificate()
  socket.destroy()
  return { fingerprint: fingerprint256, validTo: Date.parse(end) }
}

const untilShown = async (port: number, holds: (shown: Shown) => boolean): Promise<Shown> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const shown = await shownBy(port)
    if (holds(shown)) return shown
    await pause(500)
  }
  throw new Error('the new certificate was never shown')
}

suite('certificates under open sockets', { concurrency: true }, () => {
  it('a renewed pair of files: new connections see it, old sockets go on', async (context) => {
    const victim = await createVictim(context)
    await victim.start()
    const [person] = await settlePeople(victim, victim.ticket(), 1)
    assert.ok(person)
    const pair = await Pair.open(victim, person)
    await pair.write()
    const before = await shownBy(victim.wssPort)
    const names = localNames(hostname(), networkInterfaces())
    await makeCertificates(join(victim.folder, 'tls'), names, 90, Date.now())
    for (const port of [victim.wssPort, victim.httpsPort]) {
      await untilShown(port, ({ fingerprint }) => fingerprint !== before.fingerprint)
    }
    for (let at = 0; at < 10; at++) await pair.write()
    await pair.close()
    const again = await Pair.open(victim, person)
    await again.write()
    await again.close()
    assert.equal((await victim.stop()).code, 0)
  })

  it(
    'one that runs out is renewed by the running server',
    { skip: noFalseClock() },
    async (context) => {
      const clock = await createFalseClock(context)
      const victim = await createVictim(context, { env: clock.env })
      await victim.start()
      const [person] = await settlePeople(victim, victim.ticket(), 1)
      assert.ok(person)
      const pair = await Pair.open(victim, person)
      const before = await shownBy(victim.wssPort)
      clock.set(400 * DAY)
      assert.ok(before.validTo < clock.now(), 'it has run out')
      await pair.write()
      const after = await untilShown(victim.wssPort, ({ validTo }) => validTo > clock.now())
      assert.notEqual(after.fingerprint, before.fingerprint)
      for (let at = 0; at < 10; at++) await pair.write()
      await pair.close()
      assert.equal((await victim.stop()).code, 0)
    },
  )
})
