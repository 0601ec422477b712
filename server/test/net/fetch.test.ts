import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { REFUSED } from '../spellings.ts'
import { needsNet } from './can.ts'
import { addressOf } from './capture.ts'
import { type Net, createNet } from './net.ts'
import { type Running, sh } from './process.ts'
import { script } from './room.ts'

const HOSTS = ['room', 'near', 'far'] as const
/** Public addresses, and nothing leaves the namespaces: these are machines of their own in them. */
const FAR = ['93.184.215.14', '2606:2800:21f:cb07::14'] as const
const NEAR = ['10.77.0.3', 'fd77::3', 'fe80::3'] as const
/** Room and neighbour have addresses in it, as at home where each device has a public one. */
const HOME = '2606:2800:22:1::'

/** What the name server says: to the first query, to the second, and from then on. */
const ZONE = {
  'far.test': [[...FAR]],
  'two.test': [[FAR[0], NEAR[0]]],
  localhost: [['127.0.0.1', '::1']],
  'near.test': [[NEAR[0], NEAR[1]]],
  'self.test': [['127.0.0.1', '::1']],
  'mapped.test': [['::ffff:10.77.0.3']],
  'linklocal.test': [['fe80::3']],
  'metadata.test': [['169.254.169.254']],
  'nat64.test': [['64:ff9b::10.77.0.3']],
  'sixtofour.test': [['2002:a4d:3::1']],
  'zero.test': [['0.0.0.0', '::']],
  'carrier.test': [['100.64.0.3']],
  'multicast.test': [['224.0.0.251']],
  'home.test': [[`${HOME}3`]],
  // Whoever looks a name up twice is told a good address first.
  'rebind.test': [[FAR[0]], [NEAR[0]]],
  'rebind-self.test': [[FAR[0]], ['127.0.0.1']],
  'flip.test': [[FAR[0]], [NEAR[0]]],
}
const NAMES = [
  'near',
  'self',
  'mapped',
  'linklocal',
  'metadata',
  'nat64',
  'sixtofour',
  'zero',
  'carrier',
  'multicast',
  'home',
]
const hostOf = (spelling: string) => (spelling.includes(':') ? `[${spelling}]` : spelling)
const SPELLINGS = Object.values(REFUSED).flat()
const TARGETS = [
  ...SPELLINGS,
  ...NEAR,
  `${HOME}3`,
  `${HOME}2`,
  'localhost',
  'localhost.',
  'LOCALHOST',
  '①⓪.77.0.3',
  '10。77。0。3',
].map(hostOf)

/** A neighbour that asks who has its own address (RFC 4861), as each does when its link comes up. */
const isAsked = (to: string, line: string) => to.startsWith('ff02::1:ff') && / (?:In|M) /.test(line)

const Outcome = z.tuple([z.string(), z.string()])

describe.runIf(needsNet('where fetches go', ['unshare', 'mount']))('where fetches go', () => {
  let net: Net<(typeof HOSTS)[number]>
  let folder: string
  let far: Running
  let canary: Running

  beforeAll(async () => {
    net = await createNet({ hosts: HOSTS })
    folder = mkdtempSync(join(tmpdir(), 'stuffchat-net-'))
    const on = (host: (typeof HOSTS)[number], ...argv: string[]) => sh([...net.within(host), 'ip', ...argv])
    for (const address of FAR) on('far', 'addr', 'add', address, 'dev', 'lo')
    on('room', 'route', 'add', FAR[0], 'via', net.address('far'))
    on('room', 'route', 'add', FAR[1], 'via', 'fd77::4')
    on('far', 'route', 'add', `${HOME}/64`, 'via', 'fd77::2')
    on('room', 'addr', 'add', `${HOME}2/64`, 'dev', 'eth0', 'nodad')
    on('near', 'addr', 'add', `${HOME}3/64`, 'dev', 'eth0', 'nodad')
    // The cloud's address for secrets leads to a machine that would answer.
    on('near', 'addr', 'add', '169.254.169.254', 'dev', 'lo')
    on('room', 'route', 'add', '169.254.169.254', 'via', NEAR[0])
    writeFileSync(join(folder, 'resolv.conf'), `nameserver ${net.address('far')}\noptions timeout:2 attempts:1\n`)
    far = net.run('far', script('far-web.ts', join(folder, 'far.pem'), JSON.stringify(ZONE)))
    canary = net.run('near', script('far-web.ts', join(folder, 'near.pem'), '{}'))
    await Promise.all([far.line(/^ready$/), canary.line(/^ready$/)])
  })
  afterAll(async () => {
    expect([far.err, canary.err]).toEqual(['', ''])
    await net?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs `fetches.ts` on the room's machine; gives what came of each target, and every address that packets went to. */
  async function fetched(how: 'get' | 'tunnel', targets: readonly string[], allowed: readonly string[] = []) {
    const capture = await net.capture('room')
    const resolv = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"']
    const argv = [...resolv, join(folder, 'resolv.conf'), ...script('fetches.ts', how, ...allowed, '--', ...targets)]
    const { code, err, out } = await net.run('room', argv, { NODE_EXTRA_CA_CERTS: join(folder, 'far.pem') }).ended
    await capture.stop()
    expect([code, err]).toEqual([0, ''])
    const lines = out.split('\n').filter(Boolean)
    const outcomes = lines.map((line) => Outcome.parse(JSON.parse(line)))
    expect(outcomes.map(([target]) => target)).toEqual(targets)
    return {
      outcomes,
      destinations: [...capture.destinations()].flatMap(([to, line]) => (isAsked(to, line) ? [] : [to])),
    }
  }
  /** Where packets went, but for the far web, the name server and their answers; and for loopback, if it is said so. */
  function strange(destinations: readonly string[], loopback = false): string[] {
    const own = [net.address('room'), 'fd77::2', `${HOME}2`, 'fe80::2']
    // Neighbour discovery (RFC 4861) of the room and of the way to the far web; groups and routers of the link.
    const link = ['ff02::1:ff00:2', 'ff02::1:ff00:4', 'ff02::16', 'ff02::2', 'fd77::4', 'fe80::4']
    const known = new Set([...own, ...link, ...FAR, net.address('far'), ...(loopback ? ['127.0.0.1'] : [])])
    return destinations.filter((to) => !known.has(addressOf(to)))
  }

  test('[SP23] no packet to a private or local place, however it is spelled', async () => {
    const { outcomes, destinations } = await fetched(
      'get',
      TARGETS.map((host) => `http://${host}/`),
    )
    expect(outcomes.filter(([, outcome]) => outcome !== 'address' && outcome !== 'link')).toEqual([])
    // What a URL cannot even say (a zone) is the lesser part.
    expect(outcomes.filter(([, outcome]) => outcome === 'address').length).toBeGreaterThan(80)
    expect(strange(destinations)).toEqual([])
  })

  test('[SP23] none by redirects to each of them, or by names that lead there', async () => {
    const redirected = TARGETS.map((host) => `http://far.test/to?u=${encodeURIComponent(`http://${host}/`)}`)
    const named = NAMES.flatMap((name) => [`http://${name}.test/`, `http://far.test/to?u=//${name}.test/`])
    const { outcomes, destinations } = await fetched('get', [...redirected, ...named])
    expect(outcomes.filter(([, outcome]) => outcome !== 'address' && outcome !== 'link')).toEqual([])
    expect(outcomes.filter(([, outcome]) => outcome === 'address').length).toBeGreaterThan(100)
    expect(strange(destinations)).toEqual([])
    // They came by: it was not for want of a way.
    expect(destinations.filter((to) => FAR.some((address) => to === `${address}.80`))).not.toEqual([])
  })

  test('[SP23] none by names whose second answer is another, or has one such address among its own', async () => {
    const again = (name: string) => `http://${name}/to?u=http://${name}/second`
    const targets = [
      again('rebind.test'),
      again('rebind-self.test'),
      'http://flip.test/',
      'http://two.test/',
      'http://two.test:81/',
    ]
    const { outcomes, destinations } = await fetched('get', targets)
    expect(outcomes.map(([, outcome]) => outcome)).toEqual([
      'address',
      'address',
      '200 hello from flip.test',
      '200 hello from two.test',
      'unreachable',
    ])
    // Asked once for what was fetched once.
    expect(far.lines.filter(({ text }) => text === 'asked flip.test 4')).toHaveLength(1)
    expect(strange(destinations)).toEqual([])
  })

  test('[SP23] the far web is reached, also with TLS and IPv6; not without, where it was with', async () => {
    const plain = encodeURIComponent('http://far.test/')
    const targets = ['http://far.test/', 'https://far.test/', `http://${hostOf(FAR[1])}/`, 'https://two.test/']
    const more = [`http://far.test/to?u=${encodeURIComponent('https://far.test/')}`, `https://far.test/to?u=${plain}`]
    const { outcomes, destinations } = await fetched('get', [...targets, ...more, `https://${FAR[0]}/`])
    expect(outcomes.map(([, outcome]) => outcome)).toEqual([
      '200 hello from far.test',
      '200 hello from far.test',
      `200 hello from ${hostOf(FAR[1])}`,
      '200 hello from two.test',
      '200 hello from far.test',
      'downgrade',
      // Its certificate is for names.
      'unreachable',
    ])
    expect(strange(destinations)).toEqual([])
  })

  test('[SP29] no packet by tunnels of a child to any of them, spelled, named or with a second answer', async () => {
    const named = [...NAMES.map((name) => `${name}.test`), 'far.test']
    const targets = [...TARGETS, ...named].map((host) => `${host}:80`)
    const { outcomes, destinations } = await fetched('tunnel', targets)
    const refused = outcomes.filter(([, outcome]) => /^HTTP\/1\.1 40[03] /.test(outcome))
    expect(outcomes.filter((one) => !refused.includes(one))).toEqual([
      ['far.test:80', 'HTTP/1.1 200 Connection established HTTP/1.1 200 OK hello from far'],
    ])
    // A child and the proxy speak by loopback, and there only from and to ports that the system gave.
    expect(strange(destinations, true)).toEqual([])
    expect(destinations.filter((to) => to === '127.0.0.1.80')).toEqual([])
  })

  test('[SP23] [SP29] control: what the host allows does arrive, and would have been seen', async () => {
    expect(canary.lines.map(({ text }) => text)).toEqual(['ready'])
    const allowed = ['10.77.0.0/24', 'fd77::/64', '169.254.169.254']
    const urls = [
      'http://10.77.0.3/',
      'http://near.test/x',
      'http://[fd77::3]/',
      'http://169.254.169.254/',
      'http://0xa4d0003/',
    ]
    const { outcomes, destinations } = await fetched('get', urls, allowed)
    expect(outcomes.filter(([, outcome]) => !outcome.startsWith('200 hello'))).toEqual([])
    expect(strange(destinations)).toEqual(expect.arrayContaining(['10.77.0.3.80', 'fd77::3.80', '169.254.169.254.80']))
    const tunnel = await fetched('tunnel', ['10.77.0.3:80', 'near.test:80', '10.77.0.3:22', '127.0.0.1:80'], allowed)
    expect(tunnel.outcomes.map(([, outcome]) => outcome)).toEqual([
      'HTTP/1.1 200 Connection established HTTP/1.1 200 OK hello from far',
      'HTTP/1.1 200 Connection established HTTP/1.1 200 OK hello from far',
      'HTTP/1.1 403 Forbidden',
      'HTTP/1.1 403 Forbidden',
    ])
    expect(strange(tunnel.destinations, true)).toContain('10.77.0.3.80')
    expect(canary.lines.length).toBe(1 + urls.length + 2)
  })
})
