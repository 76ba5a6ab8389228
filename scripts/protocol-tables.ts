// Fills the tables of docs/PROTOCOL.md from the codecs, between `<!-- table NAME -->` and `<!-- end -->`.
// With `--check` it changes nothing and fails when the page says something else than the code.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as blob from '../protocol/blob.ts'
import type { CaseShape } from '../protocol/codec.ts'
import { closeCode, closeMeaning, problem, problemMeaning } from '../protocol/errors.ts'
import * as exchange from '../protocol/exchange.ts'
import * as frame from '../protocol/frame.ts'
import { lineDown, lineOpened, lineRecord, lineUp, openLine } from '../protocol/line.ts'
import * as limits from '../protocol/limits.ts'
import * as message from '../protocol/message.ts'
import { pushKey, putPush } from '../protocol/push.ts'
import * as prekey from '../protocol/prekey.ts'
import { limitMeanings, limitText } from './limit-meanings.ts'

interface Shaped {
  readonly shape: string
  readonly min: number
  readonly max: number
}

const size = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  min === max ? String(min) : `${min} to ${max}`

const table = (heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** A field's shape as the page shows it: a bar would end the cell of the table. */
const cell = (shape: string): string => shape.replaceAll(' | ', ', ')

const caseTable = (cases: readonly CaseShape[]): string =>
  table(
    ['tag', 'frame', 'fields', 'bytes'],
    cases.map((each) => [
      `0x${each.tag.toString(16).padStart(2, '0')}`,
      `\`${each.name}\``,
      each.fields.map(([name, shape]) => `${name}: ${cell(shape)}`).join('<br>') || '-',
      size(each),
    ]),
  )

const bodyTable = (bodies: Readonly<Record<string, Shaped>>): string =>
  table(
    ['name', 'fields', 'bytes'],
    Object.entries(bodies).map(([name, codec]) => [
      `\`${name}\``,
      codec.shape
        .split(/ \| (?![^(]*\))/)
        .map(cell)
        .join('<br>'),
      size(codec),
    ]),
  )

const closeTable = (): string =>
  table(
    ['code', 'name', 'meaning', 'connect again'],
    Object.entries(closeCode)
      .toSorted(([, a], [, b]) => a - b)
      .map(([name, code]) => [
        code,
        name,
        closeMeaning[name as keyof typeof closeCode],
        code < 4_500 ? 'yes' : 'no',
      ]),
  )

const problemTable = (): string =>
  table(
    ['code', 'name', 'HTTP status', 'meaning'],
    Object.entries(problem).map(([name, code]) => {
      const [status, text] = problemMeaning[name as keyof typeof problem]
      return [code, name, status, text]
    }),
  )

const limitTable = (): string =>
  table(
    ['name', 'value', 'unit', 'meaning'],
    (Object.keys(limitMeanings) as (keyof typeof limits)[]).map((name) => {
      const [unit, meaning] = limitMeanings[name]
      return [name, limitText(unit, limits[name]), unit === 'bytes' ? 'bytes' : '', meaning]
    }),
  )

const { contentHead, content, hello, receipt, reset, route } = message

const tables: Readonly<Record<string, string>> = {
  'sender frames': caseTable(frame.senderFrame.cases),
  'sender answers': caseTable(frame.senderAnswer.cases),
  'receiver frames': caseTable(frame.receiverFrame.cases),
  'receiver answers': caseTable(frame.receiverAnswer.cases),
  'line openings': caseTable(openLine.cases),
  'line records': caseTable(lineRecord.cases),
  'line bodies': bodyTable({ lineOpened, lineUp, lineDown }),
  bodies: bodyTable(exchange),
  pushes: bodyTable({ pushKey, putPush }),
  blobs: bodyTable({
    createBlob: blob.createBlob,
    blobOffset: blob.blobOffset,
    appendBlob: blob.appendBlob,
    completeBlob: blob.completeBlob,
    readBlob: blob.readBlob,
    blobPart: blob.blobPart,
    dropBlobs: blob.dropBlobs,
    blobTerms: blob.blobTerms,
  }),
  'close codes': closeTable(),
  problems: problemTable(),
  prekeys: bodyTable({
    signedPrekey: prekey.signedPrekey,
    oneTimePair: prekey.oneTimePair,
    lastResortKey: prekey.lastResortKey,
  }),
  manifest: bodyTable({
    manifestDevice: prekey.manifestDevice,
    manifestBody: prekey.manifestBody,
    paddedManifest: prekey.paddedManifest,
  }),
  card: bodyTable({ cardContent: prekey.cardContent }),
  block: bodyTable({ initiatorBlock: prekey.initiatorBlock }),
  content: bodyTable({ contentHead, content }),
  items: table(
    ['type', 'item', 'body', 'bytes'],
    [
      [
        message.itemType.text,
        'text',
        'UTF-8 to the end of the item',
        `1 to ${limits.MAX_TEXT_BYTES}`,
      ],
      [
        message.itemType.name,
        'name',
        'UTF-8 to the end of the item',
        `1 to ${limits.MAX_NAME_BYTES}`,
      ],
      [message.itemType.hello, 'hello', cell(hello.shape), size(hello)],
      [message.itemType.receipt, 'receipt', cell(receipt.shape), size(receipt)],
      [message.itemType.reset, 'reset', cell(reset.shape), size(reset)],
      [message.itemType.reply, 'reply', cell(message.target.shape), size(message.target)],
      ...(['reaction', 'edit'] as const).map((name) => [
        message.itemType[name],
        name,
        cell(message[name].shape),
        size(message[name]),
      ]),
      ...(['erase', 'read'] as const).map((name) => [
        message.itemType[name],
        name,
        cell(message.target.shape),
        size(message.target),
      ]),
      ...(['timer', 'expiry'] as const).map((name) => [
        message.itemType[name],
        name,
        cell(message[name].shape),
        size(message[name]),
      ]),
      [message.itemType.forwarded, 'forwarded', 'nothing', '0'],
      ...(['attachment', 'picture'] as const).map((name) => [
        message.itemType[name],
        name,
        cell(message[name].shape),
        size(message[name]),
      ]),
    ],
  ),
  route: bodyTable({ route }),
  limits: limitTable(),
}

const MARKED = /(<!-- table ([a-z ]+) -->\n)[^]*?(<!-- end -->)/g

/** The page with every marked table made anew; throws for a name without a table. */
export const fillTables = (page: string): string => {
  const used = new Set<string>()
  const filled = page.replace(MARKED, (_, head: string, name: string, end: string) => {
    const made = tables[name]
    if (made === undefined) throw new Error(`no table called ${name}`)
    used.add(name)
    return `${head}${made}\n${end}`
  })
  const unused = Object.keys(tables).filter((name) => !used.has(name))
  if (unused.length > 0) throw new Error(`tables not on the page: ${unused.join(', ')}`)
  return filled
}

const main = (): void => {
  const path = join(import.meta.dirname, '..', 'docs', 'PROTOCOL.md')
  const page = readFileSync(path, 'utf8')
  const filled = fillTables(page)
  if (filled === page) return
  if (process.argv.includes('--check')) {
    console.log('docs/PROTOCOL.md is out of date: run `node scripts/protocol-tables.ts`')
    process.exitCode = 1
  } else writeFileSync(path, filled)
}

if (process.argv[1] === import.meta.filename) main()
