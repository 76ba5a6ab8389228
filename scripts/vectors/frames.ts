// One hand-written vector for every frame of the two WebSocket routes (PROTOCOL 3).
import {
  fill,
  many,
  number,
  raw,
  sized,
  tagged,
  vector,
  type Part,
  type Vector,
} from './notation.ts'

const channel = number('channel', 258, '0102')
const friendId = raw('friendId', fill('a1', 16))
const epoch = raw('storeEpoch', fill('e0', 16))
const seq = number('seq', 0x1_2345_6789, '0000000123456789')
const envelope = sized('envelope', '00000005', 'c0c1c2c3c4')
const volatile = raw('data', fill('d5', 256))
const version = [number('min', 1, '01'), number('max', 3, '03')] as const
const prekeyId = (value: number, hex: string): Part => ({ value, hex })

export const frameVectors: readonly Vector[] = [
  vector(
    'senderFrame',
    'attach',
    tagged(
      'attach',
      '01',
      number('version', 1, '01'),
      channel,
      friendId,
      raw('sendToken', fill('a2', 32)),
    ),
  ),
  vector(
    'senderFrame',
    'send',
    tagged('send', '02', channel, seq, number('flags', 1, '01'), envelope),
  ),
  vector(
    'senderFrame',
    'send with the highest number',
    tagged(
      'send',
      '02',
      number('channel', 0, '0000'),
      number('seq', 2 ** 40 - 1, '000000ffffffffff'),
      number('flags', 0, '00'),
      sized('envelope', '00000001', 'ff'),
    ),
  ),
  vector('senderFrame', 'volatile', tagged('volatile', '03', channel, volatile)),
  vector('senderFrame', 'ping', tagged('ping', '04')),
  vector('senderFrame', 'detach', tagged('detach', '05', channel)),

  vector(
    'senderAnswer',
    'attached',
    tagged(
      'attached',
      '81',
      channel,
      epoch,
      number('high', 4_294_967_296, '0000000100000000'),
      raw('digest', fill('d1', 16)),
      number('expiredUpTo', 7, '0000000000000007'),
    ),
  ),
  vector('senderAnswer', 'refused', tagged('refused', '82', channel, number('code', 3, '0003'))),
  vector(
    'senderAnswer',
    'stored',
    tagged('stored', '83', channel, number('upTo', Number.MAX_SAFE_INTEGER, '001fffffffffffff')),
  ),
  vector(
    'senderAnswer',
    'conflict',
    tagged('conflict', '84', channel, number('high', 9, '0000000000000009')),
  ),
  vector(
    'senderAnswer',
    'rejected',
    tagged('rejected', '85', channel, seq, number('code', 7, '0007')),
  ),
  vector('senderAnswer', 'superseded', tagged('superseded', '86', channel)),
  vector('senderAnswer', 'pong', tagged('pong', '87')),
  vector('senderAnswer', 'version', tagged('version', '88', ...version)),

  vector(
    'receiverFrame',
    'login',
    tagged(
      'login',
      '11',
      number('version', 1, '01'),
      raw('inboxId', fill('b1', 16)),
      raw('signature', fill('51', 64)),
    ),
  ),
  vector(
    'receiverFrame',
    'ack',
    tagged('ack', '12', epoch, number('upTo', 65_536, '0000000000010000')),
  ),
  vector('receiverFrame', 'ping', tagged('ping', '04')),

  vector('receiverAnswer', 'challenge', tagged('challenge', '91', raw('nonce', fill('90', 32)))),
  vector(
    'receiverAnswer',
    'welcome',
    tagged(
      'welcome',
      '92',
      epoch,
      number('ackedUpTo', 1, '0000000000000001'),
      number('head', 66_000, '00000000000101d0'),
      number('pending', 3, '00000003'),
      raw('houseKey', fill('4b', 32)),
      many('prekeyIds', '02', prekeyId(1, '00000001'), prekeyId(0x7fff_ffff, '7fffffff')),
    ),
  ),
  vector('receiverAnswer', 'deliver', tagged('deliver', '93', seq, friendId, envelope)),
  vector('receiverAnswer', 'volatile', tagged('volatile', '94', friendId, volatile)),
  vector('receiverAnswer', 'pong', tagged('pong', '87')),
  vector('receiverAnswer', 'version', tagged('version', '88', ...version)),
]
