// Writes test/vectors/frames.json: one vector for every frame, body, prekey item, content and link.
// The bytes are put together by hand in scripts/vectors/, without the encoder that they test. With
// `--check` it changes nothing and fails when the file is another one.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bodyVectors } from './vectors/bodies.ts'
import { contentVectors } from './vectors/contents.ts'
import { frameVectors } from './vectors/frames.ts'
import { keyVectors } from './vectors/keys.ts'
import { lineVectors } from './vectors/lines.ts'
import { fill } from './vectors/notation.ts'

const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url')
const link = (name: string, value: Readonly<Record<string, string>>, hex: string): object => ({
  name,
  value,
  text: base64url(hex),
})

const file = {
  status: 'frozen: a second implementation has reproduced them',
  notation:
    'hex is the whole encoding; in a value, "hex:" marks a byte string and null a missing one',
  vectors: [...frameVectors, ...bodyVectors, ...lineVectors, ...keyVectors, ...contentVectors],
  links: [
    link(
      'invitation',
      { type: 'invitation', account: `hex:${fill('ac', 32)}`, secret: `hex:${fill('5e', 16)}` },
      `0101${fill('ac', 32)}${fill('5e', 16)}`,
    ),
    link(
      'first person',
      { type: 'firstPerson', ticket: `hex:${fill('71', 16)}` },
      `0102${fill('71', 16)}`,
    ),
    link(
      'verification',
      { type: 'verify', account: `hex:${fill('ac', 32)}`, peer: `hex:${fill('be', 32)}` },
      `0104${fill('ac', 32)}${fill('be', 32)}`,
    ),
  ],
}

const path = join(import.meta.dirname, '..', 'test', 'vectors', 'frames.json')
const text = `${JSON.stringify(file, null, 1)}\n`
if (!process.argv.includes('--check')) writeFileSync(path, text)
else if (readFileSync(path, 'utf8') !== text) {
  console.log('test/vectors/frames.json is out of date: run `node scripts/frame-vectors.ts`')
  process.exitCode = 1
}
