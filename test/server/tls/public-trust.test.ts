// Which certificates browsers trust by themselves: those whose chain ends at a known root, and no others.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { issueCa, issueLeaf } from '../../../server/tls/issue.ts'
import { isPubliclyTrusted } from '../../../server/tls/public-trust.ts'

const names = { dns: ['localhost'], ips: ['127.0.0.1'] }
const now = Date.now()
const ca = await issueCa(names, now)
const stranger = await issueCa(names, now)
const leaf = await issueLeaf(ca, names, 30, now)

test('a chain that ends at a root is trusted, with or without the root in it', () => {
  assert.equal(isPubliclyTrusted(leaf.cert, [stranger.cert, ca.cert]), true)
  assert.equal(isPubliclyTrusted(`${leaf.cert}\n${ca.cert}`, [ca.cert]), true)
})

test('a chain that ends elsewhere is not, whatever stands beside it', () => {
  assert.equal(isPubliclyTrusted(leaf.cert, [stranger.cert]), false)
  assert.equal(isPubliclyTrusted(`${leaf.cert}\n${stranger.cert}`, [stranger.cert]), false)
  assert.equal(isPubliclyTrusted(`${leaf.cert}\n${ca.cert}`), false)
  assert.equal(isPubliclyTrusted(leaf.cert), false)
  assert.equal(isPubliclyTrusted('nothing'), false)
})

test('a root itself is trusted', () => {
  assert.equal(isPubliclyTrusted(rootCertificates[0] ?? ''), true)
})
