// Pictures of codes: what the scanner reads is what was drawn, and everything else is nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeQR } from 'qr'
import { readCode, type Picture } from '../../../client/web/scan.ts'
import { scannerAddress } from '../../../client/web/scanner.ts'
import { encodeLink } from '../../../protocol/invite.ts'

const SCALE = 6

/** A code as a camera might see it: on white, and a little grey. */
const pictureOf = (text: string, dark = 40, light = 210): Picture => {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 })
  const side = modules.length * SCALE
  const data = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const on = modules[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] === true
      data.set([on ? dark : light, on ? dark : light, on ? dark : light, 255], (y * side + x) * 4)
    }
  }
  return { width: side, height: side, data }
}

test('a security code is read from its picture, letter by letter', () => {
  const [account, peer] = [new Uint8Array(32).fill(0xac), new Uint8Array(32).fill(0xbe)]
  const text = encodeLink({ type: 'verify', account, peer })
  assert.equal(readCode(pictureOf(text)), text)
  assert.equal(readCode(pictureOf(text, 90, 160)), text)
})

test('a picture without a code is nothing, whatever it shows', () => {
  const side = 200
  const blank = new Uint8ClampedArray(side * side * 4).fill(255)
  assert.equal(readCode({ width: side, height: side, data: blank }), undefined)
  const noise = blank.map((_, at) => (Math.imul(at + 1, 2_654_435_761) >>> 13) & 0xff)
  assert.equal(readCode({ width: side, height: side, data: noise }), undefined)
  assert.equal(readCode({ width: 0, height: 0, data: new Uint8ClampedArray(0) }), undefined)
  const whole = pictureOf('half of it is missing')
  const half = {
    ...whole,
    data: whole.data.slice(0, whole.data.length / 2),
    height: whole.height / 2,
  }
  assert.equal(readCode(half), undefined)
})

test('the scanner comes from the address that the build gave it, and from no other', () => {
  const address = '/assets/scanner-0123456789abcdef.js'
  assert.equal(scannerAddress({ scanner: address }), address)
  for (const scanner of [
    undefined,
    '',
    '/assets/page-0123456789abcdef.js',
    'https://elsewhere.example/assets/scanner-0123456789abcdef.js',
    '/assets/scanner-../evil.js',
    'data:text/javascript,0',
  ]) {
    assert.throws(() => scannerAddress(scanner === undefined ? {} : { scanner }), TypeError)
  }
})
