import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { Dial } from './race.ts'
import { createTunnels } from './tunnels.ts'

/** What lies between: how tunnels choose, carry and end. That keys are looked at is for e2e/shell, with real TLS. */
const A = 'A'.repeat(43)
const B = `${'B'.repeat(42)}A`

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** Somebody at an address, with a key; `serve` is what it does with a connection. */
async function somebody(identity: string, serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('It listens nowhere.')
  const address = `127.0.0.1:${bound.port}`
  const stop = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  cleanups.push(stop)
  return { address, identity, sockets, stop }
}
type Somebody = Awaited<ReturnType<typeof somebody>>

/** `dial` without TLS: who has which key is a table. */
function dialling(people: () => readonly Somebody[], dialled: string[] = []): Dial {
  return (address, { identity, signal }) =>
    new Promise((resolve) => {
      dialled.push(address)
      const there = people().find((one) => one.address === address)
      if (address.startsWith('silent')) {
        // As behind a wall that drops everything.
        const timer = setTimeout(() => resolve({ ok: false, kind: 'closed' }), 2_000)
        signal?.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve({ ok: false, kind: 'closed' })
        })
        return
      }
      if (!there) return resolve({ ok: false, kind: 'closed' })
      if (identity !== null && there.identity !== identity) {
        return resolve({ ok: false, kind: 'changed', identity: there.identity })
      }
      const [host = '', port = ''] = address.split(':')
      const since = performance.now()
      const socket = connect(Number(port), host)
      socket.on('error', () => undefined)
      socket.once('close', () => resolve({ ok: false, kind: 'closed' }))
      socket.once('connect', () =>
        resolve({ ok: true, socket, identity: there.identity, tookMs: performance.now() - since }),
      )
    })
}

function tunnelsWith(dial: Dial) {
  const logged: string[] = []
  const tunnels = createTunnels({ dial, log: (what) => void logged.push(what) })
  cleanups.push(() => tunnels.close())
  return { tunnels, logged }
}

async function portTo(tunnels: ReturnType<typeof createTunnels>, addresses: string[], identity = A): Promise<number> {
  const reached = await tunnels.reach({ addresses, identity })
  if (reached.kind !== 'open') throw new Error(`It is ${reached.kind}.`)
  return Number(new URL(reached.base_url).port)
}

/** Says something, and gives all that comes back until the end; `null` when the connection broke. */
async function say(port: number, text: string): Promise<string | null> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let heard = ''
  socket.setEncoding('utf8').on('data', (part: string) => (heard += part))
  socket.end(text)
  try {
    await once(socket, 'end')
    return heard
  } catch {
    // Reset.
    return null
  } finally {
    socket.destroy()
  }
}
const echo = (socket: Socket) => void socket.pipe(socket)
const answer = (text: string) => (socket: Socket) => {
  socket.resume().on('end', () => socket.end(text))
}

test('what is sent arrives, and an end of one direction leaves the other open', async () => {
  const room = await somebody(A, answer('goodbye'))
  const { tunnels } = tunnelsWith(dialling(() => [room]))
  expect(await say(await portTo(tunnels, [room.address]), 'hello')).toBe('goodbye')
})

test('the same identity has the same port; another has another, and an address is never both', async () => {
  const [a, b] = [await somebody(A, answer('a')), await somebody(B, answer('b'))]
  const { tunnels } = tunnelsWith(dialling(() => [a, b]))
  const first = await Promise.all([portTo(tunnels, [a.address]), portTo(tunnels, [a.address, b.address])])
  expect(first[0]).toBe(first[1])
  const other = await portTo(tunnels, [a.address, b.address], B)
  expect(other).not.toBe(first[0])
  expect([await say(first[0], ''), await say(other, '')]).toEqual(['a', 'b'])
  expect(tunnels.owns(`http://127.0.0.1:${other}/x`)).toBe(true)
  expect(tunnels.owns(`http://localhost:${other}/x`)).toBe(true)
  expect(tunnels.owns(`http://${b.address}/x`)).toBe(false)
})

test('nobody named a key: the first that answers is believed, and only its own addresses are given', async () => {
  const [a, b] = [await somebody(A, answer('a')), await somebody(B, answer('b'))]
  const { tunnels } = tunnelsWith(dialling(() => [a, b]))
  const reached = await tunnels.reach({ addresses: ['silent:1', a.address, b.address], identity: null })
  if (reached.kind !== 'open') throw new Error(`It is ${reached.kind}.`)
  const believed = reached.identity === A ? a : b
  expect(reached.addresses).toEqual([believed.address])
  expect(await say(Number(new URL(reached.base_url).port), '')).toBe(believed === a ? 'a' : 'b')
})

test('an address that is silent holds nobody up', async () => {
  const room = await somebody(A, answer('a'))
  const { tunnels } = tunnelsWith(dialling(() => [room]))
  const since = performance.now()
  const reached = await tunnels.reach({ addresses: ['silent:1', 'silent:2', room.address], identity: A })
  expect(reached).toMatchObject({ kind: 'open', addresses: [room.address] })
  // Those that are silent say so after 2 s.
  expect(performance.now() - since).toBeLessThan(1_500)
})

test('the room moves: the old connection that is silent is cut, new ones go to the new address', async () => {
  const old = await somebody(A, echo)
  const now = await somebody(A, answer('here now'))
  let there = [old]
  const { tunnels } = tunnelsWith(dialling(() => there))
  const port = await portTo(tunnels, [old.address])
  const open = connect(port, '127.0.0.1')
  open.on('error', () => undefined)
  open.write('x')
  await once(open, 'data')
  // The old machine has gone without a word: its connections stay, and nothing comes from there any more.
  there = [now]
  expect(await portTo(tunnels, [old.address, now.address])).toBe(port)
  await vi.waitFor(() => expect(open.closed).toBe(true))
  expect(await say(port, '')).toBe('here now')
})

test('a connection that still brings something is left alone', async () => {
  const old = await somebody(A, (socket) => {
    const timer = setInterval(() => socket.write('tick'), 20)
    socket.on('close', () => clearInterval(timer))
  })
  const now = await somebody(A, answer('here now'))
  let there = [old, now]
  const { tunnels } = tunnelsWith(dialling(() => there))
  const port = await portTo(tunnels, [old.address])
  const open = connect(port, '127.0.0.1')
  await once(open, 'data')
  there = [now]
  // One that is silent, so that ticks come while the others are tried.
  expect(await portTo(tunnels, [old.address, 'silent:1', now.address])).toBe(port)
  await new Promise((done) => setTimeout(done, 2_500))
  expect(open.closed).toBe(false)
  open.destroy()
})

test('the best address fails: the others are tried, and the connection that came is carried', async () => {
  const [first, second] = [await somebody(A, answer('first')), await somebody(A, answer('second'))]
  let there = [first]
  const dialled: string[] = []
  const { tunnels } = tunnelsWith(dialling(() => there, dialled))
  const port = await portTo(tunnels, [first.address, second.address])
  expect(await say(port, '')).toBe('first')
  there = [second]
  expect(await say(port, '')).toBe('second')
  // And now the other is the best: it alone is asked.
  dialled.length = 0
  expect(await say(port, '')).toBe('second')
  expect(dialled).toEqual([second.address])
})

test('somebody else has the address: connections are refused, until the room proves itself there again', async () => {
  const room = await somebody(A, answer('a'))
  const taken: Somebody = { ...room, identity: B }
  let there = [room]
  const dialled: string[] = []
  const { tunnels } = tunnelsWith(dialling(() => there, dialled))
  const port = await portTo(tunnels, [room.address])
  there = [taken]
  expect(await say(port, 'secret')).toBeNull()
  dialled.length = 0
  expect(await say(port, 'secret')).toBeNull()
  expect(dialled).toEqual([])
  expect(await tunnels.reach({ addresses: [room.address], identity: A })).toEqual({
    kind: 'changed',
    address: room.address,
    identity: B,
  })
  there = [room]
  expect(await portTo(tunnels, [room.address])).toBe(port)
  expect(await say(port, '')).toBe('a')
})

test('a connection that breaks is a broken one on the other side as well, in both directions', async () => {
  const room = await somebody(A, (socket) => socket.once('data', () => socket.resetAndDestroy()))
  const { tunnels } = tunnelsWith(dialling(() => [room]))
  const port = await portTo(tunnels, [room.address])
  expect(await say(port, 'x')).toBeNull()

  const quiet = await somebody(B, (socket) => socket.resume())
  const { tunnels: others } = tunnelsWith(dialling(() => [quiet]))
  const client = connect(await portTo(others, [quiet.address], B), '127.0.0.1')
  client.write('x')
  await vi.waitFor(() => expect([...quiet.sockets].some((socket) => socket.bytesRead === 1)).toBe(true))
  client.resetAndDestroy()
  // A TLS connection is ended without a last word; here that is an end.
  const heard = [...quiet.sockets].filter((socket) => socket.bytesRead === 1)
  await vi.waitFor(() => expect(heard.map((socket) => socket.readableEnded)).toEqual([true]))
})

test('nothing is written before the key was looked at, and all of it after', async () => {
  const room = await somebody(A, echo)
  const held = Promise.withResolvers<void>()
  const dial = dialling(() => [room])
  let isHeld = false
  const { tunnels } = tunnelsWith(async (...asked) => {
    const result = await dial(...asked)
    // Connected, and the handshake takes its time.
    if (isHeld) await held.promise
    return result
  })
  const port = await portTo(tunnels, [room.address])
  isHeld = true
  const before = room.sockets.size
  const client = connect(port, '127.0.0.1')
  client.write('all of it')
  await vi.waitFor(() => expect(room.sockets.size).toBe(before + 1))
  await new Promise((done) => setTimeout(done, 50))
  expect([...room.sockets].at(-1)?.bytesRead).toBe(0)
  held.resolve()
  const [said] = await once(client, 'data')
  expect(String(said)).toBe('all of it')
  client.destroy()
})

test('whoever reads slowly is not written to faster: memory stays, and every byte arrives', async () => {
  const TOTAL = 24 * 2 ** 20
  const hash = createHash('sha256')
  let written = 0
  const room = await somebody(A, (socket) => {
    const chunk = Buffer.alloc(64 * 1024)
    const more = () => {
      while (written < TOTAL) {
        chunk.fill(written / chunk.length)
        hash.update(chunk)
        written += chunk.length
        if (!socket.write(Buffer.from(chunk))) return void socket.once('drain', more)
      }
      socket.end()
    }
    // Not to whoever only looks at its key.
    socket.once('data', more)
  })
  const { tunnels } = tunnelsWith(dialling(() => [room]))
  const port = await portTo(tunnels, [room.address])
  const client = connect(port, '127.0.0.1')
  client.write('x')
  await vi.waitFor(() => expect(written).toBeGreaterThan(0))
  // Nobody reads: it stands still somewhere, far from the whole.
  let before = -1
  await vi.waitFor(
    () => {
      const stands = written === before
      before = written
      expect(stands).toBe(true)
    },
    { timeout: 10_000, interval: 300 },
  )
  expect(written).toBeLessThan(TOTAL)
  const got = createHash('sha256')
  for await (const chunk of client) got.update(chunk)
  expect(got.digest('hex')).toBe(hash.digest('hex'))
})

test('at most 256 connections by one tunnel', async () => {
  const room = await somebody(A, echo)
  const { tunnels } = tunnelsWith(dialling(() => [room]))
  const port = await portTo(tunnels, [room.address])
  const before = room.sockets.size
  const clients = Array.from({ length: 300 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  await vi.waitFor(() => expect(clients.filter((client) => client.closed)).toHaveLength(44), 10_000)
  await vi.waitFor(() => expect(room.sockets.size - before).toBe(256), 10_000)
  for (const client of clients) client.destroy()
  await vi.waitFor(async () => expect(await say(port, 'again')).toBe('again'), 10_000)
})

test('the end ends everything: connections, ports, tries under way', async () => {
  const room = await somebody(A, echo)
  const { tunnels } = tunnelsWith(dialling(() => [room]))
  const port = await portTo(tunnels, [room.address])
  const client = connect(port, '127.0.0.1')
  client.on('error', () => undefined)
  client.write('x')
  await once(client, 'data')
  const trying = tunnels.reach({ addresses: ['silent:1'], identity: B })
  await tunnels.close()
  expect(await trying).toEqual({ kind: 'closed' })
  await vi.waitFor(() => expect(client.closed).toBe(true))
  expect(await say(port, 'x').catch(() => null)).toBeNull()
  await expect(tunnels.reach({ addresses: [room.address], identity: A })).resolves.toEqual({ kind: 'closed' })
  await vi.waitFor(() => expect([...room.sockets].every((socket) => socket.destroyed)).toBe(true))
})
