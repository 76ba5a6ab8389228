// Hand-written vectors for lines (PROTOCOL 3.4).
import {
  all,
  fill,
  many,
  no,
  number,
  raw,
  sized,
  tagged,
  vector,
  yes,
  type Vector,
} from './notation.ts'

const version = number('version', 1, '01')

export const lineVectors: readonly Vector[] = [
  vector('openLine', 'receive', tagged('receive', '21', version)),
  vector('openLine', 'send', tagged('send', '22', version, raw('friendId', fill('a1', 16)))),
  vector('lineOpened', 'bearer', all(raw('line', fill('1e', 32)))),
  vector(
    'lineUp',
    'two frames',
    all(
      number('received', 3, '00000003'),
      number('from', 258, '00000102'),
      many(
        'frames',
        '02',
        { value: 'hex:04', hex: '0000000104' },
        { value: 'hex:050102', hex: '00000003050102' },
      ),
    ),
  ),
  vector(
    'lineUp',
    'a confirmation alone',
    all(
      number('received', 70_000, '00011170'),
      number('from', 0, '00000000'),
      many('frames', '00'),
    ),
  ),
  vector('lineDown', 'stream', all(number('received', 0, '00000000'), yes('stream'))),
  vector('lineDown', 'poll', all(number('received', 9, '00000009'), no('stream'))),
  vector('lineRecord', 'frame', tagged('frame', '31', sized('frame', '00000001', '87'))),
  vector('lineRecord', 'closed', tagged('closed', '32', number('code', 4_501, '1195'))),
  vector('lineRecord', 'beat', tagged('beat', '33')),
]
