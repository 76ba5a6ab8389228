// What strangers write around the wire: texts with links, pasted invitations, headers of proxies, the frame
// that is read in place, and the names inside a certificate that a host brings.
import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket, isIP } from 'node:net'
import { fold } from '../../client/engine/search-fold.ts'
import { snippetOf, termsOf } from '../../client/engine/search-terms.ts'
import { readEmoji } from '../../client/web/emoji.ts'
import { readPasted } from '../../client/web/link.ts'
import { isEmojiOnly, parseText } from '../../client/engine/rich-text.ts'
import { linksOf, sourceOf } from '../support/rich-source.ts'
import { fromUtf8, utf8 } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { receiverFrame, senderFrame, type SenderFrame } from '../../protocol/frame.ts'
import { MAX_SEQ } from '../../protocol/limits.ts'
import { cameUnencrypted, clientAddress, readProxies } from '../../server/client-address.ts'
import { readPushAddress } from '../../server/push/address.ts'
import { readAck, readSend } from '../../server/gateway-send-frame.ts'
import { encodeConstraints, namesOutside, readConstraints } from '../../server/tls/constraints.ts'
import type { Target } from './fuzzing.ts'

const decoded = (input: Uint8Array): SenderFrame | undefined => {
  try {
    return decode(senderFrame, input)
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

const sendOf = (seq: number, envelope: Uint8Array): Uint8Array =>
  encode(senderFrame, { type: 'send', channel: 258, seq, flags: 1, envelope })

/** The server reads this one frame without the codec: both must say the same of any bytes. */
const sendTarget: Target = {
  name: 'send',
  longest: 64,
  seeds: [
    sendOf(1, new Uint8Array(20).fill(7)),
    sendOf(MAX_SEQ, Uint8Array.of(1)),
    sendOf(MAX_SEQ + 1, Uint8Array.of(1)),
    sendOf(0, Uint8Array.of(1)),
  ],
  run: (input) => {
    const [quick, slow] = [readSend(input), decoded(input)]
    const isSend = slow?.type === 'send' && slow.seq >= 1 && slow.seq <= MAX_SEQ
    assert.equal(quick !== undefined, isSend, 'one reads it, the other does not')
    if (!quick || slow?.type !== 'send') return slow?.type ?? 'refused'
    const { channel, seq, envelope } = slow
    const read = {
      channel: quick.channel,
      seq: quick.seq,
      envelope: quick.message.slice(quick.start),
    }
    assert.deepEqual(read, { channel, seq, envelope }, 'they read it differently')
    return 'send'
  },
}

const EPOCH = new Uint8Array(16).fill(3)
const ackOf = (upTo: number): Uint8Array =>
  encode(receiverFrame, { type: 'ack', storeEpoch: EPOCH, upTo })

/** So is an acknowledgement of this life of the store: what is read is what the codec writes. */
const ackTarget: Target = {
  name: 'ack',
  longest: 30,
  seeds: [ackOf(0), ackOf(2 ** 32), ackOf(2 ** 53 - 1)],
  run: (input) => {
    const upTo = readAck(input, EPOCH)
    if (upTo === undefined) return 'left to the codec'
    assert.deepEqual(ackOf(upTo), input, 'it is another number')
    return 'ack'
  },
}

const ORIGIN = 'https://chat.example.org:8443'
const FRAGMENT = 'AQGsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysrKxeXl5eXl5eXl5eXl5eXl5e'

const PUSH_RULES = { hosts: ['*.push.example'], any: false, origins: [] }

/** A message's text, and a text that is pasted where an invitation is asked for. */
const textTarget: Target = {
  name: 'text',
  longest: 300,
  seeds: [
    `see https://a.example/b?c#d, (http://e.example).`,
    `come: ${ORIGIN}/i#${FRAGMENT} !`,
    `https://other.example/i#${FRAGMENT}`,
    FRAGMENT,
    '*a _b ~c~_* `d` mailto:a@b.example\n> e\n```js\nf\n```',
    '\u{1f44d}\u{1f3fd}\u{1f468}\u200d\u{1f469}',
    'javascript:alert(1)//#' + FRAGMENT,
    'https://a.push.example/send/abc',
  ].map(utf8),
  run: (input) => {
    const text = fromUtf8(input)
    if (text === undefined) return 'no text'
    const tree = parseText(text)
    assert.equal(sourceOf(tree), text, 'a character is lost or doubled')
    const links = linksOf(tree)
    for (const link of links) assert.match(new URL(link).protocol, /^(https?|mailto|tel):$/)
    // A browser states it, and the server is going to call it.
    const push = readPushAddress(PUSH_RULES, text)
    if (push?.guarded) assert.match(push.url.hostname, /(^|\.)push\.example$/)
    readEmoji(text)
    const pasted = readPasted(text, [ORIGIN])
    if (pasted.is === 'fragment') assert.match(pasted.fragment, /^[\w-]{16,200}$/)
    if (pasted.is === 'otherServer') assert.equal(new URL(pasted.link).protocol, 'https:')
    return `${Math.min(links.length, 3)} links, ${pasted.is}, ${isEmojiOnly(text)}`
  },
}

const PROXIES = readProxies('loopback, 10.0.0.0/8, 2001:db8::/32')

/** The first line is X-Forwarded-For as it comes through a trusted proxy, the second X-Forwarded-Proto. */
const forwardedTarget: Target = {
  name: 'forwarded',
  longest: 200,
  seeds: [
    '192.0.2.1\nhttps',
    'spoofed, 192.0.2.7:81, [2001:db8::5]:443, 10.1.2.3\nhttp',
    '::ffff:192.0.2.1%eth0,\nwss, http',
  ].map(utf8),
  run: (input) => {
    const [hops = '', proto = ''] = (fromUtf8(input) ?? '').split('\n')
    assert.ok(PROXIES)
    const socket = new Socket()
    Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.1' })
    const request = new IncomingMessage(socket)
    request.headers = { 'x-forwarded-for': hops, 'x-forwarded-proto': proto }
    const address = clientAddress(request, PROXIES)
    assert.ok(isIP(address) > 0, 'a client that is no address')
    return `${isIP(address)} ${address === '127.0.0.1'} ${cameUnencrypted(request, PROXIES)}`
  },
}

const own = { dns: ['localhost', 'chat.example.org'], ips: ['127.0.0.1', '::1'] }

/** The name constraints of a certificate that a host has put there. */
const constraintsTarget: Target = {
  name: 'constraints',
  longest: 300,
  seeds: [encodeConstraints(own), Uint8Array.of(0x30, 0x82, 0xff, 0xff), new Uint8Array(4)],
  run: (input) => {
    const read = readConstraints(input)
    const outside = namesOutside(read, own)
    assert.ok(outside.every((name) => [...own.dns, ...own.ips].includes(name)))
    return `${Math.min(read.dns.length, 4)} ${Math.min(read.ips.length, 4)} ${outside.length}`
  },
}

/** What somebody looks for, on the first line, in what a friend has written. */
const searchTarget: Target = {
  name: 'search',
  longest: 400,
  seeds: [
    'cafe\nWir treffen uns im Caf\u00E9 \u202Eevil',
    'مدرسه\nالمَدْرَسَةُ ـــ',
    'がき\nｶﾞｷ',
    'strass\nStraße ﬁn 👩‍👧',
  ].map(utf8),
  run: (input) => {
    const [query = '', ...lines] = (fromUtf8(input) ?? '').split('\n')
    const text = lines.join('\n')
    const folded = fold(text)
    assert.equal(fold(folded), folded, 'folded again it is another text')
    const snippet = snippetOf(text, termsOf(query))
    if (!snippet) return `nothing ${termsOf(query).length}`
    assert.ok(snippet.text.isWellFormed(), 'cut inside a letter')
    let end = 0
    for (const [from, to] of snippet.marks) {
      assert.ok(from >= end && from < to && to <= snippet.text.length, 'marks out of their place')
      end = to
    }
    return `${Math.min(snippet.marks.length, 5)}`
  },
}

/** Targets around the wire. */
export const textTargets: readonly Target[] = [
  sendTarget,
  ackTarget,
  textTarget,
  forwardedTarget,
  constraintsTarget,
  searchTarget,
]
