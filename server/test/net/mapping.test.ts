import { setTimeout as sleep } from 'node:timers/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, ownerToken } from './asked.ts'
import { needsNet } from './can.ts'
import { type HomeHost, type Igd, ROUTER_OUTSIDE, makeHome } from './igd.ts'
import { type Net, createNet } from './net.ts'
import { startRoom } from './room.ts'

const State = z.looseObject({ kind: z.string() })
type State = z.infer<typeof State>
const HOSTS = ['router', 'host', 'other', 'public'] as const
const RENEWED_MS = 20_000
const NONE_MS = 3_000

/** A home with a room in it that wants to be reached, and its admin. */
async function makeRoom(net: Net<HomeHost>, { host = 'host', more = [] }: { host?: HomeHost; more?: string[] } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'stuffchat-net-'))
  const room = startRoom(net, host, { name: 'Attic', dataDir, more: ['--map-port', '--no-announce', ...more] })
  const listening = await room.listening
  const token = await ownerToken(net, host)
  const get = async (path: string) => (await ask(net, host, `http://127.0.0.1:22800${path}`, { token }))?.body
  return {
    room,
    listening,
    get,
    state: async () => State.parse(await get('/api/admin/mapping')),
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function untilState(state: () => Promise<State>, is: (state: State) => boolean, withinMs = 20_000) {
  const end = performance.now() + withinMs
  for (;;) {
    const now = await state()
    if (is(now)) return now
    if (performance.now() > end) throw new Error(`It stays ${JSON.stringify(now)}`)
    await sleep(100)
  }
}
const isMapped = ({ kind }: State) => kind === 'mapped'
const fromOutside = async (net: Net<HomeHost>, port = 22_800) =>
  (await ask(net, 'public', `http://${ROUTER_OUTSIDE}:${port}/api/health`))?.status ?? null

async function withHome(act: (net: Net<HomeHost>, igd: Igd) => Promise<void>, outside?: string): Promise<void> {
  await using net = await createNet({ hosts: HOSTS })
  const igd = await makeHome(net, outside)
  try {
    await act(net, igd)
  } finally {
    await igd.close()
  }
}

const isPossible = needsNet('a port on a real router', ['miniupnpd', 'nsenter', 'sysctl'])

// By itself: here seconds count.
describe.runIf(isPossible)('through a router that is not there', () => {
  test('[PM8] no router that answers: said within 3 s', async () => {
    await withHome(async (net) => {
      await using host = await makeRoom(net)
      const state = await untilState(host.state, ({ kind }) => kind !== 'looking')
      const tookMs = performance.now() - host.listening
      console.log(`no router that answers: said after ${Math.round(tookMs)} ms`)
      expect(state).toMatchObject({ kind: 'failed', problem: 'no_router' })
      expect(tookMs).toBeLessThan(NONE_MS)
    })
  })
})

describe.runIf(isPossible)('through a real router', { concurrent: true }, () => {
  test.each([
    ['pcp', 'pcp_and_nat_pmp', null],
    // A router that knows NAT-PMP alone: packets of version 2 get no answer.
    ['nat_pmp', 'pcp_and_nat_pmp', 'udp dport 5351 @th,64,8 2 drop'],
    ['upnp', 'upnp_2', null],
    ['upnp', 'upnp_1', null],
  ] as const)('[PM4] [PM5] by %s, of a router that speaks %s', async (via, speaks, dropped) => {
    await withHome(async (net, igd) => {
      if (dropped)
        net.nft('router', `table inet deaf {\nchain input {\ntype filter hook input priority 0\n${dropped}\n}\n}\n`)
      await igd.start(speaks)
      await using host = await makeRoom(net)
      expect(await untilState(host.state, ({ kind }) => kind !== 'looking')).toMatchObject({
        kind: 'mapped',
        via,
        external_address: ROUTER_OUTSIDE,
        external_port: 22_800,
      })
      expect(await fromOutside(net)).toBe(200)
      const overview = z.looseObject({ addresses: z.array(z.unknown()) }).parse(await host.get('/api/admin/overview'))
      expect(overview.addresses).toContainEqual({ address: `${ROUTER_OUTSIDE}:22800`, kind: 'public', interface: null })
      expect(igd.rules()).toContain('10.77.0.3:22800')
      const stoppedAt = performance.now()
      await host.room.stop()
      console.log(`taken back and closed: ${Math.round(performance.now() - stoppedAt)} ms`)
      expect(igd.rules()).not.toContain('22800')
      expect(await fromOutside(net)).toBeNull()
    })
  })

  test('[PM6] [PM7] renewed before the lease ends; a router that was restarted is asked again', async () => {
    await withHome(async (net, igd) => {
      await igd.start('everything')
      // Eight seconds, so that it is renewed after four.
      await using host = await makeRoom(net, { more: ['--limit', 'map_lease_ms=8000'] })
      const first = await untilState(host.state, isMapped)
      const renewed = await untilState(
        host.state,
        (now) => isMapped(now) && now['until'] !== first['until'],
        RENEWED_MS,
      )
      expect(Date.parse(String(renewed['until']))).toBeGreaterThan(Date.parse(String(first['until'])))
      await sleep(Math.max(0, Date.parse(String(first['until'])) - Date.now() + 1_500))
      expect(await fromOutside(net)).toBe(200)

      await igd.pull()
      expect(await fromOutside(net)).toBeNull()
      await igd.start('everything')
      const isReached = async (): Promise<State> => ({ kind: String(await fromOutside(net)) })
      await untilState(isReached, ({ kind }) => kind === '200', 30_000)
      await untilState(host.state, isMapped)
    })
  })

  test.each(['pcp_and_nat_pmp', 'upnp_2'] as const)(
    '[PM9] a router behind another one, asked by %s',
    async (speaks) => {
      await withHome(async (net, igd) => {
        await igd.start(speaks)
        await using host = await makeRoom(net)
        const state = await untilState(host.state, ({ kind }) => kind !== 'looking')
        expect(state).toMatchObject({ kind: 'failed', problem: 'double_nat' })
        expect(igd.rules()).not.toContain('22800')
      }, '100.64.3.1')
    },
  )

  test.each(['pcp_and_nat_pmp', 'upnp_2'] as const)('[PM10] the port is taken there, asked by %s', async (speaks) => {
    await withHome(async (net, igd) => {
      await igd.start(speaks)
      await using first = await makeRoom(net)
      await untilState(first.state, isMapped)
      // Another computer of the home wants the same.
      await using second = await makeRoom(net, { host: 'other' })
      const { external_port: port } = await untilState(second.state, isMapped)
      expect(port).not.toBe(22_800)
      expect(await fromOutside(net, Number(port))).toBe(200)
      await second.room.stop()
      expect(await fromOutside(net, Number(port))).toBeNull()
      expect(await fromOutside(net)).toBe(200)
    })
  })
})
