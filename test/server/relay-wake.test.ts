// When the relay rings for a device: once for what is durable and unread, never early, never for who is here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../../server/log.ts'
import { Records, relayLimits, type Channel, type Inbox } from '../../server/relay-records.ts'
import { noteWake, wakeIfAlone, type Alarm } from '../../server/relay-wake.ts'
import { Relay } from '../../server/relay.ts'
import { Store } from '../../server/store/store.ts'
import { freshFolder, removeFolder } from '../support/server.ts'
import { createDevice, random, signLogin } from '../support/wire.ts'

const createAlarm = () => {
  const log: string[] = []
  const alarm: Alarm = {
    ring: (inboxNo) => log.push(`ring ${inboxNo}`),
    quiet: (inboxNo) => log.push(`quiet ${inboxNo}`),
  }
  return { alarm, log }
}

const inboxAt = (head: number): Inbox =>
  new Records().holdInbox({
    inboxNo: 5,
    inboxId: random(16),
    loginKey: random(32),
    head,
    ackedUpTo: head,
    envelopes: 0,
    bytes: 0,
  })

test('a ring waits until its own envelope is durable, and comes once', () => {
  const { alarm, log } = createAlarm()
  const inbox = inboxAt(10)
  // 11 is a receipt, 12 for a person, 13 a receipt again.
  inbox.head = 12
  noteWake(inbox)
  inbox.head = 13
  wakeIfAlone(inbox, 11, alarm)
  assert.deepEqual(log, [])
  wakeIfAlone(inbox, 12, alarm)
  wakeIfAlone(inbox, 13, alarm)
  assert.deepEqual(log, ['ring 5'])
  inbox.head = 15
  noteWake(inbox)
  wakeIfAlone(inbox, 15, alarm)
  assert.equal(log.length, 2)
})

test('of several under way the first that is durable rings, and the others ring for themselves', () => {
  const { alarm, log } = createAlarm()
  const inbox = inboxAt(0)
  for (const seq of [1, 2]) {
    inbox.head = seq
    noteWake(inbox)
  }
  wakeIfAlone(inbox, 1, alarm)
  wakeIfAlone(inbox, 2, alarm)
  assert.equal(log.length, 2)
})

test('a device that logs in quiets the bell; what it acknowledged rings no more', async () => {
  const folder = freshFolder()
  const { alarm, log } = createAlarm()
  const store = await Store.open<Channel, Inbox>(folder)
  try {
    const records = new Records()
    const relay = new Relay(store, records, { ...relayLimits, alarm }, silentLog)
    const device = createDevice()
    const { inboxId, loginKey } = device
    await store.ask('createInbox', { inboxId, loginKey, mayCreate: true })
    const [nonce, origin] = [random(32), 'wss://127.0.0.1:1']
    const claim = { origin, nonce, inboxId, signature: signLogin(device, origin, nonce) }
    const nothing = (): void => undefined
    const link = {
      isOpen: true,
      mayLogIn: () => true,
      outbound: 0,
      deliver: nothing,
      volatile: nothing,
      superseded: nothing,
      storeFailed: nothing,
      removed: nothing,
    }
    await new Promise<void>((resolve, reject) => {
      const refused = (): void => reject(new Error('refused'))
      relay.login(link, claim, (receiver) => (relay.logout(receiver), resolve()), refused)
    })
    assert.match(log.join(), /^quiet \d+$/)
  } finally {
    await store.close()
    removeFolder(folder)
  }
})
