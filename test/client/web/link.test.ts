import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkOf, readPasted } from '../../../client/web/link.ts'

const origin = 'https://sotto.example:8443'
const fragment = 'AQE'.padEnd(67, 'x')

test('a pasted link of this server gives its fragment, whatever words stand around it', () => {
  const link = linkOf(origin, fragment)
  assert.equal(link, `https://sotto.example:8443/i#${fragment}`)
  for (const text of [link, `  ${link}\n`, `Come here:\n${link} !`, fragment])
    assert.deepEqual(readPasted(text, [origin]), { is: 'fragment', fragment })
})

test('a link of another server is told apart, and a downgraded one is no link', () => {
  const other = `https://elsewhere.example/i#${fragment}`
  assert.deepEqual(readPasted(other, [origin]), { is: 'otherServer', link: other })
  for (const text of [
    '',
    'hello',
    origin,
    `${origin}/i#`,
    `${origin}/i#short`,
    `http://x.example/i#${fragment}`,
  ])
    assert.deepEqual(readPasted(text, [origin]), { is: 'nothing' }, text)
})

test('a scheme that runs code is never offered as a link', () => {
  assert.deepEqual(readPasted(`javascript:alert(1)#${fragment}`, [origin]), { is: 'nothing' })
})

test('a server that has two addresses knows links of both', () => {
  const outside = 'https://chat.example.org'
  for (const at of [origin, outside])
    assert.deepEqual(readPasted(linkOf(at, fragment), [origin, outside]), {
      is: 'fragment',
      fragment,
    })
})
