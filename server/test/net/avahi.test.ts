import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { BEACON_PORT } from '#protocol/discovery.ts'
import { needsNet } from './can.ts'
import { isListed, look } from './look.ts'
import { createNet } from './net.ts'
import type { Net } from './net.ts'
import type { Running } from './process.ts'
import { PORT, startRoom } from './room.ts'

const HOSTS = ['host', 'one'] as const
const TOOLS = ['avahi-daemon', 'avahi-browse', 'dbus-daemon', 'nsenter', 'unshare']
const PATIENCE_MS = 40_000

/** Avahi with a bus of its own: both want `/run` for themselves. */
const AVAHI = `
mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon &&
dbus-daemon --system --fork && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits`

async function startAvahi(net: Net<(typeof HOSTS)[number]>, host: (typeof HOSTS)[number]): Promise<Running> {
  const avahi = net.run(host, ['unshare', '-m', 'sh', '-c', AVAHI])
  await avahi.complains(/startup complete/)
  return avahi
}

/** `=;eth0;IPv4;Attic;_stuffchat._tcp;local;host.local;10.77.0.2;22800;"v=…" "k=…"`, of what could be resolved. */
type Resolved = { family: string; name: string; address: string; port: number; txt: string }

/** What `avahi-browse -rtp` of that host resolves, as soon as it resolves anything. */
async function browse(net: Net<(typeof HOSTS)[number]>, avahi: Running): Promise<Resolved[]> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const argv = ['nsenter', '-t', String(avahi.pid), '-m', 'avahi-browse', '-rtp', '_stuffchat._tcp']
    const { out, err } = await net.run('one', argv).ended
    const found = out.split('\n').flatMap((line): Resolved[] => {
      const [kind, , family = '', name = '', , , , address = '', port, ...txt] = line.split(';')
      return kind === '=' ? [{ family, name, address, port: Number(port), txt: txt.join(';') }] : []
    })
    if (found.length > 0) return found
    if (performance.now() > end) throw new Error(`avahi-browse resolves nothing: ${out}${err}`)
    await sleep(200)
  }
}

describe.runIf(needsNet('what Avahi sees', TOOLS))('Avahi', () => {
  test('[ND9] avahi-browse resolves a room to the right address and port, and what it says has no secret', async () => {
    await using net = await createNet({ hosts: HOSTS })
    const avahi = await startAvahi(net, 'one')
    await using room = startRoom(net, 'host', { name: 'Attic & Söhne', more: ['--invite-only'] })
    await room.listening
    const found = await browse(net, avahi)
    // avahi-browse writes what is not plain in names as \DDD, decimal.
    expect(new Set(found.map(({ name }) => name))).toEqual(new Set([String.raw`Attic\032\038\032S\195\182hne`]))
    for (const { address, port } of found) {
      expect(['10.77.0.2', 'fd77::2', 'fe80::2']).toContain(address)
      expect(port).toBe(PORT)
    }
    expect(found.map(({ address }) => address)).toContain('10.77.0.2')
    const [txt = ''] = found.map((one) => one.txt)
    const fields = [...txt.matchAll(/"(?<key>[a-z]+)=(?<value>[^"]*)"/g)].map((match) => match.groups?.['key'] ?? '')
    expect(fields.toSorted()).toEqual(['c', 'g', 'id', 'k', 'l', 'p', 'v'])
    expect(txt).toContain('"l=1"')
    // The owner's code stands in the room's own output and nowhere else.
    const code = /"code":"(?<code>[^"]+)"/.exec(room.out)?.groups?.['code'] ?? 'none'
    expect(code).not.toBe('none')
    expect(txt).not.toContain(code)
    await room.stop()
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const { out } = await net.run('one', [
        'nsenter',
        '-t',
        String(avahi.pid),
        '-m',
        'avahi-browse',
        '-tp',
        '_stuffchat._tcp',
      ]).ended
      if (out === '') break
      if (performance.now() > end) throw new Error(`still there: ${out}`)
      await sleep(200)
    }
  })

  test('[ND15] a room shares its machine with an Avahi that was there first, and is found by mDNS alone', async () => {
    await using net = await createNet({ hosts: HOSTS })
    for (const host of HOSTS) net.dropUdp(host, BEACON_PORT)
    await startAvahi(net, 'host')
    const avahi = await startAvahi(net, 'one')
    await using client = look(net, 'one')
    await using _room = startRoom(net, 'host', { name: 'Attic' })
    await client.until('seen', isListed('Attic'))
    expect((await browse(net, avahi)).map(({ address }) => address)).toContain('10.77.0.2')
  })
})
