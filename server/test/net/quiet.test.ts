import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import { BEACON_GROUP } from '#protocol/discovery.ts'
import { needsNet } from './can.ts'
import { addressOf } from './capture.ts'
import { isEmpty, isListed, look } from './look.ts'
import { createNet } from './net.ts'
import { cli, PORT, script, startRoom } from './room.ts'

const HOSTS = ['host', 'one', 'two'] as const
/** mDNS, our beacon, and IGMP's own (RFC 3376, section 4.2.14), by which a host says which groups it hears. */
const GROUPS = ['224.0.0.251', BEACON_GROUP, '224.0.0.22']
const LOCAL = ['private', 'loopback', 'linkLocal', 'uniqueLocal']

function isNear(address: string): boolean {
  const parsed = ipaddr.parse(address)
  if (GROUPS.includes(address)) return true
  // ff02::/16 stays on the link (RFC 4291, section 2.7).
  return LOCAL.includes(parsed.range()) || address.startsWith('ff02:')
}

describe.runIf(needsNet('what leaves the network'))('what leaves the network', () => {
  test('[ND13] nothing: no packet to a public address, no question to a name server, from start to stop', async () => {
    await using net = await createNet({ hosts: HOSTS })
    const captures = await Promise.all(HOSTS.map((host) => net.capture(host)))
    const control = net.run('host', ['bash', '-c', 'echo > /dev/udp/192.0.2.1/53; echo > /dev/udp/198.51.100.1/9'])
    await control.ended
    await using client = look(net, 'one')
    await using room = startRoom(net, 'host', { name: 'Attic' })
    await client.until('seen', isListed('Attic'))
    const seen = net.run('two', cli('discover'))
    expect((await seen.ended).out).toContain('Attic')
    const guest = await net.run('two', script('visit.ts', `http://${net.address('host')}:${PORT}`, 'guest')).ended
    expect(guest).toMatchObject({ code: 0, err: '', out: 'visited\n' })
    await room.stop()
    await client.until('gone', isEmpty)
    for (const capture of captures) await capture.stop()

    const all = captures.map((capture) => [...capture.destinations()])
    const [ofHost = []] = all
    const strange = all.flat().filter(([to]) => !isNear(addressOf(to)) || /[.:]53$/.test(to))
    // The two packets that were sent so that they would be seen, and nothing else.
    expect(strange.map(([to]) => to)).toEqual(['192.0.2.1.53', '198.51.100.1.9'])
    // And it has seen what is allowed, so it looked in the right place.
    const near = ofHost.map(([to]) => addressOf(to))
    expect(near).toEqual(expect.arrayContaining(['224.0.0.251', BEACON_GROUP, net.address('host')]))
  })
})
