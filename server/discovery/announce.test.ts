import { type Socket, createSocket } from 'node:dgram'
import type { NetworkInterfaceInfo } from 'node:os'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BEACON_GROUP, BEACON_PORT } from '#protocol/discovery.ts'
import { type Announcement, announce } from './announce.ts'
import type { Interfaces } from './interfaces.ts'

const MDNS = 5_353
const v4 = (address: string): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '02:00:00:00:00:01',
  internal: address.startsWith('127.'),
  cidr: `${address}/24`,
})
const codeError = (code: string) => Object.assign(new Error(code), { code })

type Faults = { listensOn?: string; refuses?: (address: string) => boolean }
/** A network on paper: real sockets that are never bound, so that nothing leaves this process. */
function setUp(interfaces: Interfaces, { listensOn = '::', refuses = () => false }: Faults = {}) {
  const sent: { from: string; to: string; text: string }[] = []
  const errors: string[] = []
  const sockets = new Map<string, Socket>()
  let open = 0
  const fake = () => {
    const socket = createSocket('udp4')
    let bound = ''
    open += 1
    return Object.assign(socket, {
      bind(where: number | { address: string }, ...rest: unknown[]) {
        bound = typeof where === 'number' ? String(where) : where.address
        sockets.set(bound, socket)
        queueMicrotask(() => {
          for (const one of rest) if (typeof one === 'function') one()
          socket.emit('listening')
        })
        return socket
      },
      addMembership(_group: string, address: string) {
        if (refuses(address)) throw codeError('ENODEV')
      },
      dropMembership: () => undefined,
      setMulticastInterface(address: string) {
        if (refuses(address)) throw codeError('EADDRNOTAVAIL')
      },
      setMulticastTTL: () => 1,
      setMulticastLoopback: () => true,
      send(message: string | Buffer, ...rest: unknown[]) {
        const [port, address] = rest.filter((one) => typeof one !== 'function').slice(-2)
        if (bound !== String(MDNS))
          sent.push({ from: bound, to: `${String(address)}:${String(port)}`, text: String(message) })
        for (const one of rest) if (typeof one === 'function') one(null, message.length)
      },
      close(done?: () => void) {
        open -= 1
        done?.()
        return socket
      },
    })
  }
  let facts = { name: 'Attic', people: 0 }
  let now = interfaces
  const announcement: Announcement = announce({
    listensOn,
    machine: 'olgas-pc',
    facts: () => ({
      room_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
      identity: `${'A'.repeat(42)}E`,
      port: 22_800,
      version: '1.0.0',
      locked: false,
      guests: false,
      code: false,
      ...facts,
    }),
    interfaces: () => now,
    createSocket: fake,
    now: () => Date.now(),
    onError: (error) => errors.push(String(error)),
  })
  return {
    announcement,
    errors,
    take: () => sent.splice(0),
    hear: (text: string, address: string, port = 4_000) =>
      sockets
        .get(String(BEACON_PORT))
        ?.emit('message', Buffer.from(text), { address, port, family: 'IPv4', size: text.length }),
    become: (more: Partial<typeof facts>) => (facts = { ...facts, ...more }),
    move: (to: Interfaces) => (now = to),
    open: () => open,
  }
}
const kinds = (sent: { text: string }[]) => sent.map(({ text }) => /"stuffchat":"(\w+)"/.exec(text)?.[1])
const LAN = { lo: [v4('127.0.0.1')], eth0: [v4('10.0.0.2')] }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a room announces itself', () => {
  test('at once, every three seconds, and within a second after something changed, but no oftener', async () => {
    const { announcement, take, become } = setUp(LAN)
    expect(take()).toMatchObject([{ from: '10.0.0.2', to: `${BEACON_GROUP}:${BEACON_PORT}` }])
    await vi.advanceTimersByTimeAsync(9_000)
    expect(take()).toHaveLength(3)
    for (let people = 1; people <= 30; people += 1) {
      become({ people })
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(take().length).toBeLessThanOrEqual(4)
    become({ name: 'Cellar' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(take().at(-1)?.text).toContain('"name":"Cellar"')
    await vi.advanceTimersByTimeAsync(10)
    const closing = announcement.close()
    await vi.advanceTimersByTimeAsync(2_000)
    await closing
  })

  test('and takes it back three times when it closes; nothing stays open, nothing comes after', async () => {
    const { announcement, take, open } = setUp(LAN)
    await vi.advanceTimersByTimeAsync(1_000)
    take()
    const closing = Promise.all([announcement.close(), announcement.close()])
    await vi.advanceTimersByTimeAsync(1_000)
    await closing
    expect(kinds(take())).toEqual(['bye', 'bye', 'bye'])
    expect(open()).toBe(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(take()).toEqual([])
  })

  test('on an interface that comes later, at once; one that refuses disturbs no other', async () => {
    const { announcement, take, move, errors } = setUp(
      { ...LAN, dead0: [v4('172.17.0.1')] },
      { refuses: (address) => address.startsWith('172.') },
    )
    await vi.advanceTimersByTimeAsync(500)
    expect(take().map(({ from }) => from)).toContain('10.0.0.2')
    expect(errors).toContain('Error: ENODEV')
    move({ ...LAN, eth0: [v4('10.0.0.9')] })
    await vi.advanceTimersByTimeAsync(600)
    expect(take().map(({ from }) => from)).toEqual(['10.0.0.9'])
    const closing = announcement.close()
    await vi.advanceTimersByTimeAsync(1_000)
    await closing
  })

  test.each([
    ['with loopback only', { lo: [v4('127.0.0.1')] }, '::'],
    ['that listens on loopback', LAN, '127.0.0.1'],
    ['that listens on ::1', LAN, '::1'],
    ['that listens elsewhere', LAN, '10.0.0.99'],
  ])('but not %s', async (_, interfaces, listensOn) => {
    const { announcement, take, open } = setUp(interfaces, { listensOn })
    await vi.advanceTimersByTimeAsync(10_000)
    expect([take(), open()]).toEqual([[], 0])
    const closing = announcement.close()
    await vi.advanceTimersByTimeAsync(1_000)
    await closing
  })

  test('on the one address that it listens on', async () => {
    const { announcement, take } = setUp({ ...LAN, eth1: [v4('10.1.0.2'), v4('10.1.0.3')] }, { listensOn: '10.1.0.3' })
    await vi.advanceTimersByTimeAsync(500)
    expect(take().map(({ from }) => from)).toEqual(['10.1.0.3'])
    const closing = announcement.close()
    await vi.advanceTimersByTimeAsync(1_000)
    await closing
  })
})

describe('whoever asks', () => {
  test('is answered to their own port; the internet and whatever is no question are not, and nobody floods', async () => {
    const { announcement, take, hear } = setUp(LAN)
    await vi.advanceTimersByTimeAsync(100)
    take()
    hear('{"stuffchat":"ask"}', '10.0.0.7', 4_321)
    expect(take()).toMatchObject([{ to: '10.0.0.7:4321' }])
    for (const text of ['', 'ask', '{"stuffchat":"bye"}', '['.repeat(900), 'x'.repeat(60_000)]) hear(text, '10.0.0.8')
    hear('{"stuffchat":"ask"}', '198.51.100.7')
    expect(take()).toEqual([])
    for (let number = 0; number < 1_000; number += 1) hear('{"stuffchat":"ask"}', `10.0.0.${10 + (number % 200)}`)
    expect(take().length).toBeLessThanOrEqual(20)
    const closing = announcement.close()
    await vi.advanceTimersByTimeAsync(1_000)
    await closing
  })
})
