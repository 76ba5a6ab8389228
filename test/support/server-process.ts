// A server as a process of its own, to be killed: prints its ports as one JSON line when it is ready and a
// ticket with them. Usage: node server-process.ts <folder> <key file> <certificate file>
import { readFileSync } from 'node:fs'
import { startServer } from './server.ts'

const [folder = '', key = '', cert = ''] = process.argv.slice(2)
const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
const server = await startServer(folder, { tls })
const ticket = Buffer.from(await server.newTicket()).toString('hex')
const { httpsPort, wssPort } = server
process.stdout.write(`${JSON.stringify({ httpsPort, wssPort, ticket })}\n`)
void server.failed.then(() => process.exit(1))
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)))
