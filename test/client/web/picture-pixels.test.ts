// Pictures that ask for more pixels than a browser can hold are found by their first bytes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { smallPicture, webpPixels } from '../../../client/engine/webp.ts'
import { isShowable, picturePixels } from '../../../client/web/picture-pixels.ts'

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat([
      ...parts.map((part) =>
        typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
      ),
      Buffer.alloc(30),
    ]),
  )
const be16 = (value: number) => [value >> 8, value & 0xff]
const be32 = (value: number) => [...be16(value >>> 16), ...be16(value & 0xffff)]
const le16 = (value: number) => be16(value).toReversed()
const le24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, value >> 16]

type Make = (width: number, height: number) => Uint8Array
const formats: Readonly<Record<string, Make>> = {
  png: (w, h) => bytes('\x89PNG\r\n\x1a\n', be32(13), 'IHDR', be32(w), be32(h)),
  gif: (w, h) => bytes('GIF89a', le16(w), le16(h)),
  jpeg: (w, h) =>
    bytes(
      [0xff, 0xd8, 0xff, 0xe1],
      be16(10),
      'Exif\0\0..',
      [0xff, 0xc2],
      be16(11),
      [8],
      be16(h),
      be16(w),
    ),
  webp: (w, h) => bytes('RIFF....WEBPVP8X', be32(0), be32(0), le24(w - 1), le24(h - 1)),
  lossy: (w, h) =>
    bytes('RIFF....WEBPVP8 ', be32(0), [0, 0, 0, 0x9d, 0x01, 0x2a], le16(w), le16(h)),
  lossless: (w, h) => {
    const bits = ((w - 1) | ((h - 1) << 14)) >>> 0
    return bytes('RIFF....WEBPVP8L', be32(0), [0x2f], be32(bits).toReversed())
  },
}

for (const [name, make] of Object.entries(formats)) {
  test(`${name}: its size is read`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16_383 }),
        fc.integer({ min: 1, max: 16_383 }),
        (w, h) => {
          assert.deepEqual(picturePixels(make(w, h)), { width: w, height: h })
        },
      ),
      { seed: 20_261_121 },
    )
  })
  test(`${name}: too many pixels are not shown`, () => {
    assert.equal(isShowable(make(8_000, 8_000)), true)
    assert.equal(isShowable(make(8_000, 8_001)), false)
  })
}

test('what is no picture, or cut off, is not shown; nothing throws', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom(...Object.values(formats)),
      (noise, make) => {
        const picture = make(100, 100)
        isShowable(noise)
        isShowable(picture.subarray(0, noise.length))
        picture.set(noise.subarray(0, 20), 4)
        isShowable(picture)
      },
    ),
    { seed: 20_261_121 },
  )
  assert.equal(isShowable(new Uint8Array(0)), false)
  assert.equal(webpPixels(formats['png']?.(3, 3) ?? new Uint8Array(0)), undefined)
})

test('a small picture with many pixels is none', () => {
  const make = formats['lossy']
  assert.ok(make)
  assert.equal(smallPicture(make(512, 512), 512).length > 0, true)
  assert.equal(smallPicture(make(513, 1), 512).length, 0)
  assert.equal(smallPicture(new Uint8Array(40), 512).length, 0)
})
