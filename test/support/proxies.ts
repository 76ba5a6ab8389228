// Real proxies in front of the real server: Caddy, nginx and HAProxy as Debian packages them, each with the
// few lines that docs/OPERATIONS.md gives a host. They listen on free ports and end with the test.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testCertificate } from './certificate.ts'

export type ProxyName = 'caddy' | 'nginx' | 'haproxy'
const BINARIES: Readonly<Record<ProxyName, readonly string[]>> = {
  caddy: ['/usr/bin/caddy'],
  nginx: ['/usr/sbin/nginx', '/usr/bin/nginx'],
  haproxy: ['/usr/sbin/haproxy', '/usr/bin/haproxy'],
}

const binaryOf = (name: ProxyName): string | undefined =>
  BINARIES[name].find((path) => existsSync(path))

/** Why tests with this proxy are skipped; false where it is installed. */
export const missing = (name: ProxyName): string | false =>
  binaryOf(name) === undefined && `${name} is not installed (apt-get install ${name})`

/** An address of this computer that is not loopback; undefined where there is none. */
export const outward: string | undefined = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find((each) => !each.internal && each.family === 'IPv4')?.address

/** A free port. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

interface Wish {
  readonly folder: string
  readonly port: number
  readonly back: number
  /** nginx only: what its location says beside where the server is. */
  readonly location: string
}

/** nginx passes everything on but WebSockets. */
export const NGINX_PLAIN = `proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_read_timeout 90s;`
/** It also holds every answer back until it is whole, whatever the server asks for. */
export const NGINX_HOLDING = `${NGINX_PLAIN}
      proxy_buffering on;
      proxy_buffers 8 64k;
      proxy_ignore_headers X-Accel-Buffering;`
const NGINX_WHOLE = `${NGINX_PLAIN}
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;`

const configs: Readonly<Record<ProxyName, (wish: Wish) => string>> = {
  caddy: ({ folder, port, back }) => `{
  admin off
  auto_https off
  log {
    output discard
  }
}
:${port} {
  tls ${folder}/cert.pem ${folder}/key.pem
  reverse_proxy 127.0.0.1:${back}
}
`,
  nginx: ({ folder, port, back, location }) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen ${port} ssl;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    location / {
      proxy_pass http://127.0.0.1:${back};
      ${location}
    }
  }
}
`,
  haproxy: ({ folder, port, back }) => `
global
  maxconn 256
defaults
  mode http
  timeout connect 5s
  timeout client 90s
  timeout server 90s
  timeout tunnel 1h
frontend pages
  bind :${port} ssl crt ${folder}/both.pem
  option forwardfor
  http-request set-header X-Forwarded-Proto https
  default_backend sotto
backend sotto
  server here 127.0.0.1:${back}
`,
}

const argsOf = (name: ProxyName, config: string, folder: string): readonly string[] => {
  if (name === 'caddy') return ['run', '--config', config, '--adapter', 'caddyfile']
  return name === 'nginx' ? ['-p', folder, '-c', config] : ['-db', '-f', config]
}

const untilOpen = async (port: number, child: ChildProcess, said: () => string): Promise<void> => {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the proxy ended: ${said()}`)
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    await sleep(20)
  }
}

export interface Proxy {
  readonly port: number
  close(): Promise<void>
}

/** Starts a proxy on `port` before the plain server on `back`. `location` replaces nginx's lines. */
export const startProxy = async (
  name: ProxyName,
  port: number,
  back: number,
  location = NGINX_WHOLE,
): Promise<Proxy> => {
  const folder = await mkdtemp(join(tmpdir(), `sotto-${name}-`))
  const { key, cert } = await testCertificate()
  await writeFile(join(folder, 'cert.pem'), cert)
  await writeFile(join(folder, 'key.pem'), key)
  await writeFile(join(folder, 'both.pem'), `${cert}\n${key}`)
  const config = join(folder, 'config')
  await writeFile(config, configs[name]({ folder, port, back, location }))
  const child = spawn(binaryOf(name) ?? name, argsOf(name, config, folder), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
    },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'close')
  const close = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilOpen(port, child, () => said)
  } catch (error) {
    await close()
    throw error
  }
  return { port, close }
}

/** A plain TCP forward, as `ssh -R` makes one: bytes in, bytes out, all from one address. */
export const startForward = async (port: number, back: number): Promise<Proxy> => {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(back, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
