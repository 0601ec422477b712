import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { makeCertificate } from '../../tls/make-certificate.ts'
import { type Found, Report, askDoctor, idsOf, ownerToken } from './asked.ts'
import { needsNet } from './can.ts'
import { type Net, createNet } from './net.ts'
import { type NetRoomOptions, cli, startRoom } from './room.ts'

/** Of a certificate that the room's own code makes: it ends that long after it was made. */
const LIFE_MS = 396 * 24 * 3600 * 1000
type Host = 'host' | 'friend'
const HOSTS: readonly Host[] = ['host', 'friend']

/** A room on `host` that has an owner, and its doctor. */
async function makeRoom(net: Net<Host>, options: Partial<NetRoomOptions> & { dataDir?: string } = {}) {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'stuffchat-net-'))
  const room = startRoom(net, 'host', { name: 'Attic', ...options, dataDir })
  await room.listening
  const token = await ownerToken(net, 'host')
  return {
    room,
    dataDir,
    token,
    doctor: () => askDoctor(net, 'host', '--data-dir', dataDir),
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** `inject` before or after the room starts, and what the doctor then says is bad. */
async function verdict(fault: {
  net?(net: Net<Host>): void
  room?: Partial<NetRoomOptions>
  later?(net: Net<Host>): void
}) {
  await using net = await createNet({ hosts: HOSTS })
  fault.net?.(net)
  await using room = await makeRoom(net, fault.room)
  fault.later?.(net)
  // Awaited here: handed on, the room would be gone first.
  return await room.doctor()
}
/** What is under way elsewhere may come after the doctor has looked. */
async function until(look: () => Promise<Found>, is: (found: Found) => boolean, tries = 4): Promise<Found> {
  const found = await look()
  return is(found) || tries === 1 ? found : until(look, is, tries - 1)
}
const drop = (rule: string) =>
  `table inet fault {\nchain input {\ntype filter hook input priority 0\n${rule} drop\n}\n}\n`

// At once: each listens for some seconds.
describe.runIf(needsNet('the doctor among others', ['mount']))('the doctor among others', { concurrent: true }, () => {
  test('[DR2] a healthy room: nothing is bad, and a friend who looked around is who got in', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using room = await makeRoom(net)
    const before = await room.doctor()
    expect(before.filter(({ state }) => state === 'bad' || state === 'warn')).toEqual([])
    expect(idsOf(before, 'unknown')).toEqual(['firewall'])
    await using friend = net.run('friend', cli('discover', '--json'))
    await friend.line(/room_appeared/)
    const after = await room.doctor()
    expect(idsOf(after, 'bad')).toEqual([])
    expect(after.find(({ id }) => id === 'firewall')).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/from (?:10\.77\.0\.3|fd77::3) /),
    })
    expect(idsOf(await askDoctor(net, 'friend', `${net.address('host')}:22800`), 'ok')).toEqual(['firewall'])
  })

  test('[DR3] listening on loopback alone', async () => {
    expect(idsOf(await verdict({ room: { more: ['--host', '127.0.0.1'] } }), 'bad')).toEqual(['listening'])
  })

  test('[DR4] no network; a network that gives no address', async () => {
    const [unplugged, unaddressed] = await Promise.all([
      verdict({ net: (net) => net.unplug('host') }),
      verdict({ net: (net) => net.removeAddress('host', 2) }),
    ])
    expect([idsOf(unplugged, 'bad'), idsOf(unplugged, 'warn')]).toEqual([['addresses'], []])
    expect([idsOf(unaddressed, 'bad'), idsOf(unaddressed, 'warn')]).toEqual([['addresses'], ['interfaces']])
    expect(unaddressed.find(({ id }) => id === 'interfaces')?.says).toContain('eth0')
  })

  test('[DR5] multicast: one way dropped, the other dropped, both', async () => {
    const [beacon, mdns, both] = await Promise.all([
      verdict({ net: (net) => net.dropUdp('host', 22_801) }),
      verdict({ net: (net) => net.dropUdp('host', 5_353) }),
      verdict({ net: (net) => net.nft('host', drop('ip daddr 224.0.0.0/4')) }),
    ])
    expect([idsOf(beacon, 'bad'), idsOf(beacon, 'warn')]).toEqual([[], ['beacon']])
    expect([idsOf(mdns, 'bad'), idsOf(mdns, 'warn')]).toEqual([[], ['mdns']])
    expect(idsOf(both, 'bad')).toEqual(['beacon', 'mdns'])
  })

  test('[DR6] the port dropped for others: a friend looks in vain, and says so from outside', async () => {
    await using net = await createNet({ hosts: HOSTS })
    net.nft('host', drop('iifname "eth0" tcp dport 22800'))
    await using room = await makeRoom(net)
    await using friend = net.run('friend', cli('discover', '--json'))
    const found = await until(room.doctor, (said) => idsOf(said, 'bad').length > 0)
    expect(idsOf(found, 'bad')).toEqual(['firewall'])
    expect(found[0]?.says).toContain(net.address('friend'))
    expect(friend.out).toBe('')
    const [outside] = await askDoctor(net, 'friend', `${net.address('host')}:22800`)
    expect(outside).toMatchObject({ state: 'bad', says: expect.stringContaining('firewall') })
  })

  test('[DR7] the port dropped for everybody', async () => {
    const found = await verdict({ later: (net) => net.nft('host', drop('ip daddr 10.77.0.2 tcp dport 22800')) })
    expect(idsOf(found, 'bad')).toEqual(['answers'])
  })

  test('[DR8] a small disk', async () => {
    await using net = await createNet({ hosts: HOSTS })
    const folder = mkdtempSync(join(tmpdir(), 'stuffchat-small-'))
    try {
      // `ip netns exec` gives a program mounts of its own, and with it they go.
      const enter = ['sh', '-c', 'mount -t tmpfs -o size=64m tmpfs "$1" && shift && exec "$@"', 'sh', folder]
      const { out } = await net.run('host', [...enter, ...cli('doctor', '--json', '--data-dir', folder)]).ended
      const disk = Report.parse(JSON.parse(out)).findings.find(({ id }) => id === 'disk')
      expect(disk).toMatchObject({ state: 'bad', says: expect.stringContaining('64 MiB') })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('[DR10] a port that another program has taken, before the room is started', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using other = net.run('host', [
      process.execPath,
      '-e',
      `require('net').createServer().listen(22800, () => console.log('there'))`,
    ])
    await other.line(/there/)
    const folder = join(tmpdir(), 'stuffchat-not-there')
    expect(idsOf(await askDoctor(net, 'host', '--data-dir', folder), 'bad')).toEqual(['port'])
  })

  test('[DR11] a router that does not answer', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using room = await makeRoom(net, { more: ['--map-port'] })
    const found = await until(room.doctor, (said) => !idsOf(said, 'unknown').includes('router'))
    expect(idsOf(found, 'bad')).toEqual(['router'])
  })

  test('[DR12] a certificate of the host’s own that ends while the room runs', async () => {
    await using net = await createNet({ hosts: HOSTS })
    const folder = mkdtempSync(join(tmpdir(), 'stuffchat-cert-'))
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const endsAt = Date.now() + 12_000
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(
      cert,
      await makeCertificate({
        key: privateKey,
        name: 'Attic',
        names: { dns: ['attic'], ips: [] },
        now: endsAt - LIFE_MS,
      }),
    )
    try {
      await using room = await makeRoom(net, { more: ['--tls-cert', cert, '--tls-key', key] })
      await sleep(Math.max(0, endsAt - Date.now() + 1_000))
      const found = await room.doctor()
      expect(idsOf(found, 'bad')).toEqual(['certificate'])
      expect(found[0]?.do).toContain('--tls-cert')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('[DR13] two rooms on one machine, and one room on two', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using room = await makeRoom(net)
    await using beside = startRoom(net, 'host', { name: 'Barn', port: 22_900 })
    await beside.listening
    const found = await room.doctor()
    expect([idsOf(found, 'bad'), idsOf(found, 'warn')]).toEqual([[], ['twins']])
    expect(found[0]?.says).toContain('Barn')
  })

  test('[DR13] one room on two machines: its folder was copied', async () => {
    await using net = await createNet({ hosts: HOSTS })
    await using room = await makeRoom(net)
    const copy = mkdtempSync(join(tmpdir(), 'stuffchat-copy-'))
    cpSync(join(room.dataDir, 'secrets'), join(copy, 'secrets'), { recursive: true })
    try {
      await using twin = startRoom(net, 'friend', { name: 'Attic', dataDir: copy })
      await twin.listening
      const found = await room.doctor()
      expect(idsOf(found, 'bad')).toEqual(['twins'])
      expect(found[0]?.says).toContain(net.address('friend'))
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  })
})
