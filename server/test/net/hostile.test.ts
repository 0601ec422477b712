import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { MAX_NEARBY } from '#protocol/discovery.ts'
import { needsNet } from './can.ts'
import { addressOf } from './capture.ts'
import { isListed, look } from './look.ts'
import { createNet } from './net.ts'
import type { Net } from './net.ts'
import { usageOf } from './process.ts'
import type { Running } from './process.ts'
import { cli, PORT, script, startRoom } from './room.ts'

const HOSTS = ['host', 'one', 'two'] as const
const MiB = 2 ** 20
const WARM_MS = 3_000
const MEASURED_MS = 6_000
const SOURCES = 16
/** Both processes say what memory they keep when they are asked. */
const WEIGHED = { NODE_OPTIONS: `--expose-gc --import ${pathToFileURL(join(import.meta.dirname, 'heap.ts')).href}` }
const Pulse = z.object({ p50: z.number(), p95: z.number(), max: z.number() })
const Flood = z.object({ sent: z.number(), announcements: z.number(), perSecond: z.number() })

/** Gives the machine of the neighbour more addresses, as if it were many. */
function manyAddresses(net: Net<(typeof HOSTS)[number]>): string[] {
  return Array.from({ length: SOURCES }, (_, index) => {
    net.addAddress('two', 100 + index)
    return `10.77.0.${100 + index}`
  })
}

/** Memory in bytes, processor in seconds, and when that was. */
async function weigh(of: Running) {
  const said = of.err.length
  of.kill('SIGUSR2')
  const text = await of.complains(/kept \d+\n/, said)
  return { ...usageOf(of.pid), kept: Number(/kept (?<bytes>\d+)/.exec(text)?.groups?.['bytes']), at: performance.now() }
}

describe.runIf(needsNet('hostile neighbours'))('hostile neighbours', () => {
  test('[ND10] [ND11] a flood costs neither list nor memory, lies and forged goodbyes change nothing', async () => {
    await using net = await createNet({ hosts: HOSTS })
    const addresses = manyAddresses(net)
    await using client = look(net, 'one', { env: WEIGHED })
    await using room = startRoom(net, 'host', { name: 'Attic', env: WEIGHED })
    await client.until('seen', isListed('Attic'))
    const [real] = client.rooms()
    const capture = await net.capture('one')

    const seconds = (WARM_MS + MEASURED_MS + 1_000) / 1_000
    const flood = net.run('two', script('flood.ts', String(seconds), JSON.stringify(real), ...addresses))
    await sleep(WARM_MS)
    const watched = [client.running, room]
    const measure = () => Promise.all(watched.map(weigh))
    const before = await measure()
    const url = `http://${net.address('host')}:${PORT}/api/health`
    const pulse = net.run('one', script('pulse.ts', url, '100'))
    await sleep(MEASURED_MS)
    const after = await measure()
    const asked = Pulse.parse(JSON.parse((await pulse.ended).out))
    const flooded = await flood.ended
    const sent = Flood.parse(JSON.parse(flooded.out))
    await capture.stop()

    const cost = (index: number) => {
      const [then, now] = [before[index], after[index]]
      if (then === undefined || now === undefined) throw new Error('It was not measured.')
      return {
        rssMiB: Math.round(now.rss / MiB),
        keptMiB: Math.round(now.kept / MiB),
        grownMiB: Math.round((now.kept - then.kept) / MiB),
        cores: Math.round(((now.cpuS - then.cpuS) / (now.at - then.at)) * 1e5) / 100,
      }
    }
    const [clientCost, roomCost] = [cost(0), cost(1)]
    console.log('flood', { sent, asked, clientCost, roomCost })
    expect(sent.announcements).toBeGreaterThan(seconds * 1_500)
    // The real room was never gone, at the same place all the time, and nobody else was ever listed.
    const since = client.history.slice(1)
    expect(new Set(since.flatMap(({ rooms }) => rooms.map((one) => one.identity)))).toEqual(new Set([real?.identity]))
    expect(since.every(({ rooms }) => isListed('Attic')(rooms))).toBe(true)
    for (const { rooms } of since)
      for (const address of rooms[0]?.addresses ?? [])
        expect(address).toMatch(/^(10\.77\.0\.2|\[fd77::2\]|\[fe80::2\]):22800$/)
    for (const one of [clientCost, roomCost]) {
      expect(one.grownMiB).toBeLessThan(8)
      expect(one.rssMiB).toBeLessThan(400)
      expect(one.cores).toBeLessThan(0.8)
    }
    expect(asked.p95).toBeLessThan(500)
    // Addresses in the internet that the neighbour named were not asked.
    expect([...capture.destinations().keys()].map(addressOf)).not.toContain('198.51.100.7')
  })

  test('[ND12] of a hundred strangers at most 64 are listed, and their names are text', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using client = look(net, 'one')
    await using _room = startRoom(net, 'host', { name: 'Attic' })
    await client.until('seen', isListed('Attic'))
    const strangers = net.run('two', script('strangers.ts', '100', ...manyAddresses(net)))
    await strangers.line(/ready/)
    await client.until('full', (rooms) => rooms.length === MAX_NEARBY)
    await sleep(3_000)
    expect(Math.max(...client.history.map(({ rooms }) => rooms.length))).toBe(MAX_NEARBY)
    expect(client.history.slice(1).every(({ rooms }) => isListed('Attic')(rooms))).toBe(true)
    expect(client.rooms().some(({ name }) => name.includes('<img src=x onerror='))).toBe(true)
    const table = await net.run('one', cli('discover')).ended
    expect(table.out).toContain('<img src=x onerror=')
    // A name moves no cursor and draws no line of its own in somebody's terminal.
    // oxlint-disable-next-line no-control-regex
    expect(table.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })
})
