import { chmod, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { createNet } from '../../server/test/net/net.ts'
import { TestRoom } from '../app/room.ts'
import { CALL, Peer, type PeerOptions } from './peer.ts'
import { TONES, toneFile } from './sounds.ts'
import { chromiumOf, test as base, expect } from './test.ts'

const PEOPLE = ['ann', 'ben', 'cid', 'dora'] as const
export type Name = (typeof PEOPLE)[number]
/** What each person's microphone hears. */
export const VOICES = { ann: TONES[0], ben: TONES[1], cid: TONES[2], dora: TONES[3] } satisfies Record<Name, number>

export type Lan = {
  /** A browser on that person's own machine, in the call. */
  join(name: Name): Promise<Peer>
  /** All that this machine says and hears vanishes, as when somebody stumbles over the cable at the far end. */
  cut(name: Name): void
  mend(name: Name): void
  /** That share of the packets of calls does not arrive there. */
  lose(name: Name, percent: number): void
  /** The browser's processes end at once. */
  kill(name: Name): void
}

const cli = resolve(import.meta.dirname, '../../dist/server/cli.js')
const PORT = 22_800
const CUT = `chain input { type filter hook input priority 0; iifname "eth0" drop; }
chain output { type filter hook output priority 0; oifname "eth0" drop; }`
const losing = (percent: number) =>
  `chain input { type filter hook input priority 0; meta l4proto udp numgen random mod 100 < ${percent} drop; }`

/** A room and a person's browser each on a machine of its own: network namespaces on one switch. */
export const test = base.extend<{ lan: Lan }>({
  lan: async ({ folder, launchOptions }, use) => {
    const chromium = chromiumOf(launchOptions.executablePath)
    // Accounts and the channel are made before, where the tests can reach it.
    const room = await TestRoom.start(['--password-cost', '8'])
    const owner = await room.person('owner')
    await owner.channel({ name: CALL, is_voice: true })
    for (const name of PEOPLE) await room.person(name)
    await room.stop()
    await using net = await createNet({ hosts: ['room', ...PEOPLE] as const })
    const options = [
      '--json',
      '--no-announce',
      '--data-dir',
      room.dataDir,
      '--port',
      String(PORT),
      '--limit',
      'rates=off',
    ]
    const server = net.run('room', [process.execPath, cli, ...options])
    await server.line(/"event":"listening"/)

    const peers = new Map<Name, Peer>()
    const gone = new Set<Name>()
    await use({
      join: async (name) => {
        const options: PeerOptions = {
          url: `https://${net.address('room')}:${PORT}`,
          as: name,
          sound: toneFile(VOICES[name]),
          folder,
          executablePath: await starter(folder, name, [...net.within(name), chromium]),
          // The room's key is its identity; no authority knows it.
          context: { ignoreHTTPSErrors: true },
          mayComplain: true,
        }
        const peer = await Peer.open(options)
        peers.set(name, peer)
        await peer.join()
        return peer
      },
      cut: (name) => net.nft(name, `table inet cut {\n${CUT}\n}\n`),
      mend: (name) => net.nft(name, 'delete table inet cut\n'),
      lose: (name, percent) => net.nft(name, `table inet lossy {\n${losing(percent)}\n}\n`),
      kill: (name) => {
        gone.add(name)
        for (const pid of net.pids(name)) process.kill(pid, 'SIGKILL')
      },
    })
    const faults = [...peers].flatMap(([name, peer]) => (gone.has(name) ? [] : peer.faults))
    for (const peer of peers.values()) await peer.close()
    server.kill('SIGTERM')
    await server.ended
    await room.close()
    expect(faults).toEqual([])
  },
})
export { expect }

/** A program that starts another one there; browsers are started by a path. */
export async function starter(folder: string, name: string, argv: readonly string[]): Promise<string> {
  const path = join(folder, `chromium-of-${name}`)
  await writeFile(path, `#!/bin/sh\nexec ${argv.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  await chmod(path, 0o755)
  return path
}
