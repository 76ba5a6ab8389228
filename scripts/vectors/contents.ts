// Hand-written vectors for what stands inside the seal (PROTOCOL 8): the head and every item.
import {
  all,
  fill,
  many,
  named,
  number,
  raw,
  sized,
  text as textOf,
  vector,
  type Part,
  type Vector,
} from './notation.ts'

const head = (kind: readonly [number, string], count: readonly [number, string]): Part =>
  all(
    number('version', 1, '01'),
    number('kind', ...kind),
    raw('id', fill('1d', 16)),
    number('time', 1_795_219_200_000, '000001a1fb671800'),
    raw('ownManifest', fill('a0', 16)),
    raw('peerManifest', fill('b0', 16)),
    number('count', ...count),
    number('lamport', 12, '000000000000000c'),
  )
const counted = head([1, '01'], [5, '0000000000000005'])
const uncounted = head([2, '02'], [0, '0000000000000000'])

const item = (type: readonly [number, string], length: string, hex: string): Part =>
  all(number('type', ...type), sized('body', length, hex))
const text = item([1, '01'], '0002', '6869')
const name = item([2, '02'], '0003', '416e6e')

const route = all(
  raw('forDevice', fill('d2', 4)),
  raw('friendId', fill('a1', 16)),
  raw('sendToken', fill('a2', 32)),
)
const hello = all(
  sized('manifest', '0003', 'f0f1f2'),
  raw('cardKey', fill('cc', 32)),
  many('routes', '01', route),
)
const range = (from: readonly [number, string], length: readonly [number, string]): Part =>
  all(number('from', ...from), number('length', ...length))
const receipt = all(
  number('upTo', 300, '000000000000012c'),
  many(
    'ranges',
    '02',
    range([302, '000000000000012e'], [1, '0001']),
    range([400, '0000000000000190'], [256, '0100']),
  ),
)
const reset = all(raw('lastMessage', fill('1e', 16)), number('failures', 2, '0002'))

const place = [
  number('lamport', 11, '000000000000000b'),
  raw('device', fill('d1', 4)),
  raw('id', fill('1d', 16)),
] as const
const target = all(...place)
const reaction = all(...place, textOf('mark', '04', '\u{1f44d}', 'f09f918d'))
const edit = all(...place, textOf('text', '0003', 'hé', '68c3a9'))
const timer = all(number('seconds', 86_400, '00015180'))
const expiry = all(number('seconds', 30, '0000001e'))
const attachment = all(
  raw('blobId', fill('b1', 32)),
  raw('key', fill('b2', 32)),
  number('size', 70_000, '0000000000011170'),
  raw('hash', fill('b3', 32)),
  textOf('mediaType', '09', 'image/png', '696d6167652f706e67'),
  textOf('name', '05', 'a.png', '612e706e67'),
  number('width', 640, '0280'),
  number('height', 480, '01e0'),
  number('length', 0, '00000000'),
  sized('waveform', '00', ''),
  sized('thumbnail', '0002', 'f1f2'),
)
const picture = all(sized('webp', '0003', 'f3f4f5'))

const content = (inner: Part, ...items: readonly Part[]): Part =>
  all(named('head', inner), many('items', '', ...items))

export const contentVectors: readonly Vector[] = [
  vector('contentHead', 'counted', counted),
  vector('contentHead', 'uncounted', uncounted),
  vector('content', 'no item', content(counted)),
  vector('content', 'a text', content(counted, text)),
  vector(
    'content',
    'first message',
    content(counted, name, item([3, '03'], '005a', hello.hex), text),
  ),
  vector('content', 'a receipt', content(uncounted, item([4, '04'], '001d', receipt.hex))),
  vector('content', 'a reset', content(counted, item([5, '05'], '0012', reset.hex))),
  vector('content', 'an item of a later version', content(counted, item([200, 'c8'], '0000', ''))),
  vector('route', 'route', route),
  vector('hello', 'one route', hello),
  vector('receipt', 'two ranges', receipt),
  vector('reset', 'reset', reset),
  vector('content', 'an answer', content(counted, text, item([6, '06'], '001c', target.hex))),
  vector('content', 'a reaction', content(counted, item([7, '07'], '0021', reaction.hex))),
  vector('content', 'an edit', content(counted, item([8, '08'], '0021', edit.hex))),
  vector('content', 'taken back', content(counted, item([9, '09'], '001c', target.hex))),
  vector('content', 'read', content(counted, item([10, '0a'], '001c', target.hex))),
  vector('content', 'a timer', content(counted, item([11, '0b'], '0004', timer.hex))),
  vector(
    'content',
    'forwarded, and disappears',
    content(counted, text, item([12, '0c'], '0004', expiry.hex), item([13, '0d'], '0000', '')),
  ),
  vector('content', 'a photo', content(counted, item([14, '0e'], '0085', attachment.hex), text)),
  vector('content', 'a picture', content(counted, item([15, '0f'], '0005', picture.hex))),
  vector('target', 'target', target),
  vector('reaction', 'a thumb', reaction),
  vector('edit', 'an edit', edit),
  vector('timer', 'a day', timer),
  vector('expiry', 'half a minute', expiry),
  vector('attachment', 'a photo', attachment),
  vector('picture', 'a picture', picture),
]
