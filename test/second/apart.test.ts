// The second implementation is worth something only while it shares no code with the product: its files
// import each other, libsodium and node, and nothing else. What sees both sides is named here.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const BRIDGES = ['product-member.ts']
const OWN = /^(\.\/[a-z-]+\.ts|node:[a-z/]+|libsodium-wrappers-sumo)$/

test('the second implementation shares no code with the product', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'))
  const own = files.filter((name) => !BRIDGES.includes(name))
  assert.ok(own.length > 10)
  for (const name of own) {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    const places = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, place]) => place)
    for (const place of places) {
      assert.match(place ?? '', OWN, name)
      assert.ok(!BRIDGES.some((bridge) => place === `./${bridge}`), `${name} imports a bridge`)
    }
  }
})
