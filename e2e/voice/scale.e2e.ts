import type { Peer } from './peer.ts'
import { TONES } from './sounds.ts'
import { told, test } from './test.ts'

/** Full meshes, each person in a browser of their own: five browsers more than a person would run on one machine. */
for (const size of [2, 4, 6] as const)
  test(`[VC20] a mesh of ${size}: everybody is connected with everybody`, async ({ call }) => {
    test.setTimeout(180_000)
    const tones = TONES.slice(0, size)
    const peers: Peer[] = []
    for (const [at, tone] of tones.entries()) {
      const peer = await call.peer(`person${at}`, { tone })
      // All ears at once would take more of the machine than the call does.
      await peer.setListening(false)
      peers.push(peer)
    }
    for (const [at, peer] of peers.entries()) {
      await peer.join()
      await peer.expectLinks(at, 40_000)
    }
    for (const peer of peers) await peer.expectLinks(size - 1, 40_000)
    const clicked = await peers.at(-1)?.page.evaluate(() => window.ear.clickedAt)
    const links = (await Promise.all(peers.map((peer) => peer.counted()))).flat()
    const last = Math.max(...links.map(({ connectedAt }) => connectedAt ?? Infinity))
    const connectMs = last - (clicked ?? NaN)
    const seconds = 4
    const before = await Promise.all(peers.map((peer) => peer.cpuS()))
    const began = performance.now()
    await peers[0]?.page.waitForTimeout(seconds * 1_000)
    const after = await Promise.all(peers.map((peer) => peer.cpuS()))
    const took = (performance.now() - began) / 1_000
    const shares = after.map((cpu, at) => Math.round(((cpu - (before[at] ?? 0)) / took) * 100))
    told(
      'VC20',
      `${size} peers: all connected ${connectMs} ms after the last one clicked; a browser takes ${shares.join(', ')} % of a core`,
    )
    for (const [at, peer] of peers.entries()) {
      await peer.setListening(true)
      await peer.expectHears(
        tones.filter((_, other) => other !== at),
        30_000,
      )
      await peer.setListening(false)
    }
  })
