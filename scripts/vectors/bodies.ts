// Hand-written vectors for the bodies of the HTTPS routes (PROTOCOL 4).
import {
  absent,
  all,
  fill,
  given,
  many,
  named,
  no,
  number,
  raw,
  sized,
  tagged,
  text,
  vector,
  yes,
  type Part,
  type Vector,
} from './notation.ts'

const version = number('version', 1, '01')
const inboxId = raw('inboxId', fill('b1', 16))
const loginKey = raw('loginKey', fill('b2', 32))
const sealedManifest = raw('sealedManifest', fill('3a', 640))
const signedPrekey = raw('signedPrekey', fill('3b', 108))
const lastResort = raw('lastResort', fill('3c', 1_260))
const card = fill('ca', 2_048)
const pair = (id: number, hex: string, byte: string): Part =>
  all(number('id', id, hex), raw('item', fill(byte, 1_284)))
const id = (byte: string): Part => ({ value: `hex:${fill(byte, 16)}`, hex: fill(byte, 16) })

const friendIds: readonly Vector[] = [
  vector(
    'putFriendIds',
    'an invitation and a friend',
    all(
      yes('complete'),
      many(
        'entries',
        '0002',
        all(
          raw('friendId', fill('a1', 16)),
          raw('tokenHash', fill('a3', 32)),
          number('expiresDay', 20_800, '00005140'),
          number('quota', 64, '0040'),
          given('card', card),
        ),
        all(
          raw('friendId', fill('a4', 16)),
          raw('tokenHash', fill('a5', 32)),
          number('expiresDay', 0, '00000000'),
          number('quota', 1_000, '03e8'),
          absent('card'),
        ),
      ),
    ),
  ),
  vector('putFriendIds', 'nothing', all(no('complete'), many('entries', '0000'))),
  vector('revokeFriendIds', 'two', all(many('friendIds', '0002', id('a1'), id('a4')))),
]

const blobHash = fill('b4', 32)
const offset = number('offset', 983_040, '00000000000f0000')
const blobVectors: readonly Vector[] = [
  vector(
    'createBlob',
    'a small file',
    all(
      version,
      raw('friendId', fill('a1', 16)),
      raw('sendToken', fill('a2', 32)),
      raw('blobHash', blobHash),
      number('length', 4_128, '0000000000001020'),
    ),
  ),
  vector('blobOffset', 'one piece', all(offset)),
  vector('appendBlob', 'two bytes', all(offset, sized('bytes', '00000002', 'c0de'))),
  vector('completeBlob', 'hash', all(raw('hash', fill('b3', 32)))),
  vector(
    'readBlob',
    'from the second piece',
    all(number('from', 983_040, '00000000000f0000'), number('most', 65_536, '00010000')),
  ),
  vector(
    'blobPart',
    'two bytes',
    all(number('length', 4_128, '0000000000001020'), sized('bytes', '00000002', 'c0de')),
  ),
  vector(
    'dropBlobs',
    'one',
    all(many('blobHashes', '01', { value: `hex:${blobHash}`, hex: blobHash })),
  ),
  vector(
    'blobTerms',
    'the standard ones',
    all(number('maxFile', 104_857_600, '0000000006400000'), number('lifeDays', 30, '001e')),
  ),
]

export const bodyVectors: readonly Vector[] = [
  ...blobVectors,
  vector(
    'createInbox',
    'by house key',
    all(
      version,
      inboxId,
      loginKey,
      named('right', tagged('houseKey', '01', raw('houseKey', fill('4b', 32)))),
    ),
  ),
  vector(
    'createInbox',
    'by ticket',
    all(
      version,
      inboxId,
      loginKey,
      named('right', tagged('ticket', '02', raw('ticket', fill('71', 16)))),
    ),
  ),
  vector('challenge', 'nonce', all(raw('nonce', fill('90', 32)))),
  vector(
    'login',
    'signed',
    all(version, inboxId, raw('nonce', fill('90', 32)), raw('signature', fill('51', 64))),
  ),
  vector('bearer', 'bearer', all(raw('bearer', fill('be', 32)))),
  vector(
    'publishPrekeys',
    'two pairs',
    all(
      yes('replace'),
      sealedManifest,
      signedPrekey,
      lastResort,
      many('pairs', '02', pair(1, '00000001', '31'), pair(2, '00000002', '32')),
    ),
  ),
  vector(
    'publishPrekeys',
    'no pair',
    all(no('replace'), sealedManifest, signedPrekey, lastResort, many('pairs', '00')),
  ),
  vector(
    'friendRight',
    'id and token',
    all(raw('friendId', fill('a1', 16)), raw('sendToken', fill('a2', 32))),
  ),
  vector(
    'bundle',
    'with a pair',
    all(
      sealedManifest,
      signedPrekey,
      named('kem', tagged('pair', '01', raw('item', fill('31', 1_284)))),
    ),
  ),
  vector(
    'bundle',
    'last resort',
    all(
      sealedManifest,
      signedPrekey,
      named('kem', tagged('lastResort', '02', raw('item', fill('3c', 1_260)))),
    ),
  ),
  vector('cardAnswer', 'unused', all(raw('card', card), no('used'))),
  vector('cardAnswer', 'used', all(raw('card', card), yes('used'))),
  ...friendIds,
  vector('pushKey', 'a key', all(sized('key', '41', fill('04', 65)))),
  vector('pushKey', 'no pushes', all(sized('key', '00', ''))),
  vector(
    'putPush',
    'an address',
    all(text('endpoint', '000b', 'https://a/b', '68747470733a2f2f612f62')),
  ),
  vector('putPush', 'nowhere', all(text('endpoint', '0000', '', ''))),
  vector(
    'config',
    'a server',
    all(
      number('versionMin', 1, '01'),
      number('versionMax', 1, '01'),
      text('publicUrl', '0e', 'https://a:8443', '68747470733a2f2f613a38343433'),
      text('wssUrl', '0c', 'wss://a:8444', '7773733a2f2f613a38343434'),
      sized('build', '04', '0b111d00'),
    ),
  ),
  vector(
    'problemBody',
    'wait a minute',
    all(number('code', 6, '0006'), number('retryAfter', 60, '0000003c')),
  ),
]
