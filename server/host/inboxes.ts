// `sotto inboxes`: the inboxes in coarse facts, and the end of one. The server does not know whose they are.
import { dropInbox, listInboxes } from '../store/host.ts'
import type { Command, Run } from './command.ts'
import { askServer } from './control-ask.ts'
import type { InboxFacts } from './control-calls.ts'
import { CommandFault, exit, type Exit } from './exit.ts'
import { withDatabase } from './folder-lock.ts'
import { inboxName, inboxNumber } from './inbox-name.ts'
import { counted, size } from './print.ts'
import { confirm } from './prompt.ts'

const list = async (folder: string): Promise<readonly InboxFacts[]> => {
  const told = await askServer(folder, 'inboxes', {})
  if (told) return told.inboxes
  const rows = await withDatabase(folder, (database) => (database ? listInboxes(database) : []))
  return rows.map(({ inboxNo, ...facts }) => ({
    inbox: inboxName(inboxNo),
    ...facts,
    online: undefined,
  }))
}

const HEAD = ['inbox', 'online', 'friend ids', 'waiting', 'size', 'prekeys'] as const

const onlineText = (online: boolean | undefined): string => {
  if (online === undefined) return '?'
  return online ? 'yes' : 'no'
}

const cells = (facts: InboxFacts): readonly string[] => [
  facts.inbox,
  onlineText(facts.online),
  String(facts.friendIds),
  String(facts.waiting),
  size(facts.bytes),
  String(facts.pairs),
]

const table = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  return rows.map((row) =>
    row
      // Words to the left, numbers to the right.
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   ')
      .trimEnd(),
  )
}

const showAll = async ({ folder, output }: Run): Promise<Exit> => {
  const all = await list(folder)
  if (all.length === 0) {
    output.say('Nobody is in yet: sotto invite makes a link for a first person.')
  } else {
    const [head = '', ...rows] = table([HEAD, ...all.map(cells)])
    output.say(output.paint('dim', head), ...rows, '')
    output.say(`${counted(all.length, 'inbox', 'inboxes')}. Whose they are is not known here.`)
  }
  output.give({ inboxes: all })
  return exit.good
}

const noSuch = (name: string): CommandFault =>
  new CommandFault(exit.notFound, `There is no inbox ${name}: sotto inboxes lists them.`)

const close = async ({ folder, output, words, has }: Run): Promise<Exit> => {
  const [, name = ''] = words
  const inboxNo = inboxNumber(name)
  if (inboxNo === undefined) {
    throw new CommandFault(
      exit.usage,
      'sotto inboxes close needs the six digits of an inbox: sotto inboxes lists them.',
    )
  }
  const inbox = inboxName(inboxNo)
  const found = (await list(folder)).find((facts) => facts.inbox === inbox)
  if (!found) throw noSuch(inbox)
  if (!has('yes')) {
    const what = `Close inbox ${inbox} with ${counted(found.waiting, 'waiting envelope')}? They are lost.`
    if (!(await confirm(what, '--yes'))) {
      output.remark('Nothing was done.')
      return exit.failed
    }
  }
  const told = await askServer(folder, 'closeInbox', { inbox })
  const closed =
    told?.closed ??
    (await withDatabase(folder, (database) =>
      database ? database.transaction(() => dropInbox(database, inboxNo)).immediate() : false,
    ))
  if (!closed) throw noSuch(inbox)
  output.say(
    `Inbox ${inbox} is closed: what waited is gone and its friend ids lead nowhere.`,
    '',
    'Its device still knows the house key and could create an inbox again. To keep it out:',
    '  npx sotto house-key rotate --at-once',
  )
  output.give({ closed: inbox })
  return exit.good
}

export const inboxes: Command = {
  name: 'inboxes',
  summary: 'list the inboxes by coarse facts, or close one',
  examples: [
    ['npx sotto inboxes', 'each with its friend ids, what waits, and whether it is online'],
    ['npx sotto inboxes close 3fa20c', 'remove one with all that waits in it'],
  ],
  flags: { yes: 'close without asking' },
  more: [
    'The server knows no names: an inbox is a random number with counts. To find the one of a person, look ' +
      'which comes online when they open Sotto.',
  ],
  takes: [0, 2, 'close and one inbox'],
  run: async (run) => {
    const [verb] = run.words
    if (verb === undefined) return showAll(run)
    if (verb === 'close') return close(run)
    throw new CommandFault(
      exit.usage,
      'sotto inboxes takes close and one inbox: see sotto inboxes --help.',
    )
  },
}
