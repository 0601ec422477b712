import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type Server, createServer, request as httpRequest } from 'node:http'
import { type AddressInfo, type Socket, connect, createServer as createTcpServer } from 'node:net'
import { lookup } from 'node:dns/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProxyAgent } from 'undici'
import { createReach } from './addresses.ts'
import { type ConnectProxy, type ProxyJob, createConnectProxy } from './connect-proxy.ts'
import { createDial } from './dial.ts'

const IDLE_MS = 400
const JOB: ProxyJob = { maxBytes: 10_000_000 }

let web: Server
let connections: number
let proxies: ConnectProxy[]
const portOf = (server: { address(): AddressInfo | string | null }) => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : NaN
}

beforeEach(async () => {
  connections = 0
  proxies = []
  web = createServer((request, response) => {
    if (request.url === '/large') response.end(Buffer.alloc(2_000_000))
    else response.end(`hello ${request.url}`)
  })
  web.on('connection', () => connections++).listen(0, '127.0.0.1')
  await once(web, 'listening')
})
afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()))
  web.closeAllConnections()
  web.close()
})

function proxyFor({ allowed = ['127.0.0.0/8'], ports = new Set([portOf(web)]) } = {}): ConnectProxy {
  const mayReach = createReach({ allowed, ownRanges: () => [] })
  const dial = createDial({ mayReach, resolve: (host) => lookup(host, { all: true }), timeoutMs: 2_000 })
  const proxy = createConnectProxy({ dial, random: randomBytes, idleMs: IDLE_MS, ports })
  proxies.push(proxy)
  return proxy
}

/** GET through the proxy; the status of a CONNECT that was refused, as a text. */
async function get(proxyUrl: string, url: string): Promise<string> {
  const { username, password, origin } = new URL(proxyUrl)
  const token = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const agent = new ProxyAgent({ uri: origin, token, proxyTunnel: true })
  try {
    const { origin: there, pathname } = new URL(url)
    const { body } = await agent.request({ origin: there, path: pathname, method: 'GET' })
    return await body.text()
  } catch (error) {
    return String(error instanceof Error && error.cause instanceof Error ? error.cause.message : error)
  } finally {
    await agent.destroy()
  }
}

/** The first line that the proxy answers to these, and how its connection ended. */
async function say(proxyUrl: string, ...lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(proxyUrl).port), '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let answer = ''
  socket.setEncoding('latin1').on('data', (text: string) => (answer += text))
  await once(socket, 'close')
  return answer.split('\r\n')[0] ?? ''
}
const authOf = (proxyUrl: string) => {
  const { username, password } = new URL(proxyUrl)
  return `Proxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

test('[SP29] a job reaches what it may through its URL, and all bytes are counted', async () => {
  const counts: number[] = []
  const pass = await proxyFor().issue({ ...JOB, onBytes: (total) => counts.push(total) })
  expect(pass.url).toMatch(/^http:\/\/[\w-]{12}:[\w-]{32}@127\.0\.0\.1:\d+$/)
  expect(await get(pass.url, `http://127.0.0.1:${portOf(web)}/there`)).toBe('hello /there')
  expect(counts.at(-1)).toBeGreaterThan(100)
  expect(counts).toEqual(counts.toSorted((one, other) => one - other))
})

test('[SP29] without its password, with a wrong one, with an ended one: 407, and nobody is called', async () => {
  const proxy = proxyFor()
  const [pass, ended, other] = [await proxy.issue(JOB), await proxy.issue(JOB), await proxy.issue(JOB)]
  ended.close()
  const stopped = new AbortController()
  const aborted = await proxy.issue({ ...JOB, signal: stopped.signal })
  stopped.abort()
  expect(new Set([pass.url, ended.url, other.url, aborted.url]).size).toBe(4)
  const target = `CONNECT 127.0.0.1:${portOf(web)} HTTP/1.1`
  const wrong = `Proxy-Authorization: Basic ${Buffer.from('a:b').toString('base64')}`
  const half = authOf(pass.url).slice(0, -2)
  const tries = [
    [],
    [wrong],
    [half],
    [`${authOf(pass.url)}x`],
    [authOf(ended.url)],
    [authOf(aborted.url)],
    ['Proxy-Authorization: '],
  ]
  const answers = await Promise.all(tries.map((headers) => say(pass.url, target, 'Host: x', ...headers)))
  expect(answers).toEqual(tries.map(() => 'HTTP/1.1 407 Proxy Authentication Required'))
  // Not even what the proxy cannot do is told to a stranger.
  expect(await say(pass.url, 'GET http://127.0.0.1/ HTTP/1.1', 'Host: x')).toMatch(/ 407 /)
  expect(connections).toBe(0)
})

test('[SP29] it makes no requests itself, and tunnels lead to named ports of what can be an address alone', async () => {
  const pass = await proxyFor().issue(JOB)
  const auth = authOf(pass.url)
  const port = portOf(web)
  expect(await say(pass.url, `GET http://127.0.0.1:${port}/ HTTP/1.1`, 'Host: x', auth)).toMatch(/ 405 /)
  const refused = [
    '127.0.0.1:22',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:0',
    `127.0.0.1:${port + 65_536}`,
    `a@127.0.0.1:${port}`,
    `127.0.0.1/x:${port}`,
    `:${port}`,
    `[::1:${port}`,
    `http://127.0.0.1:${port}`,
  ]
  for (const target of refused) {
    expect([target, await say(pass.url, `CONNECT ${target} HTTP/1.1`, 'Host: x', auth)]).toEqual([
      target,
      expect.stringMatching(/^HTTP\/1\.1 40[03] /),
    ])
  }
  expect(connections).toBe(0)
})

test('[SP29] private and local targets are refused by name and by every spelling, whoever listens', async () => {
  const proxy = proxyFor({ allowed: [] })
  const port = portOf(web)
  const hosts = ['127.0.0.1', '127.1', '0x7f.1', '017700000001', '2130706433', 'localhost', '0.0.0.0', '0', '[::1]']
  const mapped = ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '10.0.0.1', '169.254.169.254']
  for (const host of [...hosts, ...mapped]) {
    const pass = await proxy.issue(JOB)
    const answer = await say(pass.url, `CONNECT ${host}:${port} HTTP/1.1`, 'Host: x', authOf(pass.url))
    expect([host, answer]).toEqual([host, 'HTTP/1.1 403 Forbidden'])
  }
  expect(connections).toBe(0)
})

test('[SP29] a job that has had its bytes is cut, and over', async () => {
  const proxy = proxyFor()
  const counts: number[] = []
  const pass = await proxy.issue({ maxBytes: 500_000, onBytes: (total) => counts.push(total) })
  expect(await get(pass.url, `http://127.0.0.1:${portOf(web)}/large`)).toMatch(/closed|terminated|ECONNRESET/i)
  expect(counts.at(-1)).toBeLessThan(600_000)
  expect(await say(pass.url, `CONNECT 127.0.0.1:${portOf(web)} HTTP/1.1`, 'Host: x', authOf(pass.url))).toMatch(/ 407 /)
})

/** A server that says nothing, and a tunnel to it. */
async function openTunnel(proxy: ConnectProxy, port: number): Promise<{ socket: Socket; close(): void }> {
  const pass = await proxy.issue(JOB)
  const { hostname, port: at } = new URL(pass.url)
  const [name = '', value = ''] = authOf(pass.url).split(': ')
  const request = httpRequest({
    host: hostname,
    port: at,
    method: 'CONNECT',
    path: `127.0.0.1:${port}`,
    headers: { [name]: value },
  })
  request.end()
  const socket = await new Promise<Socket>((resolve, reject) => {
    request.on('error', reject).on('connect', (_response, found) => resolve(found))
  })
  socket.on('error', () => undefined).resume()
  return { socket, close: pass.close }
}

test('[SP29] a tunnel ends when nothing moves in it, with its job, and with the proxy', async () => {
  let open = 0
  const silent = createTcpServer((socket) => {
    open++
    socket
      .on('error', () => undefined)
      .resume()
      .once('close', () => open--)
  })
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const port = portOf(silent)
  const proxy = proxyFor({ ports: new Set([port]) })
  const idle = await openTunnel(proxy, port)
  await once(idle.socket, 'close')
  await expect.poll(() => open).toBe(0)

  const job = await openTunnel(proxy, port)
  job.close()
  job.close()
  await once(job.socket, 'close')
  await expect.poll(() => open).toBe(0)

  const last = await openTunnel(proxy, port)
  const gone = once(last.socket, 'close')
  await Promise.all([proxy.close(), proxy.close(), gone])
  await expect.poll(() => open).toBe(0)
  await expect(proxy.issue(JOB)).rejects.toThrow('closing')
  silent.close()
})

/** Prints what comes of a proxy while the process can open nothing more, and what afterwards. */
const EXHAUSTED = `
import { closeSync, openSync } from 'node:fs'
const { createConnectProxy } = await import(process.argv[1])
const proxies = [0, 1].map(() => createConnectProxy({ dial: Promise.reject, random: Buffer.alloc, idleMs: 1000 }))
const issue = (proxy) => proxy.issue({ maxBytes: 1 }).then(() => 'listens', ({ code }) => code)
const said = [], open = []
// Node itself closes some of its own a moment later.
const fill = () => { try { for (;;) open.push(openSync('/dev/null')) } catch {} }
for (const proxy of proxies) {
  fill()
  await new Promise((done) => setTimeout(done, 100))
  fill()
  said.push(await issue(proxy))
}
await proxies[0].close()
for (const one of open) closeSync(one)
said.push(await issue(proxies[1]))
await proxies[1].close()
process.stdout.write(said.join(' '))
`

test.skipIf(process.platform === 'win32')(
  '[SP29] a proxy that could not listen closes all the same, and the next job tries again',
  () => {
    const url = new URL('connect-proxy.ts', import.meta.url).href
    const run = 'ulimit -n 64 && exec "$0" --input-type=module -e "$1" "$2"'
    const said = execFileSync('/bin/sh', ['-c', run, process.execPath, EXHAUSTED, url], { encoding: 'utf8' })
    expect(said).toBe('EMFILE EMFILE listens')
  },
)
