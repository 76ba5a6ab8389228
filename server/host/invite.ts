// `sotto invite`: a link for a first person, beside those whom friends invite. Whoever opens it first is in.
import { qrRows } from '../start-screen.ts'
import type { Command } from './command.ts'
import { askServer, notRunning } from './control-ask.ts'
import { exit } from './exit.ts'

export const invite: Command = {
  name: 'invite',
  summary: 'a link that lets one new person in',
  examples: [['npx sotto invite', 'print a link, good once and for an hour']],
  more: [
    'Who opens it knows nobody here yet. To bring in a friend of your own, invite them from inside Sotto: ' +
      'then you know each other from the first moment.',
  ],
  takes: [0, 0, ''],
  run: async ({ folder, output }) => {
    const facts = await askServer(folder, 'invite', {})
    if (!facts) throw notRunning(folder)
    const [near = '', far] = facts.links
    output.say(
      'Whoever opens this link first is in. It is good once, for one hour:',
      '',
      `  ${output.paint('bold', near)}`,
      ...(far === undefined ? [] : ['', 'The same from another device:', '', `  ${far}`]),
    )
    if (output.terminal && !output.json) {
      const { encodeQR } = await import('qr')
      output.say('', ...qrRows(encodeQR(far ?? near, 'ascii'), output.colour))
    }
    output.give({ links: facts.links, until: facts.until })
    return exit.good
  },
}
