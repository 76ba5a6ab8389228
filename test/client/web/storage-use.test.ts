// What the browser tells of its storage, the names of devices, and sizes as people read them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceName } from '../../../client/web/device-name.ts'
import { sizeName } from '../../../client/web/sizes.ts'
import { readStorageUse } from '../../../client/web/storage-use.ts'

test('by kind where the browser tells it, else the whole alone', async () => {
  const persisted = () => Promise.resolve(true)
  const usageDetails = { indexedDB: 700, caches: 200, serviceWorkerRegistrations: 50 }
  assert.deepEqual(
    await readStorageUse({
      estimate: () => Promise.resolve({ usage: 1_000, quota: 5_000, usageDetails }),
      persisted,
    }),
    { all: 1_000, most: 5_000, promised: true, messages: 700, client: 250 },
  )
  assert.deepEqual(
    await readStorageUse({ estimate: () => Promise.resolve({ usage: 7 }), persisted }),
    {
      all: 7,
      most: undefined,
      promised: true,
    },
  )
  const refused = () => Promise.reject(new DOMException('refused', 'SecurityError'))
  await assert.rejects(readStorageUse({ estimate: refused, persisted }))
})

test('a device by its browser and system, the more particular name first', () => {
  const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'
  const known = [
    [`${linux} Chrome/156.0.0.0 Safari/537.36`, 'Chrome', 'Linux'],
    [`${linux} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, 'Edge', 'Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0',
      'Firefox',
      'Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
      'Chrome',
      'Android',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      'Safari',
      'macOS',
    ],
  ] as const
  for (const [userAgent, browser, system] of known)
    assert.deepEqual(deviceName(userAgent), [browser, system])
  assert.deepEqual(deviceName('something else'), [undefined, undefined])
})

test('sizes in steps of a thousand', () => {
  for (const [bytes, name] of [
    [0, '0 byte'],
    [999, '999 byte'],
    [1_000, '1 kB'],
    [12_345_678, '12.3 MB'],
    [2_400_000_000, '2.4 GB'],
    [5e13, '50,000 GB'],
  ] as const)
    assert.equal(sizeName(bytes), name)
})
