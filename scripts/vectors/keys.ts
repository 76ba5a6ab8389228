// Hand-written vectors for prekeys, certificates, manifests and the card (PROTOCOL 6).
import {
  all,
  fill,
  many,
  number,
  raw,
  sized,
  text,
  vector,
  yes,
  type Part,
  type Vector,
} from './notation.ts'

// 2026-11-21 00:00 UTC and 45 days later, in milliseconds.
const created = number('created', 1_795_219_200_000, '000001a1fb671800')
const expires = number('expires', 1_799_107_200_000, '000001a2e3254400')
const signature = raw('signature', fill('51', 64))
const account = raw('account', fill('ac', 32))

const device = (byte: string): Part =>
  all(
    number('version', 1, '01'),
    raw('device', fill(byte, 4)),
    raw('identityDh', fill('1d', 32)),
    raw('identitySig', fill('15', 32)),
    created,
  )
const manifest = all(
  number('version', 1, '01'),
  account,
  number('revision', 2, '00000002'),
  raw('previous', fill('9e', 32)),
  created,
  many('devices', '02', device('d1'), device('d2')),
)
/** A whole manifest of two devices: body and signature, 296 bytes. */
const signedManifest = manifest.hex + fill('51', 64)

export const keyVectors: readonly Vector[] = [
  vector(
    'signedPrekey',
    'signed prekey',
    all(number('id', 1, '00000001'), raw('key', fill('5e', 32)), expires, signature),
  ),
  vector(
    'oneTimePair',
    'highest id',
    all(
      number('id', 0x7fff_ffff, '7fffffff'),
      raw('key', fill('0e', 32)),
      raw('kem', fill('ce', 1_184)),
      signature,
    ),
  ),
  vector(
    'lastResortKey',
    'lowest id',
    all(number('id', 0x8000_0000, '80000000'), raw('kem', fill('ce', 1_184)), expires, signature),
  ),
  vector('manifestDevice', 'device', device('d1')),
  vector('manifestBody', 'two devices', manifest),
  vector(
    'initiatorBlock',
    'block',
    all(
      number('version', 1, '01'),
      account,
      raw('device', fill('d1', 4)),
      raw('identityDh', fill('1d', 32)),
      raw('identitySig', fill('15', 32)),
      created,
      signature,
      number('revision', 2, '00000002'),
    ),
  ),
  vector(
    'cardContent',
    'card',
    all(
      number('version', 1, '01'),
      sized('manifest', '0128', signedManifest),
      raw('signedPrekey', fill('3b', 108)),
      raw('pair', fill('31', 1_284)),
      yes('hasHouseKey'),
      raw('houseKey', fill('4b', 32)),
      text('name', '05', 'Zoë!', '5a6fc3ab21'),
    ),
  ),
  vector('paddedManifest', 'two devices', all(sized('manifest', '0128', signedManifest))),
]
