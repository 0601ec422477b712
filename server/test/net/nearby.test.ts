import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BEACON_PORT } from '#protocol/discovery.ts'
import { needsNet } from './can.ts'
import { isEmpty, isListed, look } from './look.ts'
import { createNet } from './net.ts'
import type { Net } from './net.ts'
import { startRoom } from './room.ts'

const HOSTS = ['host', 'one', 'two'] as const
type Host = (typeof HOSTS)[number]
const MDNS_PORT = 5_353
const APPEARS_MS = 2_000
const STOPPED_MS = 5_000
const KILLED_MS = 60_000

/** What people would see a stopwatch say, for whoever reads the log of a run. */
const tell = (what: string, ms: Record<string, number>) =>
  console.log(
    `${what}: ${Object.entries(ms)
      .map(([name, value]) => `${name} ${Math.round(value)} ms`)
      .join(', ')}`,
  )

/** A client looks, a room starts, a second client comes, the room stops: what each waited for, in milliseconds. */
async function comeAndGo(fault: (net: Net<Host>, host: Host) => void, { router = true } = {}) {
  await using net = await createNet({ hosts: HOSTS, router })
  for (const host of HOSTS) fault(net, host)
  await using one = look(net, 'one')
  await one.looking()
  await using room = startRoom(net, 'host', { name: 'Attic' })
  const listening = await room.listening
  const seenByOne = await one.until('seen by the one who was there before', isListed('Attic'))
  await using two = look(net, 'two')
  const lookedAt = await two.looking()
  const seenByTwo = await two.until('seen by the one who came after', isListed('Attic'))
  expect(one.rooms().map((found) => found.identity)).toEqual(two.rooms().map((found) => found.identity))
  const [found] = two.rooms()
  expect(found).toMatchObject({ name: 'Attic', locked: false, people: 0 })
  expect(found?.addresses).toContain('10.77.0.2:22800')
  const stoppedAt = performance.now()
  await room.stop()
  const gone = await Promise.all([one, two].map((client) => client.until('gone', isEmpty)))
  return {
    'room after client': Math.max(0, seenByOne - listening),
    'room before client': Math.max(0, seenByTwo - lookedAt),
    'stopped and gone': Math.max(...gone) - stoppedAt,
  }
}

function expectInTime(what: string, waited: Awaited<ReturnType<typeof comeAndGo>>): void {
  tell(what, waited)
  expect(waited['room after client']).toBeLessThan(APPEARS_MS)
  expect(waited['room before client']).toBeLessThan(APPEARS_MS)
  // Not before it was: a room that is there stays listed.
  expect(waited['stopped and gone']).toBeGreaterThan(0)
  expect(waited['stopped and gone']).toBeLessThan(STOPPED_MS)
}

describe.runIf(needsNet('rooms nearby'))('rooms nearby', () => {
  /** It takes a while, so it begins before the others and is looked at after them. */
  const gone = Promise.withResolvers<number>()
  const stack = new AsyncDisposableStack()

  beforeAll(async () => {
    const net = stack.use(await createNet({ hosts: HOSTS }))
    const client = stack.use(look(net, 'one'))
    const room = stack.use(startRoom(net, 'host', { name: 'Cellar' }))
    await client.until('seen', isListed('Cellar'))
    room.kill('SIGKILL')
    const killedAt = performance.now()
    client.until('gone after a kill', isEmpty, KILLED_MS + 30_000).then(
      (at) => gone.resolve(at - killedAt),
      (error: unknown) => gone.reject(error),
    )
    gone.promise.catch(() => undefined)
  })
  afterAll(() => stack.disposeAsync())

  test('[ND1] [ND2] two clients see a room within 2 s, before and after it started; stopped, it goes within 5 s', async () => {
    expectInTime('nothing in the way', await comeAndGo(() => undefined))
  })

  test('[ND3] the same with mDNS dropped', async () => {
    expectInTime('mDNS dropped', await comeAndGo((net, host) => net.dropUdp(host, MDNS_PORT)))
  })

  test('[ND4] the same with the beacon dropped', async () => {
    expectInTime('beacon dropped', await comeAndGo((net, host) => net.dropUdp(host, BEACON_PORT)))
  })

  test('[ND5] the same with interfaces that lead nowhere, and without any router', async () => {
    expectInTime('dead interfaces', await comeAndGo((net, host) => net.addDeadInterfaces(host), { router: false }))
  })

  // No seconds are counted in these three, so they may share the machine.
  test.concurrent('[ND6] a room whose address changes is listed with the new one, and no longer with the old', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using client = look(net, 'one')
    await using _room = startRoom(net, 'host', { name: 'Attic' })
    await client.until('seen', isListed('Attic'))
    net.setAddress('host', 40)
    const changedAt = performance.now()
    const has = (text: string) => (address: string) => address.includes(text)
    const added = await client.until('listed with the new address', ([room]) =>
      Boolean(room?.addresses.some(has('10.77.0.40:'))),
    )
    const alone = await client.until('listed without the old one', ([room]) =>
      Boolean(room && !room.addresses.some(has('10.77.0.2:'))),
    )
    tell('another address', { listed: added - changedAt, 'old one gone': alone - changedAt })
    expect(added - changedAt).toBeLessThan(10_000)
    expect(alone - changedAt).toBeLessThan(KILLED_MS)
    // The same room all the time: nobody saw it go.
    const after = client.history.findIndex(({ rooms }) => isListed('Attic')(rooms))
    expect(client.history.slice(after).every(({ rooms }) => rooms.length === 1)).toBe(true)
  })

  test.concurrent('[ND8] two rooms on one machine are two, and a locked one says so', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using client = look(net, 'one')
    await using _open = startRoom(net, 'host', { name: 'Attic' })
    await using _locked = startRoom(net, 'host', { name: 'Vault', port: 22_900, more: ['--invite-only'] })
    await client.until('both seen', (rooms) => rooms.length === 2)
    const found = client.rooms().map(({ name, locked, addresses }) => ({ name, locked, addresses }))
    const ports = (name: string) => [
      ...new Set(found.find((room) => room.name === name)?.addresses.map((address) => address.split(':').at(-1))),
    ]
    expect(found).toContainEqual(expect.objectContaining({ name: 'Attic', locked: false }))
    expect(found).toContainEqual(expect.objectContaining({ name: 'Vault', locked: true }))
    expect([ports('Attic'), ports('Vault')]).toEqual([['22800'], ['22900']])
  })

  test.concurrent('[ND14] another room at the address and under the name of a known one is listed as another', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using client = look(net, 'one', { more: ['--known', '10.77.0.2:22800'] })
    await using first = startRoom(net, 'host', { name: 'Attic' })
    await client.until('seen', isListed('Attic'))
    const [before] = client.rooms()
    await first.stop()
    await client.until('gone', isEmpty)
    await using _second = startRoom(net, 'host', { name: 'Attic' })
    await client.until('seen again', isListed('Attic'))
    const [after] = client.rooms()
    expect(after?.identity).not.toBe(before?.identity)
  })

  test('[ND7] a room that was killed is gone within 60 s', async () => {
    const ms = await gone.promise
    tell('killed', { gone: ms })
    expect(ms).toBeLessThan(KILLED_MS)
  })
})
